"""The append-only log: every entry holds the hash of the one before, so that none can be changed or taken out."""

import hashlib
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, insert, select

from pipeline.store.digests import canonical
from pipeline.store.tables import LogRow

GENESIS: Final = "0" * 64  # what the first entry names as the one before


def append(connection: Connection, kind: str, **said: Any) -> None:
    """Add an entry within the caller's transaction, which has to hold the store's write lock."""
    last = newest(connection)
    number, previous = (last["number"] + 1, last["sha256"]) if last else (1, GENESIS)
    entry = {"number": number, "at": _now(), "kind": kind, "said": canonical(said), "previous": previous}
    connection.execute(insert(LogRow), {**entry, "sha256": entry_sha256(entry)})


def newest(connection: Connection) -> RowMapping | None:
    """The last entry, None in an empty log."""
    rows = select(LogRow.__table__).order_by(LogRow.number.desc()).limit(1)
    return connection.execute(rows).mappings().first()


def entry_sha256(entry: Any) -> str:
    """The hash of an entry: over all its columns but the hash itself, a line each."""
    lines = [str(entry[name]) for name in ("number", "at", "kind", "said", "previous")]
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
