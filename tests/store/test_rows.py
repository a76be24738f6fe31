"""Which column a value of the report comes to, and which digest notices what."""

import json
from typing import Any

import pytest

from pipeline.reports.codec import to_json
from pipeline.store.rows import (
    call_row,
    canonical,
    judgement_row,
    part_rows,
    recognition_row,
    recognition_sha256,
    report_sha256,
    utterance_rows,
    verdict_sha256,
    words_sha256,
)
from pipeline.store.tables import PARTS, Base
from tests.store.saved import a_full_report

Report = dict[str, Any]


@pytest.fixture
def report() -> Report:
    report: Report = json.loads(to_json(a_full_report()))
    return report


def test_a_call_has_what_its_manifest_says_and_nothing_where_it_says_nothing(report: Report) -> None:
    assert call_row(report) == {
        "call_id": "c-1",
        "product": "consumer",
        "stage": "pre_loan",
        "case_id": "k-1",
        "agent_id": "a-7",
        "branch": "",
        "started_at": "",
        "details": {"case_id": "k-1", "agent_id": "a-7", "app.loan_amount": "200000"},
    }


def test_a_recognition_has_its_recording_and_recogniser_but_no_warning_about_a_verdict(report: Report) -> None:
    about_the_sound, about_the_verdict = "通话 3 秒无法听清", "核实身份：把握不足，未计入结果，请复听"
    report["quality"]["warnings"] = [about_the_sound, about_the_verdict]
    row = recognition_row(report)
    assert row["quality"]["warnings"] == [about_the_sound]
    assert row["recording"] == {
        "file": "c-1.wav",
        "duration_s": 60.0,
        "channels": 2,
        "sample_rate_hz": 8000,
        "codec": "pcm_alaw",
    }
    assert (row["recording_sha256"], row["model"], row["settings_sha256"]) == ("0" * 64, "fake", "0" * 64)


def test_an_utterance_has_its_place_its_seconds_and_both_texts(report: Report) -> None:
    (row,) = utterance_rows(report)
    assert (row["number"], row["role"], row["start_s"], row["end_s"]) == (0, "customer", 1.5, 3.5)
    assert (row["text"], row["heard"], row["changes"]) == ("我要贷二十万", "我要贷二十万", [])


def test_a_judgement_has_its_score_and_the_versions_that_came_to_it(report: Report) -> None:
    row = judgement_row(report)
    assert (row["coverage"], row["points"], row["verdict"]) == (0.5, 50, "测试")
    assert (row["tinghe"], row["checklist"]) == ("0.1.0", "x@1")
    assert row["metrics"] == report["metrics"]
    assert row["follow_up"] == []


def test_parts_are_numbered_within_their_table_and_findings_within_their_kind(report: Report) -> None:
    report["risks"] *= 2
    parts = part_rows(report)
    assert {table: [row["number"] for row in rows] for table, rows in parts.items()} == {
        "items": [0, 1],
        "facts": [0, 1, 2],
        "mismatches": [0],
        "findings": [0, 1, 0],
    }
    assert [(row["kind"], row["finding"]) for row in parts["findings"]] == [
        ("risk", "overdue"),
        ("risk", "overdue"),
        ("violation", "threat"),
    ]
    assert [row["item"] for row in parts["items"]] == ["loan_amount", "identity"]


@pytest.mark.parametrize(("starts", "second"), [([], None), ([4.0], 4.0), ([4.0, 2.0, 9.5], 9.5)])
def test_an_items_second_is_that_of_its_last_evidence(report: Report, starts: list[float], second: float) -> None:
    piece = report["items"][0]["evidence"][0]
    report["items"][0]["evidence"] = [{**piece, "start": start} for start in starts]
    assert part_rows(report)["items"][0]["at_s"] == second


def test_the_rows_have_the_columns_of_their_tables(report: Report) -> None:
    given_when_written = {"id", "call", "hearing", "sha256", "source", "purged_at", "salt"}
    rows = {"calls": call_row(report), "hearings": recognition_row(report), "utterances": utterance_rows(report)[0]}
    for table, row in rows.items():
        assert set(row) == set(Base.metadata.tables[table].columns.keys()) - given_when_written, table
    for table, parts in part_rows(report).items():
        assert {"judgement", *parts[0]} == set(PARTS[table].__table__.columns.keys()), table


def digests(report: Report) -> dict[str, str]:
    judgement = {**judgement_row(report), "report_sha256": "0" * 64}
    parts = part_rows(report)
    return {
        "recognition": recognition_sha256(recognition_row(report), utterance_rows(report)),
        "verdict": verdict_sha256(judgement, parts),
        "words": words_sha256(judgement, parts),
    }


@pytest.mark.parametrize(
    ("place", "value", "noticed"),
    [
        (("items", 1, "status"), "verified", {"verdict"}),
        (("items", 1, "confidence"), 0.1, {"verdict"}),
        (("items", 1, "reason"), "…", {"words"}),
        (("items", 0, "evidence"), [], {"words"}),
        (("risks", 0, "confidence"), 0.1, {"verdict"}),
        (("risks", 0, "id"), "litigation", {"verdict"}),
        (("violations", 0, "evidence"), [], {"words"}),
        (("violations",), [], {"verdict", "words"}),
        (("facts", 0, "value"), 300000, {"words"}),
        (("mismatches", 0, "application"), "3", {"words"}),
        (("score", "points"), 99, {"verdict"}),
        (("score", "coverage"), 0.9, {"verdict"}),
        (("score", "verdict"), "…", {"words"}),
        (("metrics", "silence_s"), 9.0, {"words"}),
        (("versions", "checklist"), "x@2", {"verdict"}),
        (("versions", "classifier"), "x", {"verdict"}),
        (("versions", "model"), "x", {"recognition"}),
        (("versions", "settings_sha256"), "1" * 64, {"recognition"}),
        (("recording", "sha256"), "1" * 64, {"recognition"}),
        (("recording", "duration_s"), 1.0, {"recognition"}),
        (("recording", "metadata"), {}, set()),
        (("quality", "coverage"), 0.1, {"recognition"}),
        (("transcript", 0, "text"), "我要贷三十万", {"recognition"}),
        (("transcript", 0, "role"), "agent", {"recognition"}),
        (("transcript", 0, "start"), 1.0, {"recognition"}),
    ],
)
def test_each_digest_notices_what_it_vouches_for_and_nothing_else(
    report: Report, place: tuple[Any, ...], value: Any, noticed: set[str]
) -> None:
    before = digests(report)
    holder: Any = report
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    after = digests(report)
    assert {name for name in before if before[name] != after[name]} == noticed


def test_digests_are_those_of_the_stores_that_there_are(report: Report) -> None:
    """A changed digest would make an audit name every store of an earlier version as tampered with."""
    assert {name: sha256[:16] for name, sha256 in digests(report).items()} == {
        "recognition": "5a890234dafb0092",
        "verdict": "35b1d56f0fdf7b06",
        "words": "17ebf3185535be86",
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [1.5, None, True]}, '{"a":[1.5,null,true],"b":1}'),
        ({"乙": "甲"}, '{"乙":"甲"}'),
        ([], "[]"),
    ],
)
def test_there_is_one_way_to_write_a_value(value: Any, text: str) -> None:
    assert canonical(value) == text


def test_what_json_has_no_number_for_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(float("nan"))


def test_a_report_is_known_by_every_byte() -> None:
    assert report_sha256('{"a":1}') == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"
    assert report_sha256('{"a":1}') != report_sha256('{"a": 1}')
