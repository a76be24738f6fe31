"""`tinghe run` with what lies elsewhere, as a shell sees it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.cli.conftest import Tinghe, tinghe  # noqa: F401 - pytest's way to share a fixture


def test_a_bucket_is_a_source(bucket: Any, tinghe: Tinghe, tmp_path: Path) -> None:  # noqa: F811
    bucket.pipe("calls/a.wav", b"fine")
    ended = tinghe("run", "s3://calls", "--out", tmp_path / "out")
    assert (ended.status, ended.out.split(".")[0]) == (0, "1 done, 0 unchanged, 0 failed")


def test_no_such_bucket_is_wrong_usage(bucket: Any, tinghe: Tinghe, tmp_path: Path) -> None:  # noqa: F811
    ended = tinghe("run", "s3://none", "--out", tmp_path / "out")
    assert (ended.status, ended.err.splitlines()[0]) == (
        2,
        "tinghe: s3://none: there is no such bucket. Mend the URL, or see AWS_ENDPOINT_URL.",
    )


def test_offline_nothing_elsewhere_is_asked(bucket: Any, tinghe: Tinghe, tmp_path: Path) -> None:  # noqa: F811
    ended = tinghe("run", "s3://calls", "--offline", "--out", tmp_path / "out")
    assert (ended.status, "--offline forbids one" in ended.err) == (2, True)


def test_a_query_names_the_calls(tinghe: Tinghe, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "a.wav").write_text("fine", encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "calls.db")) as connection, connection:
        connection.execute("CREATE TABLE calls (wav TEXT)")
        connection.execute("INSERT INTO calls VALUES (?)", (str(tmp_path / "a.wav"),))
    query = ("--manifest-sql", f"sqlite:///{tmp_path / 'calls.db'}", "SELECT wav AS file FROM calls")
    assert "1 done" in tinghe("run", *query, "--out", tmp_path / "out").out
    assert "does not begin with SELECT" in tinghe("run", *query[:2], "DROP TABLE calls", "--out", tmp_path / "out").err
