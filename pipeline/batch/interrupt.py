"""SIGINT and SIGTERM as an exception, so that a batch can end in order."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn


class Interrupted(KeyboardInterrupt):
    """Somebody asked the batch to stop. signum: the signal that said so."""

    def __init__(self, signum: int) -> None:
        """Keep the signal, for the exit status."""
        super().__init__(signum)
        self.signum = signum


@contextmanager
def interruptible() -> Iterator[None]:
    """Within the block the first SIGINT or SIGTERM raises Interrupted; the handlers before it come back after."""
    before = {number: signal.signal(number, _raise) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _raise(signum: int, _: FrameType | None) -> NoReturn:
    raise Interrupted(signum)
