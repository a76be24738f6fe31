"""Spoken numbers: quantities found in a text, with their values, and written in digits (inverse text normalisation)."""
