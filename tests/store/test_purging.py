"""After retention: the words are gone, from the file too, and the verdicts are still proven."""

from datetime import date
from pathlib import Path

import pytest

import pipeline
from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Role, Status
from pipeline.reports.codec import to_json
from pipeline.store.audit import breaches
from pipeline.store.engine import reading, url_of
from pipeline.store.purging import purge
from pipeline.store.runs import stored_run
from tests.making import a_recording, a_report, an_utterance
from tests.store.reading import change, rows

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


def test_the_same_report_again_does_not_bring_the_words_back(path: Path) -> None:
    purge(url_of(path), LONG_AGO)
    with stored_run(url_of(path), "run") as run:
        run.report(to_json(a_call("old", "2020-05-01T10:00:00+08:00")))
    assert set(pipeline.load(url_of(path)).utterances["call_id"]) == {"new"}


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
