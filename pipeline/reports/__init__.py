"""The call report as JSON and as a page, the index of a batch, and the tables."""
