"""Quantities and what they could mean: figures, and strings of digits (ends of ID numbers, birth dates, telephones)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts.proposals import SPELLED, id_tail, proposals, spelled_strings
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
    ("坐：每个月还两千八百六十一块三毛五。", "monthly_payment", "2861.35"),
    ("客：廿万。", "loan_amount", "200000"),
    ("客：一九九零零三一五。", "birth_date", "1990-03-15"),
    ("客：八八年七月廿二号。", "birth_date", "1988-07-22"),
    ("坐：还款日是每月廿五号。", "repayment_day", "25"),
    ("客：自己出一半。", "own_capital_ratio", "50"),
]


@pytest.mark.parametrize(("line", "fact", "value"), CASES)
def test_a_quantity_carries_what_it_would_mean_for_each_fact(line: str, fact: str, value: str) -> None:
    assert value in [found.values.get(fact) for found in proposals(talk(line), "consumer", FIGURES)]


@pytest.mark.parametrize("spoken", ["五万美元", "港币十万", "三千多块美金", "二零二四零六零八", "二零年三月"])
def test_another_currency_is_no_amount_and_no_other_number_a_birth_date(spoken: str) -> None:
    found = proposals(talk(f"客：{spoken}。"), "consumer", FIGURES)
    assert not any({"loan_amount", "birth_date"} & set(each.values) for each in found)


def test_a_year_that_was_asked_for_makes_a_twelfth_of_an_income() -> None:
    (found,) = [
        p for p in proposals(talk("坐：一年收入多少？", "客：十二万。"), "consumer", FIGURES) if p.utterance == 1
    ]
    assert found.values["monthly_income"] == "10000"


@given(st.text(alphabet="我要贷二十万三百元年月号点一，。？八千五幺三零", max_size=40))
def test_every_proposal_stands_where_it_says(text: str) -> None:
    transcript = talk(f"客：{text or '嗯'}")
    for found in proposals(transcript, "business", FIGURES):
        utterance = transcript.utterances[found.utterance]
        assert utterance.text[found.start : found.end] == found.text
        assert found.values


SPOKEN = [
    ("四三二幺", "id_tail", "4321"),
    ("后四位是三零二，最后一个叉", "id_tail", "302X"),
    ("一九八八年七月十五", "birth_date", "1988-07-15"),
    ("八八年六月，身份证上是八八年七月初九", "birth_date", None),
    ("幺三八零零幺三八零零零", "phone", "13800138000"),
    ("幺三八零零，幺三八零零零", "phone", "13800138000"),
    ("幺二三四五六七八九零幺", "phone", None),
]


@pytest.mark.parametrize(("spoken", "fact", "value"), SPOKEN)
def test_digits_are_read_as_what_they_can_be(spoken: str, fact: str, value: str | None) -> None:
    read = {SPELLED[fact](digits) for digits, _ in spelled_strings(spoken)} - {None}
    assert (value in read) if value else not read


@pytest.mark.parametrize(
    ("number", "valid"), [("11010519491231002X", True), ("110105194912310021", False), ("1101051949123100", False)]
)
def test_an_id_number_ends_in_its_own_check_character(number: str, valid: bool) -> None:
    assert id_tail(number) == (number[-4:] if valid else None)
