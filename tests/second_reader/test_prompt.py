"""Which opinions hold, and what becomes of them."""

import json
from typing import Any

import pytest

from pipeline.domain.report import ItemResult
from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role, Status
from pipeline.second_reader.prompt import objections, opinions_in
from tests.making import an_utterance

MASKED = {0: "您一个月挣多少？", 1: "还行吧，够花。"}
TRANSCRIPT = Transcript(
    utterances=tuple(
        an_utterance(n, (Role.AGENT, Role.CUSTOMER)[n % 2], text, 70.0 + 6 * n) for n, text in MASKED.items()
    )
)
ASKED = (
    ItemResult(id="income", status=Status.VERIFIED, reason="", confidence=0.6, evidence=()),
    ItemResult(id="employment", status=Status.MISSING, reason="", confidence=0.4, evidence=()),
)
HOLDS = {"id": "income", "status": "insufficient", "turn": 1, "quote": "还行吧"}


def answer(*opinions: Any) -> str:
    return json.dumps({"items": opinions}, ensure_ascii=False)


def test_an_opinion_whose_quote_stands_in_its_turn_holds() -> None:
    assert [opinion.status for opinion in opinions_in(answer(HOLDS), ASKED, MASKED) or ()] == ["insufficient"]


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "还行吧。"},  # not as it was said
        {"quote": ""},
        {"quote": "还"},
        {"turn": 0},
        {"turn": 7},
        {"status": "fine"},
        {"status": "not_applicable"},
        {"id": "recording_notice"},  # not asked
    ],
)
def test_an_opinion_that_cannot_be_checked_is_void(change: dict[str, Any]) -> None:
    assert opinions_in(answer(HOLDS | change), ASKED, MASKED) == ()


def test_that_nobody_spoke_of_it_needs_no_quote() -> None:
    assert opinions_in(answer({"id": "income", "status": "missing"}), ASKED, MASKED)


@pytest.mark.parametrize("reply", ["", "收入不足", "[]", "{}", '{"items": 3}', "{" * 5000])
def test_what_is_no_answer_is_told_from_one_without_opinions(reply: str) -> None:
    assert opinions_in(reply, ASKED, MASKED) is None
    assert opinions_in(answer(), ASKED, MASKED) == ()


@pytest.mark.parametrize("flaw", [{"turn": "x"}, {"turn": None, "quote": None}, {"id": 3}, 7, None])
def test_one_flawed_opinion_does_not_void_the_others(flaw: Any) -> None:
    flawed = HOLDS | flaw if isinstance(flaw, dict) else flaw
    assert len(opinions_in(answer(flawed, HOLDS | {"note": "?"}), ASKED, MASKED) or ()) == 1


def test_thinking_aloud_before_the_answer_does_no_harm() -> None:
    assert opinions_in(f"<think>{{}}</think>{answer(HOLDS)}", ASKED, MASKED)


def test_a_fence_around_the_answer_does_no_harm() -> None:
    assert opinions_in(f"```json\n{answer(HOLDS)}\n```", ASKED, MASKED)


def test_an_objection_names_both_verdicts_and_the_second_that_proves_it() -> None:
    (warning,) = objections(ASKED, opinions_in(answer(HOLDS), ASKED, MASKED) or (), TRANSCRIPT)
    assert "判为已核实" in warning
    assert "核实不足，依据 1:16“还行吧”" in warning


def test_agreement_is_no_news() -> None:
    agreed = answer(HOLDS | {"status": "verified"}, {"id": "employment", "status": "missing"})
    assert objections(ASKED, opinions_in(agreed, ASKED, MASKED) or (), TRANSCRIPT) == ()
