"""What somebody does who can write the store and knows how its log is computed: the chain anew, with other entries."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline.store.log import GENESIS, entry_sha256
from pipeline.store.rows import canonical
from tests.store.reading import rows

Said = dict[str, Any]
Change = Callable[[str, Said], Said | None]  # of an entry's kind and what it says; None takes it out
# What an entry of the version before said nothing of.
_NEW = frozenset(
    {
        *("user", "run_sha256", "ended_at", "stopped_by", "hearing", "failure_sha256", "file_sha256"),
        *("call_sha256", "details_sha256", "place_sha256", "source_sha256"),
        *("calls", "failures", "purged_at"),
    }
)
_BACK_TO_0002 = (
    "DROP TABLE jobs",
    *(f"ALTER TABLE {table} DROP COLUMN salt" for table in ("calls", "failures")),
    "UPDATE alembic_version SET version_num = '0002'",
)


def rewrite(path: Path, change: Change, *appended: tuple[str, Said]) -> None:
    """Compute the log anew with its entries changed and others appended."""
    known = rows(path, "SELECT * FROM log ORDER BY number")
    kept = [(each["at"], each["kind"], change(each["kind"], json.loads(each["said"]))) for each in known]
    last = known[-1]["at"]
    entries = [*((at, kind, said) for at, kind, said in kept if said is not None)]
    _write(path, [*entries, *((last, kind, said) for kind, said in appended)])


def append(path: Path, kind: str, **said: Any) -> None:
    """Append an entry that follows the one before it."""
    rewrite(path, lambda _, each: each, (kind, said))


def as_an_earlier_version_wrote_it(path: Path) -> None:
    """Take out of a store what this version adds to it: columns, and what its log vouches for besides verdicts."""

    def older(kind: str, said: Said) -> Said | None:
        words = {"words_sha256"} if kind == "purge" else set()
        new = kind in {"page", "report_refused", "taken_up"}
        return None if new else {name: each for name, each in said.items() if name not in _NEW | words}

    rewrite(path, older)
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in _BACK_TO_0002:
            connection.execute(statement)


def _write(path: Path, entries: list[tuple[str, str, Said]]) -> None:
    previous = GENESIS
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM log")
        for number, (at, kind, said) in enumerate(entries, start=1):
            entry = {"number": number, "at": at, "kind": kind, "said": canonical(said), "previous": previous}
            previous = entry_sha256(entry)
            connection.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)", (*entry.values(), previous))
