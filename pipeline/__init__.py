"""Tinghe (听核): which verification items a recorded loan call covers, and the second that proves it."""

__version__ = "0.1.0"
