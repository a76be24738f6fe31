"""All calls together: whether every one is there, what was covered where, what stands out, and which to hear."""
