"""The standardized question list: load it, find mentions, follow the exchange, judge each item."""
