"""The store in PostgreSQL: the same as in a file, with a server of the test's own."""

import multiprocessing
import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

import pipeline
from pipeline.errors import StoreError
from pipeline.population.coverage import coverage_of
from pipeline.store import engine
from pipeline.store.audit import breaches
from pipeline.store.calls import calls_of_case
from pipeline.store.engine import reading, url_of, writing
from pipeline.store.purging import purge
from pipeline.store.runs import stored_run
from tests.batch.test_executors import CALLS, run_here
from tests.batch.test_executors import calls as calls  # noqa: PLC0414 - a fixture
from tests.population.stores import chosen, fill
from tests.store.reading import SAID, of_the_call
from tests.store.saved import a_full_report, save_at
from tests.store.server import a_database, programs, running
from tests.store.test_purging import LONG_AGO, fill_old_and_new

WHERE = programs()
pytestmark = pytest.mark.skipif(WHERE is None, reason="PostgreSQL is not installed here")
KILLS, LONGEST_S = 8, 0.4


@pytest.fixture(scope="module")
def socket() -> Iterator[str]:
    assert WHERE
    with running(WHERE) as folder:
        yield folder


@pytest.fixture
def url(socket: str) -> str:
    assert WHERE
    return a_database(WHERE, socket)


def ask(url: str, statement: str) -> list[dict[str, object]]:
    """The answer to a statement, past all of Tinghe's own code."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    try:
        with engine.begin() as connection:
            answer = connection.execute(text(statement))
            return [dict(row) for row in answer.mappings()] if answer.returns_rows else []
    finally:
        engine.dispose()


def named(url: str) -> list[str]:
    with reading(url) as connection:
        return [f"{breach.where} {breach.what}" for breach in breaches(connection)]


def content(url: str) -> dict[str, list[str]]:
    return {table: sorted(str(of_the_call(row)) for row in ask(url, f"SELECT * FROM {table}")) for table in SAID}


def test_it_gives_back_what_a_file_would(url: str, tmp_path: Path) -> None:
    file = url_of(tmp_path / "tinghe.db")
    for each in (url, file):
        save_at(each, a_full_report(), a_full_report(checklist="x@2"), a_full_report(text="我要贷三十万"))
    there, here = pipeline.load(url), pipeline.load(file)
    for name, frame in vars(here).items():
        without_time = [column for column in frame.columns if column != "judged_at"]
        assert vars(there)[name][without_time].to_dict("records") == frame[without_time].to_dict("records"), name
    assert named(url) == []


def test_the_account_is_that_of_a_file(url: str, tmp_path: Path) -> None:
    file = url_of(tmp_path / "tinghe.db")
    for each in (url, file):
        fill(each, 60, "")
    there, here = (coverage_of(chosen(each)) for each in (url, file))
    assert there.overview == here.overview
    assert there.tables["items_by_month"].equals(here.tables["items_by_month"])


def test_an_odd_character_does_not_stop_a_run(url: str) -> None:
    save_at(url, a_full_report(text="a\x00b"))
    assert list(pipeline.load(url).utterances["text"]) == ["a\ufffdb"]


def test_a_case_is_found(url: str) -> None:
    save_at(url, a_full_report())
    with reading(url) as connection:
        assert [call.call_id for call in calls_of_case(connection, "k-1")] == ["c-1"]


@pytest.mark.parametrize(
    ("statement", "breach"),
    [
        ("UPDATE items SET status = 'verified' WHERE status = 'missing'", "call c-1 its verdict was changed"),
        ("UPDATE utterances SET text = '我要贷三十万'", "call c-1 its transcript was changed"),
        ("UPDATE log SET at = '2026-01-01T00:00:00' WHERE number = 2", "log entry 2 was changed"),
        ("DELETE FROM log WHERE number = 2", "log entry 2 was taken out"),
    ],
)
def test_a_change_by_sql_is_named(url: str, statement: str, breach: str) -> None:
    save_at(url, a_full_report())
    ask(url, statement)
    assert any(line.startswith(breach) for line in named(url)), named(url)


def test_kills_and_a_run_to_the_end_leave_the_same_store(url: str, socket: str, calls: Path, tmp_path: Path) -> None:
    assert WHERE
    calm = a_database(WHERE, socket)
    run_here(calls, tmp_path / "calm", calm)
    moments = random.Random(4)
    for _ in range(KILLS):
        killed = multiprocessing.get_context("fork").Process(target=partial(run_here, calls, tmp_path / "wild", url))
        killed.start()
        killed.join(moments.uniform(0, LONGEST_S))
        killed.kill()
        killed.join()
    run_here(calls, tmp_path / "wild", url)
    assert content(url) == content(calm)
    assert len(ask(url, "SELECT * FROM judgements WHERE stands")) == CALLS
    assert named(url) == []


def test_two_writers_at_once_keep_one_chain(url: str) -> None:
    fork = multiprocessing.get_context("fork")
    writers = [fork.Process(target=fill, args=(url, 30, "", seed)) for seed in (1, 2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert named(url) == []


def test_purging_keeps_the_proof(url: str) -> None:
    fill_old_and_new(url)
    assert purge(url, LONG_AGO).calls == 1
    assert set(pipeline.load(url).utterances["call_id"]) == {"new"}
    assert named(url) == []


def test_a_writer_who_does_not_end_is_named(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    save_at(url, a_full_report())
    monkeypatch.setattr(engine, "_PATIENCE_S", 0.1)
    monkeypatch.setattr(engine, "_LONGEST_WAIT_S", 0.3)
    refused = pytest.raises(StoreError, match="another program is writing there")
    with writing(url) as store, store.begin(), refused, stored_run(url, "run"):
        pass


def test_an_empty_database_is_no_store_to_read(url: str) -> None:
    with pytest.raises(StoreError, match="an older version of tinghe, or no store"), reading(url):
        pass


def test_a_newer_store_is_left_alone(url: str) -> None:
    save_at(url, a_full_report())
    ask(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="a newer version of tinghe made it"), writing(url):
        pass


@pytest.mark.parametrize(
    ("broken", "cause"),
    [
        ("postgresql://tinghe@/nowhere?host={socket}", "the server has no such user or database"),
        ("postgresql://nobody@/postgres?host={socket}", "the server has no such user or database"),
        ("postgresql://tinghe:geheim@/postgres?host=/nowhere", "the server does not answer"),
    ],
)
def test_what_cannot_be_reached_is_one_line_without_the_password(socket: str, broken: str, cause: str) -> None:
    with pytest.raises(StoreError, match=cause) as refused, writing(broken.format(socket=socket)):
        pass
    assert "geheim" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_may_only_be_read_is_named(url: str) -> None:
    save_at(url, a_full_report())
    ask(url, f"ALTER DATABASE {make_url(url).database} SET default_transaction_read_only = on")
    with pytest.raises(StoreError, match="it may not be written to"), stored_run(url, "run"):
        pass
