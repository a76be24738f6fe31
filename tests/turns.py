"""Who may run when a suite has several workers: ordinary tests side by side, a test that measures by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_SH, LOCK_UN, flock
from pathlib import Path

# Files that are there anyway: nothing is left behind, and a lock ends with its process.
_GATE, _ROOM = Path(__file__), Path(__file__).with_name("__init__.py")


@contextmanager
def turn(*, alone: bool) -> Iterator[None]:
    """Wait until one may run beside the others, or alone."""
    with _GATE.open("rb") as gate, _ROOM.open("rb") as room:
        flock(gate, LOCK_EX)  # who waits for an empty room lets nobody in meanwhile
        flock(room, LOCK_EX if alone else LOCK_SH)
        flock(gate, LOCK_UN)
        try:
            yield
        finally:
            flock(room, LOCK_UN)  # said, not left to closing: a process that a test forked may still hold the file open
