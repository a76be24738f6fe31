"""The append-only log: every entry holds the hash of the one before, so that none can be changed or taken out unseen.

What its entries say of the rows is told in ledger.py; audit.py holds the rows against it.
"""

import hashlib
import os
import pwd
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, insert, select

from pipeline.domain.base import Frozen
from pipeline.store.rows import canonical
from pipeline.store.tables import LogRow, Row

GENESIS: Final = "0" * 64  # what the first entry names as the one before
_LOG: Any = LogRow.__table__
_NEWEST: Final = select(_LOG).order_by(_LOG.c.number.desc()).limit(1)
_APPEND: Final = insert(_LOG)


class Log:
    """The log within one transaction, which has to hold the store's write lock."""

    def __init__(self, connection: Connection) -> None:
        """Take up the log where it ends."""
        self.connection = connection
        last = newest(connection)
        self._number: int = last["number"] if last else 0
        self._sha256: str = last["sha256"] if last else GENESIS

    def append(self, kind: str, **payload: Any) -> None:
        """Add an entry. payload: what it says; the chain hashes it as canonical JSON, keys and all."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        head = {"number": self._number + 1, "at": at, "kind": kind}
        entry = {**head, "said": canonical(payload), "previous": self._sha256}
        self._number, self._sha256 = self._number + 1, entry_sha256(entry)
        self.connection.execute(_APPEND, {**entry, "sha256": self._sha256})


def newest(connection: Connection) -> RowMapping | None:
    """The last entry, None in an empty log."""
    return connection.execute(_NEWEST).mappings().first()


def entries(connection: Connection) -> Iterator[Row]:
    """The log, entry by entry, as it is kept elsewhere."""
    question = select(_LOG).order_by(_LOG.c.number)
    yield from (dict(row) for row in connection.execute(question).mappings())


def entry_sha256(entry: Any) -> str:
    """The hash of an entry: over all its columns but the hash itself, a line each."""
    lines = [str(entry[name]) for name in ("number", "at", "kind", "said", "previous")]
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def user_of_machine() -> str:
    """Who runs this program, by the system's account and not by what the environment claims."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # an account that the system has no name for
        return str(os.getuid())


class Breach(Frozen):
    """Something that is not as the log says it was. where: the entry, judgement, call, run or table."""

    where: str
    what: str


class Chain:
    """The entries of a log on their way to whoever takes them up.

    broken: the first that does not follow the one before it or was changed; None as long as all are whole.
    """

    def __init__(self) -> None:
        """Nothing has passed yet."""
        self.broken: Breach | None = None

    def passing(self, log: Iterable[Row]) -> Iterator[Row]:
        """The entries as they are, those behind a broken one too."""
        previous = GENESIS
        for number, entry in enumerate(log, start=1):
            if self.broken is None:
                self.broken = _broken_link(entry, number, previous)
                previous = entry["sha256"]
            yield entry


def broken_link(log: Iterable[Row]) -> Breach | None:
    """The first entry that does not follow the one before it or was changed; None in a log that is whole."""
    chain = Chain()
    for _ in chain.passing(log):
        if chain.broken:
            break
    return chain.broken


def _broken_link(entry: Row, number: int, previous: str) -> Breach | None:
    """number, previous: where the entry has to stand, and the hash that it has to name."""
    where = f"log entry {number}"
    if entry["number"] != number:
        return Breach(where=where, what="was taken out of the log")
    if entry["previous"] != previous:
        return Breach(where=where, what="does not follow the entry before it")
    if entry["sha256"] != entry_sha256(entry):
        return Breach(where=where, what="was changed after it was written")
    return None
