"""When a value said in the call counts as disagreeing with the loan file, and when it may have been misheard."""

import pytest

from pipeline.domain.report import Fact, FactValue
from pipeline.domain.vocabulary import FactType
from pipeline.facts.compare import doubt_between, mismatches, one_digit_off


def fact(name: str, value: FactValue, *, approximate: bool = False) -> Fact:
    return Fact(name=name, value=value, unit="", status="stated", confidence=0.9, evidence=(), approximate=approximate)


@pytest.mark.parametrize(
    ("name", "stated", "filed"),
    [
        ("loan_amount", 300000, "300000"),
        ("loan_amount", 300000, "300,000.00"),
        ("loan_amount", 300000, "30万"),
        ("monthly_income", "7000~8000", "7500"),
        ("monthly_income", 7500, "7000~8000"),
        ("annual_rate", 3.85, "3.85%"),
        ("customer_name", "王建国", " 王建国 "),
        ("customer_name", "陈之远", "陈志远"),
        ("employer", "瑞安机械", "瑞安机械有限公司"),
        ("id_tail", "431X", "33010219880506431x"),
        ("birth_date", "1988-05-06", "1988/5/6"),
        ("loan_purpose", "renovation", "renovation"),
        ("intermediary_used", False, "否"),
        ("loan_amount", 300000, "  "),
    ],
)
def test_the_same_said_differently_is_no_mismatch(name: str, stated: FactValue, filed: str) -> None:
    assert mismatches((fact(name, stated),), {name: filed}) == ()


@pytest.mark.parametrize(
    ("name", "stated", "filed", "given"),
    [
        ("loan_amount", 300000, "350000", 350000),
        ("monthly_income", "7000~8000", "12000", 12000),
        ("annual_rate", 3.85, "4.35", 4.35),
        ("customer_name", "王建国", "王建军", "王建军"),
        ("id_tail", "4319", "33010219880506431X", "33010219880506431X"),
        ("birth_date", "1988-05-06", "1988-06-05", "1988-06-05"),
        ("loan_purpose", "vehicle", "renovation", "renovation"),
        ("intermediary_used", True, "false", "false"),
        ("loan_term", 36, "24~30", "24~30"),
    ],
)
def test_another_value_is_a_mismatch_with_both_sides(
    name: str, stated: FactValue, filed: str, given: FactValue
) -> None:
    (found,) = mismatches((fact(name, stated),), {name: filed})
    assert (found.fact, found.stated, found.application) == (name, stated, given)


@pytest.mark.parametrize(("filed", "disagree"), [("1230000", 0), ("1150000", 0), ("1500000", 1)])
def test_an_approximate_figure_may_miss_by_a_twentieth(filed: str, disagree: int) -> None:
    assert len(mismatches((fact("loan_amount", 1200000, approximate=True),), {"loan_amount": filed})) == disagree


def test_an_exact_figure_may_not_miss_at_all() -> None:
    assert len(mismatches((fact("loan_amount", 1200000),), {"loan_amount": "1200001"})) == 1


def test_what_the_call_does_not_give_is_no_mismatch() -> None:
    assert mismatches((), {"loan_amount": "300000"}) == ()


@pytest.mark.parametrize(
    ("stated", "filed", "off"),
    [
        ("360000", "380000", True),
        ("360000", "360000", False),
        ("180000", "80000", True),
        ("13926004578", "13926004579", True),
        ("1392600457", "13926004578", True),
        ("360000", "520000", False),
        ("4.35", "4.36", True),
        ("24", "36", False),
        ("", "36", False),
    ],
)
def test_one_misheard_digit_is_told_from_another_value(stated: str, filed: str, off: bool) -> None:
    assert one_digit_off(stated, filed) is off


@pytest.mark.parametrize(
    ("stated", "confidence", "kind", "filed", "remark", "share"),
    [
        ("360000", 0.9, "money", "380000", "只差一位数字", 0.6),
        ("360000", 0.5, "money", "380000", "只差一位数字", 0.6),
        ("4321", 0.9, "digits", "4821", "只差一位数字", 0.6),
        ("360000", 0.74, "money", "520000", "识别不清", 1.0),
        ("360000", 0.74, "money", "", "识别不清", 1.0),
        ("360000", 0.75, "money", "", "", 1.0),
        ("360000", 1.0, "money", "380000", "", 1.0),
        ("married", 0.5, "enum", "divorced", "", 1.0),
        ("陈志远", 0.5, "text", "陈之远", "", 1.0),
    ],
)
def test_a_figure_that_may_be_misheard_is_remarked_on_and_costs_certainty_where_the_file_is_one_digit_off(
    stated: str, confidence: float, kind: FactType, filed: str, remark: str, share: float
) -> None:
    text, kept = doubt_between(stated, confidence, kind, filed)
    assert kept == share
    assert (remark in text) if remark else not text
