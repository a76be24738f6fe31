"""After retention: the words are gone, from the file too, and the verdicts are still proven."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Role, Status
from pipeline.reports.codec import to_json
from pipeline.store import engine
from pipeline.store.audit import breaches
from pipeline.store.engine import reading, url_of
from pipeline.store.purging import purge
from pipeline.store.runs import stored_run
from tests.making import a_recording, a_report, an_utterance
from tests.store.reading import change, content, rows

LONG_AGO = date(2021, 1, 1)
SECRET = "我要贷二十万零三百"


def a_call(call_id: str, started_at: str) -> CallReport:
    return a_report(
        a_recording(call_id, metadata={"started_at": started_at, "app.customer_name": "王小明"}),
        items={"loan_amount": Status.VERIFIED, "identity": Status.MISSING},
        facts={"loan_amount": 200300, "customer_name": "王小明"},
        risks=("overdue",),
        mismatches=("loan_term",),
        transcript=(an_utterance(0, Role.CUSTOMER, SECRET + call_id, 1.5),),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "tinghe.db"
    fill_old_and_new(url_of(path))
    return path


def fill_old_and_new(url: str) -> None:
    with stored_run(url, "run", "/reports") as run:
        run.report(to_json(a_call("old", "2020-05-01T10:00:00+08:00")), "/recordings/王小明.wav")
        run.report(to_json(a_call("new", "2026-05-01T10:00:00+08:00")), "/recordings/b.wav")


def named(path: Path) -> list[str]:
    with reading(url_of(path)) as connection:
        return [breach.what for breach in breaches(connection)]


def test_words_and_facts_of_old_calls_are_gone_and_their_verdicts_stand(path: Path) -> None:
    purged = purge(url_of(path), LONG_AGO)
    assert (purged.calls, purged.hearings, purged.folders) == (1, 1, ("/reports",))
    frames = pipeline.load(url_of(path))
    assert set(frames.utterances["call_id"]) == set(frames.facts["call_id"]) == {"new"}
    assert frames.items.groupby("call_id")["status"].agg(list).to_dict() == {
        "old": ["verified", "missing"],
        "new": ["verified", "missing"],
    }
    assert rows(path, "SELECT source FROM hearings ORDER BY id") == [{"source": ""}, {"source": "/recordings/b.wav"}]


def test_nothing_of_the_words_is_left_in_the_file(path: Path) -> None:
    assert (SECRET + "old").encode() in path.read_bytes()
    purge(url_of(path), LONG_AGO)
    content = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert (SECRET + "old").encode() not in content
    assert (SECRET + "new").encode() in content


def test_a_purged_store_is_still_proven(path: Path) -> None:
    purge(url_of(path), LONG_AGO)
    assert named(path) == []


@pytest.mark.parametrize(
    ("statement", "breach"),
    [
        ("UPDATE items SET status = 'verified' WHERE judgement = 1 AND number = 1", "its verdict was changed"),
        ("UPDATE hearings SET recording_sha256 = 'f' WHERE id = 1", "its recording's hash was changed"),
        ("UPDATE utterances SET hearing = 1", "words were put where they had been purged"),
        ("DELETE FROM facts WHERE judgement = 2", "its evidence or facts were changed"),
        ("DELETE FROM utterances WHERE hearing = 2", "its transcript was changed"),
    ],
)
def test_what_was_not_purged_is_proven_as_before(path: Path, statement: str, breach: str) -> None:
    purge(url_of(path), LONG_AGO)
    change(path, statement)
    assert breach in named(path)


OLD = "2020-05-01T10:00:00+08:00"


@pytest.mark.parametrize(
    ("call_id", "changes", "returns"),
    [
        ("old", {}, False),
        ("old", {"metadata": {"started_at": OLD, "agent_id": "E123", "app.customer_name": "王小明"}}, False),
        ("old", {"sha256": "1" * 64}, False),
        ("old", {"stage": "in_review"}, False),
        ("old-2", {"call_id": "old-2"}, True),  # another call, as the store sees it
    ],
    ids=["the same report", "a changed manifest", "another recording", "another stage", "another call_id"],
)
def test_purged_words_do_not_come_back_with_a_later_run(
    path: Path, call_id: str, changes: dict[str, Any], returns: bool
) -> None:
    purge(url_of(path), LONG_AGO)
    before = content(path)
    report = a_call("old", OLD)
    with stored_run(url_of(path), "run") as run:
        run.report(to_json(report.model_copy(update={"recording": report.recording.model_copy(update=changes)})))
    assert (content(path) == before) is not returns
    assert (call_id in set(pipeline.load(url_of(path)).utterances["call_id"])) is returns
    assert named(path) == []


BROUGHT_BACK = [  # as a version that let them return left them, or somebody put them
    "INSERT INTO utterances SELECT 1, number, role, start_s, end_s, text, heard, confidence, channel, changes "
    "FROM utterances WHERE hearing = 2",
    "INSERT INTO facts SELECT 1, number, name, value, unit, status, confidence, approximate, evidence FROM facts",
    "INSERT INTO mismatches SELECT 1, number, fact, stated, application, evidence FROM mismatches",
    "UPDATE items SET reason = '王小明' WHERE judgement = 1 AND number = 0",
    'UPDATE items SET evidence = \'[{"quote": "王小明"}]\' WHERE judgement = 1 AND number = 0',
    'UPDATE findings SET evidence = \'[{"quote": "王小明"}]\' WHERE judgement = 1',
    'UPDATE judgements SET follow_up = \'[{"question": "王小明"}]\' WHERE id = 1',
    "UPDATE calls SET details = '{\"app.customer_name\": \"王小明\"}' WHERE call_id = 'old'",
    "UPDATE hearings SET source = '/recordings/王小明.wav' WHERE id = 1",
]


@pytest.mark.parametrize("statement", BROUGHT_BACK, ids=[statement[:40] for statement in BROUGHT_BACK])
def test_what_came_back_is_purged_again(path: Path, statement: str) -> None:
    purge(url_of(path), LONG_AGO)
    before = content(path)
    change(path, statement)
    assert purge(url_of(path), LONG_AGO).calls == 1
    after = content(path)
    del before["hearings"], after["hearings"]  # which say when
    assert after == before
    assert named(path) == []


def test_failures_lose_the_names_of_their_files_where_no_call_is_due(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    with stored_run(url_of(path), "run") as run:
        run.failure({"call_id": "f-1", "file": "王建国13812345678.json", "reason": "is empty", "remedy": ""})
    purged = purge(url_of(path), date(2999, 1, 1))
    assert (purged.calls, purged.failures) == (0, 1)
    assert "王建国".encode() not in b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert named(path) == []


def test_an_old_call_that_failed_lately_loses_the_name_of_its_file_too(path: Path) -> None:
    with stored_run(url_of(path), "run") as run:
        for call_id in ("old", "new"):
            run.failure({"call_id": call_id, "file": f"{call_id}.wav", "reason": "is empty", "remedy": ""})
    purge(url_of(path), LONG_AGO)
    assert {row["call_id"]: row["file"] for row in rows(path, "SELECT call_id, file FROM failures")} == {
        "old": "",
        "new": "new.wav",
    }
    assert named(path) == []


def test_who_reads_meanwhile_is_told_of_and_the_words_go_with_the_next_purge(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_PATIENCE_S", 0.1)

    def files() -> bytes:
        return b"".join(each.read_bytes() for each in path.parent.iterdir())

    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM utterances").fetchall()
        assert purge(url_of(path), LONG_AGO).kept_by == "reader"
        assert (SECRET + "old").encode() in files()
        reader.execute("COMMIT")
        assert purge(url_of(path), LONG_AGO).kept_by == ""
        assert (SECRET + "old").encode() not in files()


def test_a_second_purge_finds_nothing(path: Path) -> None:
    purge(url_of(path), LONG_AGO)
    assert purge(url_of(path), LONG_AGO).calls == 0
    assert len(rows(path, "SELECT * FROM log WHERE kind = 'purge'")) == 1


@pytest.mark.parametrize("started_at", ["", "昨天"])
@pytest.mark.parametrize(("before", "calls"), [(LONG_AGO, 0), (date(2999, 1, 1), 1)])
def test_a_call_whose_time_nobody_noted_counts_by_when_it_was_judged(
    tmp_path: Path, started_at: str, before: date, calls: int
) -> None:
    url = url_of(tmp_path / "tinghe.db")
    with stored_run(url, "run") as run:
        run.report(to_json(a_call("untimed", started_at)))
    assert purge(url, before).calls == calls


@pytest.mark.parametrize(("before", "kept"), [(date(2020, 5, 1), {"old", "new"}), (date(2020, 5, 2), {"new"})])
def test_calls_of_the_day_itself_are_kept(path: Path, before: date, kept: set[str]) -> None:
    purge(url_of(path), before)
    assert set(pipeline.load(url_of(path)).utterances["call_id"]) == kept


def test_what_the_manifest_said_of_old_calls_and_the_names_of_failed_files_are_gone(path: Path) -> None:
    with stored_run(url_of(path), "run") as run:
        run.failure({"call_id": "f-1", "file": "王小明.wav", "reason": "is empty", "remedy": "Export it again."})
    change(path, "UPDATE runs SET started_at = '2020-01-01 00:00:00' WHERE id = 2")
    purge(url_of(path), LONG_AGO)
    assert rows(path, "SELECT file, reason FROM failures") == [{"file": "", "reason": "is empty"}]
    details = {row["call_id"]: row["details"] for row in rows(path, "SELECT call_id, details FROM calls")}
    assert details["old"] == "{}"
    assert "王小明" in details["new"]


def test_more_calls_are_purged_than_one_statement_takes(tmp_path: Path) -> None:
    url = url_of(tmp_path / "tinghe.db")
    with stored_run(url, "run", "/reports") as run:
        run.reports((to_json(a_call(f"c-{number}", "2020-05-01T10:00:00+08:00")), "") for number in range(1001))
    purged = purge(url, LONG_AGO)
    assert (purged.calls, purged.hearings, purged.folders) == (1001, 1001, ("/reports",))
    assert pipeline.load(url).utterances.empty
