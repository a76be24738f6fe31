"""What a store gives of all its calls at once: as columns for accounts, as a row a call for the accounting."""

from pathlib import Path

import pytest

from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Status
from pipeline.population.accounting import ReceivedCall
from pipeline.reports.codec import to_json
from pipeline.store.engine import reading, url_of, writing
from pipeline.store.log import Log
from pipeline.store.population import Population, human_reviews, population, received_calls, stored_calls
from pipeline.store.runs import stored_run
from tests.making import VERSIONS, a_recording, a_report
from tests.store.reading import change
from tests.store.saved import fail, save, silent

KNOWN = {"product": "consumer", "stage": "pre_loan", "recording_sha256": "0" * 64}


def a_call(name: str, checklist: str = "x@1") -> CallReport:
    versions = VERSIONS.model_copy(update={"checklist": checklist})
    return a_report(a_recording(name, metadata={"case_id": " k-1 "}), versions=versions)


def stored(path: Path) -> dict[str, ReceivedCall]:
    with reading(url_of(path)) as connection:
        found = received_calls(connection)
        assert stored_calls(connection) == sum(each.is_call for each in found)
    return {each.call_id: each for each in found}


def test_a_judged_call_has_its_case_without_the_spaces_of_its_manifest(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    save(path, a_call("c-1"))
    assert stored(path) == {
        "c-1": ReceivedCall(call_id="c-1", case_id="k-1", heard=True, stands=True, judgements=1, **KNOWN)
    }


def test_the_recognition_that_was_judged_last_says_whether_there_were_words(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    save(path, silent(a_call("c-1")), a_call("c-2"), silent(a_call("c-2", "x@2")), silent(a_call("c-3")), a_call("c-3"))
    assert {name: (each.heard, each.judgements) for name, each in stored(path).items()} == {
        "c-1": (False, 1),
        "c-2": (False, 2),
        "c-3": (True, 2),
    }


def test_of_several_failures_the_newest_gives_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    save(path, a_call("c-1"))
    for reason in ("is not there", "is empty"):
        fail(path, "c-1", reason)
        fail(path, "c-2", reason)
    found = stored(path)
    assert (found["c-1"].is_call, found["c-1"].failures, found["c-1"].reason) == (True, 2, "is empty")
    assert found["c-2"] == ReceivedCall(call_id="c-2", is_call=False, failures=2, reason="is empty")


def test_a_call_whose_words_were_taken_out_was_heard_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    save(path, a_call("c-1"))
    change(path, "DELETE FROM utterances", "UPDATE hearings SET purged_at = '2026-11-24 00:00:00'")
    assert stored(path)["c-1"].heard


def test_a_call_without_a_judgement_that_stands_is_told_with_what_was_heard_of_it(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    save(path, a_call("c-1"), silent(a_call("c-2")))
    change(path, "UPDATE judgements SET stands = 0")
    assert {name: (each.heard, each.stands) for name, each in stored(path).items()} == {
        "c-1": (True, False),
        "c-2": (False, False),
    }


def test_reviews_are_counted_once_the_log_has_them(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    save(path, a_call("c-1"))
    with reading(url_of(path)) as connection:
        assert human_reviews(connection) == 0
    with writing(url_of(path)) as engine, engine.begin() as connection:
        Log(connection).append("review", judgement=1)
    with reading(url_of(path)) as connection:
        assert human_reviews(connection) == 1


def _frames(path: Path) -> Population:
    with reading(url_of(path)) as connection:
        return population(connection)


def test_every_judgement_that_stands_is_a_row_with_its_call_recording_and_run(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    with stored_run(url_of(path), "run", "/pages") as run:
        for report in (a_call("c-2"), a_call("c-1"), a_call("c-1", "x@2")):
            run.report(to_json(report))
    calls = _frames(path).calls
    assert list(calls.index) == [3, 1], "by judgement, in the order of the call_ids"
    assert calls.iloc[0].to_dict() == {
        "call_id": "c-1",
        "case_id": " k-1 ",
        "agent_id": "",
        "branch": "",
        "product": "consumer",
        "stage": "pre_loan",
        "started_at": "",
        "coverage": 0.5,
        "points": 50,
        "recording_sha256": "0" * 64,
        "folder": "/pages",
    }


def test_items_come_with_confidence_and_second_and_without_a_second_where_nothing_bears_them_out(
    tmp_path: Path,
) -> None:
    path = tmp_path / "tinghe.db"
    save(path, a_report(items={"identity": Status.VERIFIED, "income": Status.MISSING, "residence": Status.VERIFIED}))
    items = _frames(path).items.set_index("item")
    assert {item: str(status) for item, status in items["status"].items()} == {
        "identity": "verified",
        "income": "missing",
        "residence": "verified",
    }
    assert items["confidence"].tolist() == pytest.approx([0.9] * 3)
    assert items["at_s"].isna().to_dict() == {"identity": False, "income": True, "residence": False}
    assert set(items["judgement"]) == {1}


def test_a_store_without_calls_has_no_rows_and_all_columns(tmp_path: Path) -> None:
    path = tmp_path / "tinghe.db"
    save(path)
    frames = _frames(path)
    assert (len(frames.calls), len(frames.items)) == (0, 0)
    assert list(frames.items.columns) == ["judgement", "item", "status", "confidence", "at_s"]
    assert stored(path) == {}
