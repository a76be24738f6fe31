"""When a reported fact counts as the labelled one."""

from datetime import date

import pytest

from pipeline.domain.report import FactValue
from pipeline.evaluation.gold import GoldValue, same_fact


@pytest.mark.parametrize(
    ("name", "want", "have"),
    [
        ("loan_amount", 300000, "300,000"),
        ("loan_amount", 300000, 300000.0),
        ("annual_rate", 4.35, "4.350"),
        ("monthly_income", "8000~10000", "8000-10000"),
        ("monthly_income", "8000~10000", "8000.0至10000"),
        ("intermediary_used", False, "false"),
        ("intermediary_used", True, True),
        ("birth_date", date(1988, 7, 15), "1988-07-15"),
        ("id_tail", "123x", "123X"),
        ("customer_name", "陈志强", "陈志强先生"),
        ("employer", "市第二建筑公司", "第二建筑公司"),
        ("loan_purpose", "renovation", " renovation"),
    ],
)
def test_values_that_say_the_same(name: str, want: GoldValue, have: FactValue) -> None:
    assert same_fact(name, want, have)


@pytest.mark.parametrize(
    ("name", "want", "have"),
    [
        ("loan_amount", 300000, 250000),
        ("loan_amount", 300000, "300000~350000"),
        ("id_tail", "2718", "27180"),
        ("customer_name", "陈志强", "陈志刚"),
        ("employer", "市第二建筑公司", ""),
        ("intermediary_used", False, True),
        ("loan_purpose", "vehicle", "veh"),
    ],
)
def test_values_that_do_not(name: str, want: GoldValue, have: FactValue) -> None:
    assert not same_fact(name, want, have)
