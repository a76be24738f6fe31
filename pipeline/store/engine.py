"""A store opened for writing or reading, in a file or on a server, and its errors in words that say what to do."""

import errno
import json
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from pipeline.errors import StoreError, StoreUrlError
from pipeline.store.migrations.steps import check_current, upgrade

_PATIENCE_S: Final = 10  # how long another writer may hold the lock before it is told that we wait
_LONGEST_WAIT_S: Final = 3600  # a backup takes its time; what holds a lock for longer has hung
_PAUSE_S: Final = 0.1  # between two tries, where the database does not wait by itself
_PRIVATE: Final = 0o600
_WRITERS_LOCK: Final = 5_421_801  # any number, as long as nothing else in the database takes it
_IN_ORDER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_GIVE: Final = "Give sqlite:///FILE, with four slashes for an absolute path, or postgresql://USER@HOST/DATABASE."
_log = logging.getLogger(__name__)
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


@dataclass(frozen=True)
class Backend:
    """One kind of database.

    driver: as SQLAlchemy names it. make_ready: before writing; require: before reading, gives where to read.
    begin_writing, begin_reading: how a transaction begins; begin_queueing: one that leaves the log alone. arguments:
    for connecting. prepare, prepare_reading: what every connection begins with.
    """

    driver: str
    make_ready: Callable[[URL], object]
    require: Callable[[URL], URL]
    begin_writing: tuple[str, ...]
    begin_reading: tuple[str, ...]
    begin_queueing: tuple[str, ...]
    arguments: Callable[[], dict[str, Any]]
    prepare: Callable[[Any, Any], None]
    prepare_reading: Callable[[Any, Any], None]


def _make_private(url: URL) -> None:
    """SQLite gives its own files the rights of the database, which only its owner may read.

    A file that is there is not opened: closing it would give up every lock that this process has on it (POSIX), and
    another program would take the journal for one that nobody uses.
    """
    path = Path(url.database or "")
    if not path.parent.is_dir():
        raise StoreError(path, "its folder is not there", "Make the folder, or give another --store.")
    try:
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, _PRIVATE))
        elif path.is_dir() or not os.access(path, os.R_OK | os.W_OK):
            number = errno.EISDIR if path.is_dir() else errno.EACCES
            raise OSError(number, os.strerror(number))
    except OSError as error:
        raise StoreError(path, f"cannot be opened ({error.strerror})", "Give a file that you may write to.") from error


def _require_file(url: URL) -> URL:
    """Where to read: the file, or the file and nothing beside it where nothing may be written."""
    path = Path(url.database or "")
    if not path.is_file():
        raise StoreError(url, "there is no store there", "Give the --store of an earlier run.")
    folder_is_ours = os.access(path.parent, os.W_OK)
    if folder_is_ours and os.access(path, os.W_OK):
        return url
    journal = path.with_name(f"{path.name}-wal")
    # Without a right to write, SQLite has no place for its locks; a file that nobody can write needs none.
    frozen = not folder_is_ours and not (journal.is_file() and journal.stat().st_size)
    query = {"mode": "ro", "uri": "true", **({"immutable": "1"} if frozen else {})}
    return url.set(database=f"file:{quote(str(path.resolve()))}", query=query)


def _prepare_file(connection: Any, _: Any) -> None:
    """Write-ahead logging, foreign keys, what is deleted overwritten, transactions when SQLAlchemy says."""
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")


def _prepare_reading(connection: Any, _: Any) -> None:
    """Nothing may be written, and transactions begin when SQLAlchemy says."""
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA query_only=ON")


def _require_driver(url: URL) -> URL:
    if find_spec("psycopg") is None:
        raise StoreUrlError("--store", "PostgreSQL's driver is not installed", "Run: pip install 'tinghe[postgresql]'.")
    return url


def _server_arguments() -> dict[str, Any]:
    options = f"-c lock_timeout={round(_PATIENCE_S * 1000)} -c timezone=UTC"
    return {"connect_timeout": 10, "application_name": "tinghe", "options": options}


BACKENDS: Final[dict[str, Backend]] = {
    "sqlite": Backend(
        driver="sqlite",
        make_ready=_make_private,
        require=_require_file,
        begin_writing=("BEGIN IMMEDIATE",),
        begin_queueing=("BEGIN IMMEDIATE",),
        begin_reading=("BEGIN", "SELECT name FROM sqlite_master LIMIT 1"),  # the store is as it stood at a first look
        arguments=lambda: {"timeout": _PATIENCE_S},
        prepare=_prepare_file,
        prepare_reading=_prepare_reading,
    ),
    "postgresql": Backend(
        driver="postgresql+psycopg",
        make_ready=_require_driver,
        require=_require_driver,
        # The log has one end: whoever appends to it holds this lock until the transaction ends.
        begin_writing=(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})",),
        begin_queueing=(),
        begin_reading=("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",),
        arguments=_server_arguments,
        prepare=lambda *_: None,
        prepare_reading=lambda *_: None,
    ),
}


def url_of(path: Path) -> str:
    """The URL of an embedded store."""
    return f"sqlite:///{path}"


