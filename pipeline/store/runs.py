"""One run's way into the store, every call a transaction of its own; and what leaves the store, noted in its log."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from pipeline.store.chain import Log
from pipeline.store.engine import explained, writing
from pipeline.store.rows import Row
from pipeline.store.saving import begin_run, end_run, save_failure, save_report


class StoredRun:
    """A run that writes into an open store."""

    def __init__(self, url: str, engine: Engine, number: int) -> None:
        """Take an open store and the run's number in it."""
        self._url = url
        self._engine = engine
        self._number = number

    def report(self, text: str, source: str = "", *, judged_now: bool = True) -> None:
        """Save a report, given as its JSON, in a transaction of its own.

        source, judged_now: as save_report has them. A report that stands there already is left as it is.
        """
        self.reports([(text, source)], judged_now=judged_now)

    def reports(self, reports: Iterable[tuple[str, str]], *, judged_now: bool = True) -> None:
        """Save several reports, each with its source, all in one transaction: faster, and all of them or none."""
        with explained(self._url), self._engine.begin() as connection:
            log = Log(connection)
            for text, source in reports:
                save_report(log, self._number, text, source, judged_now=judged_now)

    def failure(self, failure: Row) -> None:
        """Save a failure: its call_id, file, reason and remedy."""
        with explained(self._url), self._engine.begin() as connection:
            save_failure(connection, self._number, failure)

    def reveals(self, calls: int) -> None:
        """Note that pages and tables of so many calls are written with nothing masked."""
        with explained(self._url), self._engine.begin() as connection:
            Log(connection).append("reveal", run=self._number, what="pages and tables", calls=calls)

    def ends(self) -> None:
        """Note that the run came to its end."""
        with explained(self._url), self._engine.begin() as connection:
            end_run(connection, self._number)


@contextmanager
def stored_run(url: str, command: str, folder: str = "") -> Iterator[StoredRun]:
    """A run of a command on the store at url; noted as ended only if the block came to its end.

    folder: where the reports and pages stand, empty for none.

    Raises:
        StoreUrlError: the URL names no store that this version can use.
        StoreError: it cannot be opened or written, or a newer version of tinghe made it.
    """
    with writing(url) as engine:
        with engine.begin() as connection:
            number = begin_run(connection, command, folder)
        run = StoredRun(url, engine, number)
        yield run
        run.ends()


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
