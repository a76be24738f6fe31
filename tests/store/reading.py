"""A store read back, as tests compare it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

# What differs between two runs that come to the same: when, in which run, and what is random.
_OF_THE_RUN = {"run", "judged_at", "id", "call", "hearing", "judgement", "salt"}
SAID = ("calls", "hearings", "utterances", "judgements", "items", "facts", "findings", "mismatches")


def rows(path: Path, question: str) -> list[dict[str, Any]]:
    """The rows of a question to an SQLite file, past all of Tinghe's own code."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(question)]


def change(path: Path, *statements: str) -> None:
    """Change an SQLite file behind Tinghe's back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            assert connection.execute(statement).rowcount or statement.startswith("CREATE"), (
                f"nothing was changed by: {statement}"
            )


def of_the_call(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the numbers that the database gave, and without when it was written and where from."""
    return {name: value for name, value in row.items() if name not in _OF_THE_RUN}


def content(path: Path) -> dict[str, list[str]]:
    """All that was said and judged, by table, without the numbers that the database gave."""
    return {table: sorted(str(of_the_call(row)) for row in rows(path, f"SELECT * FROM {table}")) for table in SAID}
