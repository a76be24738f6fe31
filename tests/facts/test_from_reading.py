"""Which value stands when the reader has transcript what each of them is, and why: every mention with its weight."""

from collections.abc import Mapping
from typing import Any

import pytest

from pipeline.domain.grounds import FactAccount
from pipeline.domain.report import Fact
from pipeline.domain.transcript import Transcript
from pipeline.facts.from_reading import accounts_of_facts, candidates_by_fact, facts_from
from pipeline.facts.proposals import proposals
from pipeline.reader.reading import NamedSpan
from pipeline.rules import shipped_rules
from tests.reader.readings import a_reading, talk

FIGURES = shipped_rules().figures

CORRECTED = talk("坐：您要贷三十万对吧？", "客：不是，改成二十万了。", "坐：好，二十万。")


def found(transcript: Transcript, application: Mapping[str, str] | None = None, **given: Any) -> dict[str, Fact]:
    spans = proposals(transcript, "consumer", FIGURES)
    reading = a_reading(transcript, **given)
    by_fact = candidates_by_fact(reading, spans, transcript)
    return {fact.name: fact for fact in facts_from(reading, by_fact, transcript, application or {})}


def amounts(transcript: Transcript, *probabilities: float) -> list[dict[str, float]]:
    spans = proposals(transcript, "consumer", FIGURES)
    assert len(spans) == len(probabilities)
    return [{"loan_amount": probability} for probability in probabilities]


def test_the_last_correction_stands_and_the_earlier_value_is_shown() -> None:
    fact = found(CORRECTED, figures=amounts(CORRECTED, 0.45, 0.95, 0.9))["loan_amount"]
    assert (fact.value, fact.status) == (200000, "corrected")
    assert {evidence.utterance for evidence in fact.evidence} == {0, 1, 2}


def test_a_value_that_is_far_less_sure_does_not_win_by_being_later() -> None:
    fact = found(CORRECTED, figures=amounts(CORRECTED, 0.95, 0.3, 0.2))["loan_amount"]
    assert (fact.value, fact.status) == (300000, "confirmed")


def test_a_later_value_that_does_not_hold_leaves_the_fact_disputed() -> None:
    fact = found(CORRECTED, figures=amounts(CORRECTED, 0.95, 0.5, 0.1))["loan_amount"]
    assert (fact.value, fact.status) == (300000, "disputed")


def test_nothing_is_a_fact_below_its_threshold() -> None:
    assert found(CORRECTED, figures=amounts(CORRECTED, 0.4, 0.45, 0.3)) == {}


def test_the_loan_file_never_gives_a_value() -> None:
    assert found(talk("坐：您好。"), {"loan_amount": "300000"}) == {}


@pytest.mark.parametrize(
    ("values", "fact", "value"),
    [
        ({("marital_status", "married"): {1: 0.9}}, "marital_status", "married"),
        (
            {("marital_status", "married"): {0: 0.8}, ("marital_status", "divorced"): {1: 0.7}},
            "marital_status",
            "divorced",
        ),
        ({("existing_debt", 0): {1: 0.9}}, "existing_debt", 0),
        ({("intermediary_used", False): {1: 0.9}}, "intermediary_used", False),
    ],
)
def test_values_told_by_words(values: dict[tuple[str, object], dict[int, float]], fact: str, value: object) -> None:
    transcript = talk("坐：问您几个情况。", "客：没有，早离了。")
    assert found(transcript, values=values)[fact].value == value


def test_of_two_values_told_by_words_in_one_sentence_neither_corrects_the_other() -> None:
    transcript = talk("坐：您成家了吗？", "客：离过，又结了。")
    both = {("marital_status", "married"): {1: 0.9}, ("marital_status", "divorced"): {1: 0.7}}
    fact = found(transcript, values=both)["marital_status"]
    assert (fact.value, fact.status) == ("married", "stated")
    assert [evidence.explanation for evidence in fact.evidence] == ["客户说出；同一句还提到另一种"]


def test_all_spent_is_as_much_as_the_loan_and_nothing_where_nobody_knows_how_much_that_is() -> None:
    transcript = talk("坐：二十万都用了吗？", "客：都用了。")
    given: dict[str, Any] = {"values": {("funds_used", "all"): {1: 0.9}}}
    assert found(transcript, figures=[{"loan_amount": 0.9}], **given)["funds_used"].value == 200000
    assert "funds_used" not in found(transcript, figures=[{}], **given)


def test_names_are_the_words_of_the_span() -> None:
    transcript = talk("坐：请问是陈志远先生吗？", "客：对。")
    name = NamedSpan(utterance=0, start=3, end=6, fact="customer_name", probability=0.9)
    fact = found(transcript, names=(name,))["customer_name"]
    assert (fact.value, fact.status) == ("陈志远", "confirmed")
    assert fact.evidence[0].quote in transcript.utterances[0].text


def account(*probabilities: float) -> FactAccount:
    spans = proposals(CORRECTED, "consumer", FIGURES)
    figures = [{"loan_amount": probability} for probability in probabilities]
    reading = a_reading(CORRECTED, figures=figures)
    return accounts_of_facts(reading, candidates_by_fact(reading, spans, CORRECTED))["loan_amount"]


def test_every_mention_stands_in_spoken_order_with_its_value() -> None:
    shown = account(0.45, 0.95, 0.9)
    assert shown.standing == 200000
    assert [(each.utterance, each.does) for each in shown.contributions] == [
        (0, "300000"),
        (1, "200000"),
        (2, "200000"),
    ]


def test_a_mention_that_another_of_the_same_value_replaces_weighs_the_difference() -> None:
    assert [each.weight for each in account(0.45, 0.95, 0.9).contributions] == pytest.approx(
        [0.0, 0.0, -0.05], abs=1e-6
    )


def test_the_only_mention_of_the_value_weighs_all_of_its_probability() -> None:
    shown = account(0.45, 0.9, 0.02)
    assert [each.weight for each in shown.contributions] == pytest.approx([0.0, 0.9], abs=1e-6)


def test_where_nothing_is_sure_enough_nothing_stands_and_the_mentions_are_shown_all_the_same() -> None:
    shown = account(0.4, 0.3, 0.02)
    assert shown.standing is None
    assert len(shown.contributions) == 2
