"""What a whole population of calls comes to, not one of them."""
