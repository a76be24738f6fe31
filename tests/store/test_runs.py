"""What stands in the store after reports were saved."""

import json
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.domain.vocabulary import Status
from pipeline.reports.codec import to_json
from pipeline.store.engine import url_of
from pipeline.store.log import user_of_machine
from pipeline.store.runs import note_export, note_reveal, stored_run
from tests.store.reading import rows
from tests.store.saved import a_full_report, fail, save


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tinghe.db"


def test_the_same_report_again_adds_nothing(path: Path) -> None:
    save(path, a_full_report())
    save(path, a_full_report())
    counts = {table: len(rows(path, f"SELECT * FROM {table}")) for table in ("calls", "judgements", "utterances")}
    assert counts == {"calls": 1, "judgements": 1, "utterances": 1}


def test_a_new_checklist_keeps_the_former_verdict_and_shares_the_transcript(path: Path) -> None:
    save(path, a_full_report(), a_full_report(Status.VERIFIED, checklist="x@2"))
    assert [row["stands"] for row in rows(path, "SELECT stands FROM judgements ORDER BY id")] == [0, 1]
    assert len(rows(path, "SELECT * FROM hearings")) == 1
    assert list(pipeline.load(url_of(path)).items["status"]) == ["verified", "verified"]


def test_a_verdict_that_comes_again_stands_again(path: Path) -> None:
    save(path, a_full_report(), a_full_report(Status.VERIFIED, checklist="x@2"), a_full_report())
    assert [row["stands"] for row in rows(path, "SELECT stands FROM judgements ORDER BY id")] == [1, 0]


def test_another_recognition_of_the_same_recording_is_kept_beside_the_first(path: Path) -> None:
    save(path, a_full_report(), a_full_report(text="我要贷三十万"))
    assert len(rows(path, "SELECT * FROM hearings")) == 2
    assert list(pipeline.load(url_of(path)).utterances["text"]) == ["我要贷三十万"]


@pytest.mark.parametrize(("said", "kept"), [("a\x00b", "a\ufffdb"), ("a\\u0000b", "a\\u0000b"), ("\\\x00", "\\\ufffd")])
def test_a_character_that_not_every_database_holds_is_marked(path: Path, said: str, kept: str) -> None:
    save(path, a_full_report(text=said))
    assert list(pipeline.load(url_of(path)).utterances["text"]) == [kept]


def test_the_database_is_for_its_owner_alone(path: Path) -> None:
    save(path, a_full_report())
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_run_that_broke_off_is_told_from_one_that_ended(path: Path) -> None:
    def break_off() -> None:
        with stored_run(url_of(path), "run"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    save(path)
    assert [row["ended_at"] is None for row in rows(path, "SELECT ended_at FROM runs ORDER BY id")] == [True, False]


def test_a_call_is_what_its_manifest_says_of_it_now(path: Path) -> None:
    report = a_full_report()
    save(path, report)
    metadata = {"case_id": "k-2", "branch": "b-1"}
    save(path, report.model_copy(update={"recording": report.recording.model_copy(update={"metadata": metadata})}))
    (call,) = rows(path, "SELECT * FROM calls")
    assert (call["case_id"], call["agent_id"], call["branch"]) == ("k-2", "", "b-1")
    assert json.loads(call["details"]) == metadata


def test_where_a_recording_was_when_it_was_transcribed_is_kept(path: Path) -> None:
    for source in ("/first/c-1.wav", "/moved/c-1.wav"):
        with stored_run(url_of(path), "run") as run:
            run.report(to_json(a_full_report(checklist=source)), source)
    assert rows(path, "SELECT source FROM hearings") == [{"source": "/first/c-1.wav"}]


NOW, LATER = a_full_report(), a_full_report(Status.VERIFIED, checklist="x@2")


def test_of_several_reports_in_one_transaction_all_are_saved_or_none(path: Path) -> None:
    with pytest.raises(ValueError, match="Expecting value"), stored_run(url_of(path), "run") as run:
        run.reports([(to_json(NOW), ""), ("no report", "")])
    assert rows(path, "SELECT * FROM judgements") == []
    with stored_run(url_of(path), "run") as run:
        run.reports([(to_json(NOW), ""), (to_json(LATER), "")])
    assert len(rows(path, "SELECT * FROM judgements")) == 2


def _noted(path: Path) -> list[tuple[str, dict[str, Any]]]:
    return [(row["kind"], json.loads(row["said"])) for row in rows(path, "SELECT kind, said FROM log ORDER BY number")]


def test_the_log_has_an_entry_for_whatever_a_run_does(path: Path) -> None:
    save(path, NOW, LATER, NOW)
    verdicts = rows(path, "SELECT verdict_sha256, words_sha256, report_sha256 FROM judgements ORDER BY id")
    (recognition,) = rows(path, "SELECT sha256 FROM hearings")
    entries = _noted(path)
    assert [kind for kind, _ in entries] == [
        *("run_began", "verdict", "verdict", "verdict_stands_again", "run_ended"),
    ]
    (_, began), first, second, (_, again), (_, ended) = entries
    assert (began["run"], began["command"], began["user"]) == (1, "run", user_of_machine())
    for number, (report, digests, (_, said)) in enumerate(zip((NOW, LATER), verdicts, (first, second), strict=True), 1):
        expected = {
            "run": 1,
            "judgement": number,
            "call_id": "c-1",
            "recording_sha256": "0" * 64,
            "hearing": 1,
            "hearing_sha256": recognition["sha256"],
            "versions": report.versions.model_dump(mode="json"),
            **digests,
        }
        assert {name: said[name] for name in expected} == expected
    assert (again["run"], again["judgement"]) == (1, 1)
    assert (ended["run"], ended["stopped_by"]) == (1, 0)


def test_a_run_that_somebody_stopped_is_told_from_one_that_came_to_its_end(path: Path) -> None:
    for signum in (15, 0):
        with stored_run(url_of(path), "run") as run:
            run.stops(signum)
    assert [said["stopped_by"] for kind, said in _noted(path) if kind == "run_ended"] == [15, 0]


def test_a_failure_is_kept_with_what_to_do_and_the_log_names_no_file(path: Path) -> None:
    fail(path, "c-9", "is empty")
    (failure,) = rows(path, "SELECT * FROM failures")
    assert len(failure.pop("salt")) == 32
    assert failure == {
        "run": 1,
        "call_id": "c-9",
        "file": "c-9.wav",
        "reason": "is empty",
        "remedy": "Export it again.",
    }
    kind, said = _noted(path)[1]
    assert (kind, said["run"], said["call_id"], said["reason"]) == ("failure", 1, "c-9", "is empty")
    assert "c-9.wav" not in str(said)


def test_what_leaves_the_store_is_noted_with_who_and_why(path: Path) -> None:
    who = {"user": user_of_machine()}
    with stored_run(url_of(path), "run", "/pages") as run:
        run.reveals(3, "a complaint")
    note_export(url_of(path), "coverage", request={"branch": "b-1"}, files={"coverage.html": "0" * 64})
    note_reveal(url_of(path), "DataFrames", 2)
    assert [each for each in _noted(path) if not each[0].startswith("run_")] == [
        ("reveal", {"run": 1, "what": "pages and tables", "calls": 3, "reason": "a complaint", **who}),
        ("export", {"what": "coverage", "said": {"branch": "b-1"}, "files": {"coverage.html": "0" * 64}, **who}),
        ("reveal", {"what": "DataFrames", "calls": 2, "reason": "", **who}),
    ]
    assert rows(path, "SELECT folder FROM runs") == [{"folder": "/pages"}]
