"""What leaves the store is noted in its log."""

from pipeline.store.chain import Log
from pipeline.store.engine import explained, writing


def note_export(url: str, what: str, *, said: dict[str, str], files: dict[str, str]) -> None:
    """Add an entry of kind "export". said: how it was asked for; files: SHA-256 by file name.

    Raises:
        StoreUrlError: as engine.writing does.
        StoreError: as engine.writing does.
    """
    with writing(url) as engine, explained(url), engine.begin() as connection:
        Log(connection).append("export", what=what, said=said, files=files)


def note_reveal(url: str, what: str, calls: int) -> None:
    """Add an entry of kind "reveal": so many calls were shown with nothing masked; raises as note_export does."""
    with writing(url) as engine, explained(url), engine.begin() as connection:
        Log(connection).append("reveal", what=what, calls=calls)
