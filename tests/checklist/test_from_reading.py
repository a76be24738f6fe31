"""Items from acts: the status, the evidence that bears it out, and what is said to the reviewer."""

from typing import Any

import pytest

from pipeline.checklist.from_reading import items_from
from pipeline.checklist.load import load_checklist
from pipeline.domain.report import ItemResult
from pipeline.domain.transcript import Quality, Transcript, Unheard
from pipeline.domain.vocabulary import Status
from tests.reader.readings import a_reading, talk

TALK = talk("坐：一个月收入多少？", "客：还可以吧。", "坐：大概有多少？", "客：八千来块。", "坐：好的。")
CHECKLIST = load_checklist("consumer", "pre_loan")


def result(transcript: Transcript = TALK, **given: Any) -> ItemResult:
    reading = a_reading(transcript, **given)
    return {item.id: item for item in items_from(reading, transcript, CHECKLIST)}["income"]


CASES: list[tuple[str, dict[int, tuple[str, float]], list[int]]] = [
    ("verified", {0: ("raises", 0.9), 1: ("vague", 0.8), 3: ("answers", 0.95)}, [3, 0]),
    ("insufficient", {0: ("raises", 0.9), 1: ("vague", 0.8)}, [1, 0]),
    ("refused", {0: ("raises", 0.9), 1: ("declines", 0.8)}, [1, 0]),
    ("unanswered", {0: ("raises", 0.6), 2: ("raises", 0.9)}, [2, 0]),
    ("missing", {}, []),
]


@pytest.mark.parametrize(("status", "acts", "shown"), CASES)
def test_evidence_bears_its_status_out(status: str, acts: dict[int, tuple[str, float]], shown: list[int]) -> None:
    item = result(acts={"income": acts}, statuses={"income": {status: 0.9, "missing": 0.1}})
    assert item.status == (status if status != "missing" else Status.MISSING)
    assert [evidence.utterance for evidence in item.evidence] == shown
    for evidence in item.evidence:
        assert evidence.quote in TALK.utterances[evidence.utterance].text


def test_a_status_other_than_missing_always_has_evidence() -> None:
    item = result(acts={"income": {3: ("answers", 0.1)}}, statuses={"income": {"verified": 0.6, "missing": 0.4}})
    assert [evidence.utterance for evidence in item.evidence] == [3]


def test_confidence_is_the_calibrated_probability_times_how_well_the_words_were_heard() -> None:
    badly = TALK.model_copy(
        update={"utterances": tuple(u.model_copy(update={"confidence": 0.5}) for u in TALK.utterances)}
    )
    given: dict[str, Any] = {
        "acts": {"income": {3: ("answers", 0.9)}},
        "statuses": {"income": {"verified": 0.8, "missing": 0.2}},
    }
    assert result(**given).confidence == 0.8
    assert result(badly, **given).confidence == 0.4


def test_missing_is_not_claimed_where_much_was_not_heard() -> None:
    quality = Quality(coverage=0.5, unheard=(Unheard(start=1.0, end=9.0, reason="噪声"),))
    item = result(TALK.model_copy(update={"quality": quality}))
    assert item.status is Status.NOT_EVALUABLE
