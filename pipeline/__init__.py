"""Tinghe (听核): which verification items a recorded loan call covers, and the second that proves it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.store.frames import Frames

__version__ = "0.1.0"


def load(url: str, *, reveal: bool = False) -> "Frames":
    """The store at a URL (sqlite:///FILE, postgresql://…) as DataFrames: calls, items, facts, findings, utterances.

    What tells who somebody is, is masked; reveal leaves it, and an entry in the store's log.
    """
    from pipeline.privacy.showing import Showing  # noqa: PLC0415 - as below
    from pipeline.store import frames  # noqa: PLC0415 - the database engine costs start-up time

    return frames.load(url, Showing.ALL if reveal else Showing.MASKED)
