"""Why a fact has its value: every mention with its weight."""

import pytest

from pipeline.facts.account import FactAccount, account_of_fact
from pipeline.facts.proposals import proposals
from pipeline.rules import shipped_rules
from tests.reader.readings import a_reading, talk

CORRECTED = talk("坐：您要贷三十万对吧？", "客：不是，改成二十万了。", "坐：好，二十万。")


def account(*probabilities: float) -> FactAccount:
    spans = proposals(CORRECTED, "consumer", shipped_rules().figures)
    figures = [{"loan_amount": probability} for probability in probabilities]
    return account_of_fact(a_reading(CORRECTED, figures=figures), spans, CORRECTED, "loan_amount")


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
