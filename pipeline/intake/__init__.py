"""What arrives: recordings that have become complete, and what their names and side files tell of them."""
