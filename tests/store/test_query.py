"""A manifest as a database gives it: the rows of a query, and a database that is only read."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.batch.cells import as_cells
from pipeline.batch.manifest import jobs_of_rows
from pipeline.errors import ManifestError
from pipeline.store.query import rows_of_query
from tests.store import server

QUERY = "SELECT wav AS file, number AS call_id, agent AS agent_id FROM recordings ORDER BY number"
_TABLE = (
    "CREATE TABLE recordings (wav TEXT, number TEXT, agent INTEGER)",
    "INSERT INTO recordings VALUES ('/in/a.wav', 'c-1', 107), ('s3://calls/b.wav', 'c-2', NULL)",
)


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = tmp_path / "calls.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in _TABLE:
            connection.execute(statement)
    return f"sqlite:///{path}"


def test_the_rows_of_a_query_are_calls(database: str) -> None:
    first, second = jobs_of_rows(as_cells(rows_of_query(database, QUERY)), "the query")
    assert (first.call_id, str(first.path), first.metadata["agent_id"]) == ("c-1", "/in/a.wav", "107")
    assert (second.url, second.metadata["agent_id"]) == ("s3://calls/b.wav", "")


def test_a_row_that_cannot_be_meant_is_named_by_its_number(database: str) -> None:
    rows = as_cells(
        rows_of_query(database, "SELECT 'c-1' AS call_id, '' AS file UNION SELECT 'c-2', 'ftp://u:s3cret@h/a.wav'")
    )
    empty, foreign = jobs_of_rows(rows, "the query")
    assert empty.refused
    assert empty.refused.cause == "row 2 of the query: the column file is empty"
    assert foreign.refused
    assert "are not read from there" in foreign.refused.cause
    assert "s3cret" not in repr(foreign)


def test_signs_that_drivers_read_otherwise_are_taken_as_they_stand(database: str) -> None:
    rows = rows_of_query(database, "SELECT ' :x 10:42 100%' AS file FROM recordings WHERE wav LIKE '%a.wav'")
    assert rows == [("file",), (" :x 10:42 100%",)]


def test_a_query_without_a_file_is_refused(database: str) -> None:
    with pytest.raises(ManifestError, match="there is no column 'file'"):
        jobs_of_rows(as_cells(rows_of_query(database, "SELECT wav FROM recordings")), "the query")


@pytest.mark.parametrize(
    ("url", "query", "cause"),
    [
        (None, "DELETE FROM recordings", "does not begin with SELECT"),
        (None, "SELECT secret FROM nowhere", "the database refused"),
        (None, "WITH gone AS (SELECT 1) DELETE FROM recordings", "the database refused"),
        ("sqlite:////none/calls.db", QUERY, "there is no such database"),
        ("oracle+nothing://me:s3cret@host/calls", QUERY, "no driver"),
        ("no url", QUERY, "no database URL"),
        ("postgresql://me:s3cret@127.0.0.1:9/calls", QUERY, "does not answer"),
    ],
)
def test_what_cannot_be_asked_is_refused_without_its_secrets(
    database: str, url: str | None, query: str, cause: str
) -> None:
    with pytest.raises(ManifestError, match=cause) as refused:
        rows_of_query(url or database, query)
    assert "s3cret" not in str(refused.value)
    assert "nowhere" not in str(refused.value)
    assert len(rows_of_query(database, QUERY)) == 3


def test_a_server_is_asked_and_refuses_to_write(tmp_path: Path) -> None:
    where = server.programs()
    if where is None:
        pytest.skip("needs PostgreSQL's programs")
    import psycopg

    with server.running(where) as socket:
        url = server.a_database(where, socket)
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in _TABLE:
                connection.execute(statement)
        assert len(rows_of_query(url, "SELECT ':a'::text AS file FROM recordings WHERE wav LIKE '%b%'")) == 2
        assert [row[1] for row in rows_of_query(url, QUERY)] == ["call_id", "c-1", "c-2"]
        with pytest.raises(ManifestError, match="refused"):
            rows_of_query(url, "WITH gone AS (DELETE FROM recordings RETURNING wav AS file) SELECT file FROM gone")
        assert len(rows_of_query(url, QUERY)) == 3
