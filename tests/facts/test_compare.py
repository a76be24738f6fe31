"""When a value said in the call counts as disagreeing with the loan file."""

import pytest

from pipeline.domain.report import Fact, FactValue
from pipeline.facts.compare import mismatches


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
