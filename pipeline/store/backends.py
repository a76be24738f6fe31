"""The databases that a store can be in, and how each is opened: one file, or a server."""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL

from pipeline.errors import StoreError, StoreUrlError

_PATIENCE_S: Final = 10  # how long another writer may hold the lock
_PRIVATE: Final = 0o600
_WRITERS_LOCK: Final = 5_421_801  # any number, as long as nothing else in the database takes it


@dataclass(frozen=True)
class Backend:
    """One kind of database.

    driver: as SQLAlchemy names it. make_ready: before writing; require: before reading. begin_writing, begin_reading:
    how a transaction begins. arguments: for connecting. prepare: what every connection begins with.
    """

    driver: str
    make_ready: Callable[[URL], None]
    require: Callable[[URL], None]
    begin_writing: str
    begin_reading: str
    arguments: Callable[[], dict[str, Any]]
    prepare: Callable[[Any, Any], None]


def _make_private(url: URL) -> None:
    """SQLite gives its own files the rights of the database, which only its owner may read."""
    path = Path(url.database or "")
    if not path.parent.is_dir():
        raise StoreError(path, "its folder is not there", "Make the folder, or give another --store.")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, _PRIVATE))
    except OSError as error:
        raise StoreError(path, f"cannot be opened ({error.strerror})", "Give a file that you may write to.") from error


def _require_file(url: URL) -> None:
    if not Path(url.database or "").is_file():
        raise StoreError(url, "there is no store there", "Give the --store of an earlier run.")


def _prepare_file(connection: Any, _: Any) -> None:
    """Write-ahead logging, foreign keys, what is deleted overwritten, transactions when SQLAlchemy says."""
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")


def _require_driver(_: URL) -> None:
    if find_spec("psycopg") is None:
        raise StoreUrlError("--store", "PostgreSQL's driver is not installed", "Run: pip install 'tinghe[postgresql]'.")


def _server_arguments() -> dict[str, Any]:
    options = f"-c lock_timeout={round(_PATIENCE_S * 1000)} -c timezone=UTC"
    return {"connect_timeout": 10, "application_name": "tinghe", "options": options}


BACKENDS: Final[dict[str, Backend]] = {
    "sqlite": Backend(
        driver="sqlite",
        make_ready=_make_private,
        require=_require_file,
        begin_writing="BEGIN IMMEDIATE",
        begin_reading="BEGIN",
        arguments=lambda: {"timeout": _PATIENCE_S},
        prepare=_prepare_file,
    ),
    "postgresql": Backend(
        driver="postgresql+psycopg",
        make_ready=_require_driver,
        require=_require_driver,
        # The log has one end: whoever appends to it holds this lock until the transaction ends.
        begin_writing=f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})",
        begin_reading="SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
        arguments=_server_arguments,
        prepare=lambda *_: None,
    ),
}
