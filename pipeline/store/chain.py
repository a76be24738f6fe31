"""The append-only log: every entry holds the hash of the one before, so that none can be changed or taken out."""

import hashlib
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, insert, select

from pipeline.store.digests import canonical
from pipeline.store.tables import LogRow

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

    def append(self, kind: str, **said: Any) -> None:
        """Add an entry."""
        head = {"number": self._number + 1, "at": _now(), "kind": kind}
        entry = {**head, "said": canonical(said), "previous": self._sha256}
        self._number, self._sha256 = self._number + 1, entry_sha256(entry)
        self.connection.execute(_APPEND, {**entry, "sha256": self._sha256})


def newest(connection: Connection) -> RowMapping | None:
    """The last entry, None in an empty log."""
    return connection.execute(_NEWEST).mappings().first()


def entry_sha256(entry: Any) -> str:
    """The hash of an entry: over all its columns but the hash itself, a line each."""
    lines = [str(entry[name]) for name in ("number", "at", "kind", "said", "previous")]
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
