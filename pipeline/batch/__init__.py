"""A whole batch: which calls there are, which are due, and every one of them done or named with its reason."""
