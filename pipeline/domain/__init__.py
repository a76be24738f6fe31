"""The values that the stages pass on: frozen, without I/O and without an engine."""
