"""Odd transcripts give few facts or none, and never an error."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.facts.extract import extract_facts
from pipeline.facts.spelled import id_tail, mobile_number, valid_id_number
from pipeline.resources import taxonomy
from tests.facts.talk import table, transcript_of

CALLS = Path(__file__).parent / "calls" / "calls_1.yaml"
TEXTS = st.text(alphabet="贷款多少万三十五年期月利率是不对的吧吗，。？…说错了一个0123456789.%~@#<> aX叉", max_size=40)


@given(st.lists(st.tuples(st.sampled_from(list(Role)), TEXTS), max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_talk_is_read_without_an_error(turns: list[tuple[Role, str]]) -> None:
    transcript = Transcript(
        utterances=tuple(
            Utterance(index=n, role=role, start=n, end=n + 1, heard=text, text=text)
            for n, (role, text) in enumerate(turns)
        )
    )
    for fact in extract_facts(transcript, "business", "pre_loan"):
        assert fact.name in taxonomy().facts
        assert 0 < fact.confidence <= 1
        assert fact.evidence


@pytest.mark.parametrize(
    "turns",
    [
        [],
        ["坐：喂？喂？听得到吗？"],
        ["客：Hello, who is this?", "坐：Sorry, wrong number."],
        ["客：嗯。"] * 300,
    ],
)
def test_empty_one_sided_and_foreign_talk_gives_nothing(turns: list[str]) -> None:
    assert extract_facts(transcript_of(turns), "consumer", "pre_loan") == ()


def test_question_and_answer_in_one_utterance_of_a_mono_call() -> None:
    turns = ["坐：您想贷多少？二十五万。分几年还？三年。做什么用的？老家装修房子。"]
    facts = extract_facts(transcript_of(turns), "consumer", "pre_loan")
    assert {fact.name: fact.value for fact in facts} == {
        "loan_amount": 250000,
        "loan_term": 36,
        "loan_purpose": "renovation",
    }


def test_a_call_of_sixty_utterances_takes_less_than_a_blink() -> None:
    turns = [turn for case in table(CALLS)[:3] for turn in case["say"]][:60]
    transcript = transcript_of(turns)
    extract_facts(transcript, "consumer", "pre_loan")
    begun = time.process_time()
    extract_facts(transcript, "consumer", "pre_loan")
    assert time.process_time() - begun < 0.15


@pytest.mark.parametrize(
    ("digits", "tail"),
    [
        ("4319", "4319"),
        ("08243X", "08243X"),
        ("11010519491231002X", "002X"),
        ("110105194912310021", None),
        ("12", None),
    ],
)
def test_the_end_of_an_id_number(digits: str, tail: str | None) -> None:
    assert id_tail(digits) == tail


def test_the_check_character_of_an_id_number() -> None:
    assert valid_id_number("11010519491231002X")
    assert not valid_id_number("110105194912310021")


@pytest.mark.parametrize(
    ("digits", "number"), [("13800138000", "13800138000"), ("12800138000", None), ("1380013800", None)]
)
def test_mobile_numbers_have_a_mobile_prefix(digits: str, number: str | None) -> None:
    assert mobile_number(digits) == number
