"""The standardized question list: load it, judge each item from a reading, score the call, try the examples."""
