"""Quantities and what they could mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts.proposals import proposals
from pipeline.rules import shipped_rules
from tests.reader.readings import talk

FIGURES = shipped_rules().figures

CASES = [
    ("客：我想贷二十万。", "loan_amount", "200000"),
    ("客：一个月到手八千五。", "monthly_income", "8500"),
    ("客：分三年还。", "loan_term", "36"),
    ("客：年化三点八五。", "annual_rate", "3.85"),
    ("客：两三千吧。", "monthly_income", "2000~3000"),
    ("客：一九八八年七月十五的。", "birth_date", "1988-07-15"),
    ("客：尾号四三二一。", "id_tail", "4321"),
    ("客：幺三八零零幺三八零零零。", "phone", "13800138000"),
]


@pytest.mark.parametrize(("line", "fact", "value"), CASES)
def test_a_quantity_carries_what_it_would_mean_for_each_fact(line: str, fact: str, value: str) -> None:
    assert value in [found.values.get(fact) for found in proposals(talk(line), "consumer", FIGURES)]


def test_a_year_that_was_asked_for_makes_a_twelfth_of_an_income() -> None:
    (found,) = [
        p for p in proposals(talk("坐：一年收入多少？", "客：十二万。"), "consumer", FIGURES) if p.utterance == 1
    ]
    assert found.values["monthly_income"] == "10000"


@given(st.text(alphabet="我要贷二十万三百元年月号点一，。？八千五幺三零", max_size=40))
def test_every_proposal_stands_where_it_says(text: str) -> None:
    said = talk(f"客：{text or '嗯'}")
    for found in proposals(said, "business", FIGURES):
        utterance = said.utterances[found.utterance]
        assert utterance.text[found.start : found.end] == found.text
        assert found.values