def same_store(one: str, other: str) -> bool:
    """Whether two URLs name the same store; of files, however they are written."""
    first, second = (_parsed_url(url) for url in (one, other))
    if {first.get_backend_name(), second.get_backend_name()} != {"sqlite"}:
        return first == second
    return Path(first.database or "").resolve() == Path(second.database or "").resolve()


def folder_of(url: str) -> Path | None:
    """The folder of a store in a file; None for one on a server."""
    parsed = _parsed_url(url)
    is_file = parsed.get_backend_name() == "sqlite"
    return Path(parsed.database or "").resolve().parent if is_file else None


@contextmanager
def writing(url: str) -> Iterator[Engine]:
    """The store for writing: made or brought up to date if need be, closed at the end. One writes at a time.

    A store that another program has locked is waited for, for up to an hour; a warning says so after ten seconds.

    Raises:
        StoreUrlError: the URL names no store that this version can use.
        StoreError: it cannot be opened or written, or a newer version of tinghe made it.
    """
    parsed = _parsed_url(url)
    backend = BACKENDS[parsed.get_backend_name()]
    with explained(url):
        backend.make_ready(parsed)
        with opened(parsed, backend, backend.begin_writing, backend.prepare) as engine:
            with engine.begin() as connection:
                upgrade(connection, _without_password(url))
            yield engine


@contextmanager
def queueing(url: str) -> Iterator[Engine]:
    """The store for its queue alone: on a server nobody waits there for those who write into the log.

    Raises as writing does.
    """
    with writing(url):
        pass
    parsed = _parsed_url(url)
    backend = BACKENDS[parsed.get_backend_name()]
    with explained(url), opened(parsed, backend, backend.begin_queueing, backend.prepare) as engine:
        yield engine


@contextmanager
def reading(url: str, *, older: bool = False) -> Iterator[Connection]:
    """The store for reading, as it stood at the first question; also from a medium that cannot be written to.

    older: a store of an earlier version too, which has fewer columns.

    Raises:
        StoreUrlError: as writing does.
        StoreError: it is not there, cannot be read, or is of another version.
    """
    parsed = _parsed_url(url)
    backend = BACKENDS[parsed.get_backend_name()]
    with (
        explained(url),
        opened(backend.require(parsed), backend, backend.begin_reading, backend.prepare_reading) as engine,
        engine.connect() as connection,
    ):
        check_current(connection, _without_password(url), older=older)
        yield connection


def refuse_if_read_only(url: str) -> None:
    """See that a store's log can take an entry, before what it has to note is done.

    Raises:
        StoreUrlError: as writing does.
        StoreError: it is not there, or is a file that may not be written to.
    """
    parsed = _parsed_url(url)
    if BACKENDS[parsed.get_backend_name()].require(parsed) != parsed:
        remedy = "Copy the store into a folder that the user who runs tinghe may write to, and name the copy."
        raise StoreError(url, "it may not be written to, and its log has to note this", remedy)


@contextmanager
def explained(url: str) -> Iterator[None]:
    """The database's errors as StoreError; they name the store, never a value that was to be written."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause, remedy = _known(error) or (f"the database refused ({type(error).__name__})", "Run `tinghe --debug …`.")
        raise StoreError(_without_password(url), cause, remedy) from error


def _known(error: Exception) -> tuple[str, str] | None:
    raised = error.orig if isinstance(error, DBAPIError) else error
    message = f"{getattr(raised, 'sqlstate', None) or ''} {raised}"
    return next((answer for words, answer in _REMEDIES.items() if words in message), None)


def _parsed_url(url: str) -> URL:
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


def _without_password(url: str) -> str:
    """A URL as messages write it, without a password."""
    return make_url(url).render_as_string(hide_password=True)


@contextmanager
def opened(url: URL, backend: Backend, begin: tuple[str, ...], prepare: Callable[[Any, Any], None]) -> Iterator[Engine]:
    """An engine whose connections begin with prepare and whose transactions begin with these statements."""
    engine = create_engine(url, connect_args=backend.arguments(), json_serializer=_in_order, hide_parameters=True)

    def begin_with(connection: Connection) -> None:
        for statement in begin:
            connection.exec_driver_sql(statement)

    where = url.render_as_string(hide_password=True)
    event.listen(engine, "connect", lambda *made: _patiently(where, lambda: prepare(*made)))
    event.listen(engine, "begin", lambda connection: _patiently(where, lambda: begin_with(connection)))
    try:
        yield engine
    finally:
        engine.dispose()


def _patiently(where: str, ask: Callable[[], None]) -> None:
    """Ask until no other program has the store locked, and say once that it is waited for."""
    until = time.monotonic() + _LONGEST_WAIT_S
    told = False
    while True:
        try:
            return ask()
        except (DBAPIError, sqlite3.Error) as error:
            if _known(error) is not _WAIT or time.monotonic() >= until:
                raise
        if not told:
            _log.warning("%s: another program has the store locked; waiting for it to end.", where)
            told = True
        time.sleep(_PAUSE_S)


def _in_order(value: Any) -> str:
    """A column's value as JSON with its keys as they come, for what has to be read again as it was."""
    return "[]" if value == [] else _IN_ORDER.encode(value)  # an encoder is built for every value, and most are empty
