"""Learning from what people decided."""
