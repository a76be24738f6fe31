"""Every fact says where it was said, by which rule, how sure it is, and in which way it came to stand."""

import pytest

from pipeline.domain.report import Fact
from pipeline.facts.extract import extract_facts
from tests.facts.talk import TURN_S, transcript_of


def fact_of(name: str, turns: list[str], product: str = "consumer", stage: str = "pre_loan") -> Fact:
    return next(fact for fact in extract_facts(transcript_of(turns), product, stage) if fact.name == name)


CORRECTED = ["坐：申请金额是三十万对吧？", "客：不对，我改了，是二十五万。", "坐：好的。"]


def test_the_quote_stands_in_its_utterance_at_its_seconds() -> None:
    transcript = transcript_of(CORRECTED)
    for fact in extract_facts(transcript, "consumer", "pre_loan"):
        for evidence in fact.evidence:
            utterance = transcript.utterances[evidence.utterance]
            assert evidence.quote in utterance.text
            assert (evidence.start, evidence.end) == (utterance.start, utterance.end)


def test_the_first_evidence_is_the_value_s_own() -> None:
    fact = fact_of("loan_amount", CORRECTED)
    assert fact.value == 250000
    assert fact.evidence[0].start == TURN_S
    assert fact.evidence[0].rule.startswith("loan_amount.")
    assert "贷款金额" in fact.evidence[0].explanation


@pytest.mark.parametrize(
    ("turns", "status"),
    [
        (["坐：您贷多少？", "客：二十万。"], "stated"),
        (["坐：申请的是二十万，对吧？", "客：对。"], "confirmed"),
        (["坐：您贷多少？", "客：三十万，不对，二十万。"], "corrected"),
        (["坐：您贷多少？", "客：二十万。", "坐：那三十万的话，利息会多一些。", "客：哦。"], "stated"),
    ],
)
def test_how_a_value_came_to_stand(turns: list[str], status: str) -> None:
    fact = fact_of("loan_amount", turns)
    assert (fact.value, fact.status) == (200000, status)


def test_approximate_values_say_so_and_are_less_sure() -> None:
    exact = fact_of("loan_amount", ["坐：您贷多少？", "客：二十万。"])
    rough = fact_of("loan_amount", ["坐：您贷多少？", "客：二十来万。"])
    assert rough.approximate
    assert "约数" in rough.evidence[0].explanation
    assert rough.confidence < exact.confidence


def test_what_was_badly_heard_is_less_sure() -> None:
    clear = transcript_of(["坐：您贷多少？", "客：二十万。"])
    noisy = clear.model_copy(
        update={"utterances": (clear.utterances[0], clear.utterances[1].model_copy(update={"confidence": 0.4}))}
    )
    (sure,), (unsure,) = (extract_facts(transcript, "consumer", "pre_loan") for transcript in (clear, noisy))
    assert unsure.confidence < 0.5 < sure.confidence


def test_units_are_the_taxonomy_s() -> None:
    turns = ["坐：二十万，三年，年化利率百分之四，每月十号还，都对吧？", "客：都对。"]
    units = {fact.name: fact.unit for fact in extract_facts(transcript_of(turns), "consumer", "in_review")}
    assert units == {"loan_amount": "元", "loan_term": "个月", "annual_rate": "%", "repayment_day": "日"}
