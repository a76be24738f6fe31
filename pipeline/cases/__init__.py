"""All calls of one loan together: what is settled, what is open, what does not fit, when to call again."""
