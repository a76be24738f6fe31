"""A store opened for writing or reading, and its errors in words that say what to do."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from pipeline.errors import StoreError, StoreUrlError
from pipeline.store.digests import in_order
from pipeline.store.migrations.steps import check_current, upgrade

_PATIENCE_S: Final = 10  # how long another writer may hold the lock
_PRIVATE: Final = 0o600
_SQLITE: Final = "sqlite"
_REMEDIES: Final = {
    "locked": ("another program is writing there", "Wait for it to end, then run the same command again."),
    "readonly": ("it may not be written to", "Give the user who runs tinghe the right to write it and its folder."),
    "full": ("the disk is full", "Make room, then run the same command again: what was saved is whole."),
    "not a database": ("it is no database of tinghe", "Give another --store, or put back a copy that is whole."),
    "malformed": ("the database is damaged", "Put back a copy that is whole."),
    "unable to open": ("it cannot be opened", "Give a file in a folder that the user who runs tinghe may write to."),
}


def url_of(path: Path) -> str:
    """The URL of an embedded store."""
    return f"{_SQLITE}:///{path}"


@contextmanager
def writing(url: str) -> Iterator[Engine]:
    """The store for writing: made or brought up to date if need be, closed at the end.

    Raises:
        StoreUrlError: the URL names no store that this version can use.
        StoreError: it cannot be opened or written, or a newer version of tinghe made it.
    """
    parsed = _parsed(url)
    with explained(url):
        _make_private(parsed)
        with _opened(parsed, "BEGIN IMMEDIATE") as engine:
            with engine.begin() as connection:
                upgrade(connection, url)
            yield engine


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """The store for reading, as it stood at the first question.

    Raises:
        StoreUrlError: as writing does.
        StoreError: it is not there, cannot be read, or is of another version.
    """
    parsed = _parsed(url)
    if not Path(parsed.database or "").is_file():
        raise StoreError(url, "there is no store there", "Give the --store of an earlier run.")
    with explained(url), _opened(parsed, "BEGIN") as engine, engine.connect() as connection:
        check_current(connection, url)
        yield connection


@contextmanager
def explained(url: str) -> Iterator[None]:
    """The database's errors as StoreError; they name the store, never a value that was to be written."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = str(error.orig if isinstance(error, DBAPIError) else error)
        known = next((answer for words, answer in _REMEDIES.items() if words in said), None)
        cause, remedy = known or (f"the database refused ({type(error).__name__})", "Run `tinghe --debug …`.")
        raise StoreError(url, cause, remedy) from error


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        remedy = "Give sqlite:///FILE, with four slashes for an absolute path."
        raise StoreUrlError("--store", "that is no database URL", remedy) from error
    if parsed.drivername != _SQLITE or not parsed.database:
        raise StoreUrlError(
            "--store", f"{parsed.drivername} is no store that this version can use", "Give sqlite:///FILE."
        )
    return parsed


def _make_private(url: URL) -> None:
    """SQLite gives its own files the rights of the database, which only its owner may read."""
    path = Path(url.database or "")
    if not path.parent.is_dir():
        raise StoreError(path, "its folder is not there", "Make the folder, or give another --store.")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, _PRIVATE))
    except OSError as error:
        raise StoreError(path, f"cannot be opened ({error.strerror})", "Give a file that you may write to.") from error


@contextmanager
def _opened(url: URL, begin: str) -> Iterator[Engine]:
    engine = create_engine(url, connect_args={"timeout": _PATIENCE_S}, json_serializer=in_order, hide_parameters=True)
    event.listen(engine, "connect", _prepared)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    try:
        yield engine
    finally:
        engine.dispose()


def _prepared(connection: Any, _: Any) -> None:
    """Write-ahead logging, foreign keys, what is deleted overwritten, transactions when SQLAlchemy says."""
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
