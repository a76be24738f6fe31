"""Reports in a database: what was judged when and by what, for later questions."""
