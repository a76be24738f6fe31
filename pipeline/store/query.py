"""The rows that a query of any database gives: what a bank's own systems know of its calls."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from pipeline.errors import ManifestError, StoreError
from pipeline.store.engine import BACKENDS, opened

_OPTION: Final = "--manifest-sql"
_READS: Final = re.compile(r"\s*(?:SELECT|WITH)\b", re.IGNORECASE)
_MOST_ROWS: Final = 1_000_000


def rows_of_query(url: str, query: str) -> list[tuple[Any, ...]]:
    """The names of the columns, then row by row what the database gives; nothing is written there.

    SQLite and PostgreSQL are opened so that they refuse to write; what another database changed is rolled back.

    Raises:
        ManifestError: the URL names no database that can be reached, or the database refuses the query. Neither user
            nor password nor what the query asks for is quoted.
    """
    if not _READS.match(query):
        raise ManifestError(_OPTION, "the query does not begin with SELECT or WITH", "Ask for rows, change none.")
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ManifestError(_OPTION, "that is no database URL", "Write DIALECT://USER@HOST/DATABASE.") from error
    shown = parsed.set(username=None, password=None, query={}).render_as_string()
    try:
        with _opened_to_read(parsed) as engine, engine.connect() as connection:
            found = connection.execute(text(query.replace(":", "\\:")))  # a colon is a colon
            rows = [tuple(found.keys()), *map(tuple, found.fetchmany(_MOST_ROWS + 1))]
            connection.rollback()
    except (NoSuchModuleError, ImportError) as error:
        remedy = "Install the driver that SQLAlchemy names for it."
        raise ManifestError(shown, "there is no driver for that database", remedy) from error
    except StoreError as error:
        raise ManifestError(shown, "there is no such database", "Mend the URL.") from error
    except SQLAlchemyError as error:
        cause = f"the database refused or does not answer ({type(error).__name__})"
        raise ManifestError(shown, cause, "Try the query with the database's own program.") from error
    if len(rows) > _MOST_ROWS + 1:
        raise ManifestError(_OPTION, f"the query gives more than {_MOST_ROWS} rows", "Ask for a day or a branch.")
    return rows


@contextmanager
def _opened_to_read(url: URL) -> Iterator[Engine]:
    backend = BACKENDS.get(url.drivername)
    if backend:
        there = backend.require(url.set(drivername=backend.driver))
        with opened(there, backend, backend.begin_reading, backend.prepare_reading) as engine:
            yield engine
        return
    engine = create_engine(url, hide_parameters=True)
    try:
        yield engine
    finally:
        engine.dispose()
