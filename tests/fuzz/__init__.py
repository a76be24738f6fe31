"""Odd input by the thousand: `make fuzz` tries it for ten minutes, the tests here a little of it, always the same."""
