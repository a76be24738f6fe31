"""A store opened for writing or reading, and its errors in words that say what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from pipeline.errors import StoreError, StoreUrlError
from pipeline.store.backends import BACKENDS, Backend
from pipeline.store.digests import in_order
from pipeline.store.migrations.steps import check_current, upgrade

_GIVE: Final = "Give sqlite:///FILE, with four slashes for an absolute path, or postgresql://USER@HOST/DATABASE."
_WAIT: Final = ("another program is writing there", "Wait for it to end, then run the same command again.")
_RIGHTS: Final = ("it may not be written to", "Give the user who runs tinghe the right to write it and its folder.")
_FULL: Final = ("the disk is full", "Make room, then run the same command again: what was saved is whole.")
# What SQLite says in words, PostgreSQL in codes (SQLSTATE), and in words while there is no connection yet.
_REMEDIES: Final = {
    "locked": _WAIT,
    "55P03": _WAIT,
    "readonly": _RIGHTS,
    "25006": _RIGHTS,
    "42501": _RIGHTS,
    "disk is full": _FULL,
    "53100": _FULL,
    "not a database": ("it is no database of tinghe", "Give another --store, or put back a copy that is whole."),
    "malformed": ("the database is damaged", "Put back a copy that is whole."),
    "unable to open": ("it cannot be opened", "Give a file in a folder that the user who runs tinghe may write to."),
    "password": ("the server refuses the password", "Give user and password in the URL or in ~/.pgpass."),
    "does not exist": ("the server has no such user or database", "Have them made: docs/store.md says how."),
    "onnection": ("the server does not answer", "See that it runs and that host, port or socket in the URL are right."),
}


def url_of(path: Path) -> str:
    """The URL of an embedded store."""
    return f"sqlite:///{path}"


@contextmanager
def writing(url: str) -> Iterator[Engine]:
    """The store for writing: made or brought up to date if need be, closed at the end. One writes at a time.

    Raises:
        StoreUrlError: the URL names no store that this version can use.
        StoreError: it cannot be opened or written, or a newer version of tinghe made it.
    """
    parsed = parsed_url(url)
    backend = BACKENDS[parsed.get_backend_name()]
    with explained(url):
        backend.make_ready(parsed)
        with _opened(parsed, backend, backend.begin_writing) as engine:
            with engine.begin() as connection:
                upgrade(connection, named(url))
            yield engine


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """The store for reading, as it stood at the first question.

    Raises:
        StoreUrlError: as writing does.
        StoreError: it is not there, cannot be read, or is of another version.
    """
    parsed = parsed_url(url)
    backend = BACKENDS[parsed.get_backend_name()]
    backend.require(parsed)
    with (
        explained(url),
        _opened(parsed, backend, backend.begin_reading) as engine,
        engine.connect() as connection,
    ):
        check_current(connection, named(url))
        yield connection


@contextmanager
def explained(url: str) -> Iterator[None]:
    """The database's errors as StoreError; they name the store, never a value that was to be written."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raised = error.orig if isinstance(error, DBAPIError) else error
        said = f"{getattr(raised, 'sqlstate', None) or ''} {raised}"
        known = next((answer for words, answer in _REMEDIES.items() if words in said), None)
        cause, remedy = known or (f"the database refused ({type(error).__name__})", "Run `tinghe --debug …`.")
        raise StoreError(named(url), cause, remedy) from error


def parsed_url(url: str) -> URL:
    """A URL that names a store, with its driver.

    Raises:
        StoreUrlError: it names none that this version can use.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreUrlError("--store", "that is no database URL", _GIVE) from error
    if parsed.drivername not in BACKENDS or not parsed.database:
        raise StoreUrlError("--store", f"{parsed.drivername} is no store that this version can use", _GIVE)
    return parsed.set(drivername=BACKENDS[parsed.drivername].driver)


def named(url: str) -> str:
    """A URL as messages write it, without a password."""
    return make_url(url).render_as_string(hide_password=True)


@contextmanager
def _opened(url: URL, backend: Backend, begin: str) -> Iterator[Engine]:
    engine = create_engine(url, connect_args=backend.arguments(), json_serializer=in_order, hide_parameters=True)
    event.listen(engine, "connect", backend.prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    try:
        yield engine
    finally:
        engine.dispose()
