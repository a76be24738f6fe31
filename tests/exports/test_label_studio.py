"""Tasks as Label Studio imports them."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from pipeline.domain.vocabulary import Role
from pipeline.exports.label_studio import CONFIG, TASKS, Tasks, task
from pipeline.privacy.masking import Disclosure
from pipeline.rulebook.taxonomy import taxonomy
from tests.exports.calls import leaving
from tests.making import a_recording, a_report, an_utterance
from tests.privacy.telling import SECRETS, a_telling_report
from tests.reports.invented_call import invented_call


def _result(made: dict[str, Any]) -> list[dict[str, Any]]:
    (prediction,) = made["predictions"]
    found: list[dict[str, Any]] = prediction["result"]
    return found


def test_every_mark_stands_on_the_words_that_it_quotes() -> None:
    made = task(leaving())
    marks = _result(made)
    assert len(marks) == 14
    for mark in marks:
        value = mark["value"]
        assert made["data"]["text"][value["start"] : value["end"]] == value["text"]
        assert (mark["from_name"], mark["to_name"], mark["type"]) == ("evidence", "text", "labels")
    assert len({mark["id"] for mark in marks}) == len(marks)


def test_a_rare_character_counts_as_two_as_in_a_browser() -> None:
    said = an_utterance(0, Role.CUSTOMER, "𠮷野家装修", 0.0)
    report = invented_call()
    piece = report.items[0].evidence[0].model_copy(update={"utterance": 0, "quote": "装修"})
    item = report.items[0].model_copy(update={"evidence": (piece,)})
    (mark,) = _result(task(leaving(a_report(transcript=(said,)).model_copy(update={"items": (item,)}))))
    assert (mark["value"]["start"], mark["value"]["end"]) == (7, 9)


def test_with_an_address_the_recording_is_marked_too() -> None:
    made = task(leaving(a_report(a_recording(file="夜 1.wav"), risks=("overdue",))), "https://archive.bank/calls/")
    assert made["data"]["audio"] == "https://archive.bank/calls/%E5%A4%9C%201.wav"
    (heard,) = (mark for mark in _result(made) if mark["to_name"] == "audio")
    assert heard["value"] == {"start": 0.0, "end": 2.0, "labels": ["overdue"]}


@pytest.mark.parametrize("audio", ["", "https://archive.bank"])
def test_the_interface_knows_every_label_and_every_name_that_marks_use(tmp_path: Path, audio: str) -> None:
    files = {TASKS: tmp_path / "t", CONFIG: tmp_path / "c"}
    tasks = Tasks(files, audio)
    tasks.add(leaving())
    tasks.add(leaving(a_telling_report()))
    tasks.close()
    root = ET.fromstring(files[CONFIG].read_text(encoding="utf-8"))
    labels = {each.get("alias") for each in root.iter("Label")}
    assert labels == {*taxonomy().items, *taxonomy().risks, *taxonomy().violations}
    names = {each.get("name") for each in root.iter()}
    made = json.loads(files[TASKS].read_text(encoding="utf-8"))
    assert [each["data"]["call_id"] for each in made] == ["JW-2026-0417", "c-1"]
    for mark in (mark for each in made for mark in _result(each)):
        assert {mark["from_name"], mark["to_name"]} <= names
        assert set(mark["value"]["labels"]) <= labels


def test_no_calls_are_an_empty_list(tmp_path: Path) -> None:
    Tasks({TASKS: tmp_path / "t", CONFIG: tmp_path / "c"}).close()
    assert json.loads((tmp_path / "t").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(("disclosure", "shown"), [(Disclosure.MASKED, False), (Disclosure.ALL, True)])
def test_what_tells_who_somebody_is_is_masked_unless_revealed(disclosure: Disclosure, shown: bool) -> None:
    text = json.dumps(task(leaving(a_telling_report(), disclosure), "http://a"), ensure_ascii=False)
    assert [secret in text for secret in SECRETS] == [shown] * len(SECRETS)
