"""The loan file's cells as spreadsheets and data frames write them, and what of them is compared."""

import pytest

from pipeline.domain.report import FactValue
from pipeline.domain.transcript import recognition_warnings
from pipeline.facts.compare import mismatches
from pipeline.facts.filed import as_filed, incomparable
from tests.making import a_fact

MEANT = [
    ("loan_amount", "3E+05", "300000"),
    ("loan_amount", "3e5", "300000"),
    ("loan_amount", "3.12E+05", "312000"),
    ("loan_amount", "1.5E+6", "1500000"),
    ("loan_amount", "300000.0", "300000"),
    ("loan_amount", "300,000.00", "300000"),
    ("loan_amount", "￥300,000", "300000"),
    ("loan_amount", "人民币300000元整", "300000"),
    ("loan_amount", "CNY 300000", "300000"),
    ("loan_amount", "３０００００", "300000"),
    ("loan_amount", "30万元", "30万元"),
    ("loan_amount", "'300000", "300000"),
    ("loan_amount", '="300000"', "300000"),
    ("existing_debt", "无", "0"),
    ("monthly_income", "7000~8000", "7000~8000"),
    ("annual_rate", "0.0385", "3.85"),
    ("annual_rate", "0.145", "14.5"),
    ("annual_rate", "3.85", "3.85"),
    ("annual_rate", "3.85%", "3.85%"),
    ("annual_rate", "0.6", "0.6"),
    ("own_capital_ratio", "0.3", "30"),
    ("project_progress", "0.65", "65"),
    ("loan_term", "36月", "36"),
    ("loan_term", "36个月", "36"),
    ("loan_term", "36期", "36"),
    ("loan_term", "36.0", "36"),
    ("loan_term", "3年", "36"),
    ("loan_term", "1年6个月", "18"),
    ("business_years", "5年", "5"),
    ("business_years", "18个月", "1.5"),
    ("employees", "12人", "12"),
    ("repayment_day", "20日", "20"),
    ("repayment_day", "每月20号", "20"),
    ("repayment_day", "2026/6/20 0:00", "20"),
    ("phone", "13800138000.0", "13800138000"),
    ("phone", "1.3800138000E+10", "13800138000"),
    ("phone", "138 0013 8000", "138 0013 8000"),
    ("id_tail", "0086.0", "0086"),
    ("id_tail", "'0086", "0086"),
    ("id_tail", "11010119900307002X", "11010119900307002X"),
    ("birth_date", "1988-07-15 00:00:00", "1988-07-15"),
    ("birth_date", "1988-07-15T00:00:00.000", "1988-07-15"),
    ("birth_date", "1988/7/15 0:00", "1988-07-15"),
    ("birth_date", "1988.7.15", "1988-07-15"),
    ("birth_date", "1988年7月15日", "1988-07-15"),
    ("birth_date", "19880715", "1988-07-15"),
    ("birth_date", "19880715.0", "1988-07-15"),
    ("birth_date", "32339", "1988-07-15"),
    ("birth_date", "7/15/1988", "1988-07-15"),
    ("birth_date", "15/7/1988 0:00", "1988-07-15"),
    ("birth_date", "15-Jul-88", "1988-07-15"),
    ("birth_date", "1988", "1988"),
    ("loan_purpose", "装修", "renovation"),
    ("loan_purpose", "renovation", "renovation"),
    ("marital_status", "已婚", "married"),
    ("intermediary_used", "1.0", "1"),
    ("customer_name", " 王建国\t", "王建国"),
    ("employer", "瑞安机械（杭州）有限公司", "瑞安机械（杭州）有限公司"),
    ("customer_name", "nan", ""),
    ("loan_amount", "#N/A", ""),
    ("loan_term", "-", ""),
    ("birth_date", "NaT", ""),
    ("phone", "  ", ""),
    ("branch", " 城东 ", "城东"),
]
LOST = [
    ("phone", "1.38E+10"),
    ("phone", "1.38001E+10"),
    ("id_tail", "9.90101E+17"),
    ("id_tail", "9.90101199003074E+17"),
    ("id_tail", "990101199003070000"),
    ("loan_amount", "########"),
    ("loan_amount", "#REF!"),
    ("loan_amount", "#DIV/0!"),
    ("loan_amount", "1.23457E+11"),
    ("loan_amount", "1E+400"),
    ("loan_amount", "9" * 310),
    ("loan_amount", "面议"),
    ("birth_date", "5/6/1988"),
    ("birth_date", "1988-13-45"),
    ("birth_date", "不详"),
]


@pytest.mark.parametrize(("fact", "cell", "meant"), MEANT)
def test_a_cell_is_read_as_it_was_meant_and_stays_so(fact: str, cell: str, meant: str) -> None:
    assert as_filed(fact, cell) == meant
    assert as_filed(fact, meant) == meant


@pytest.mark.parametrize(("fact", "cell"), LOST)
def test_what_a_spreadsheet_lost_is_no_mismatch_but_told_by_its_column(fact: str, cell: str) -> None:
    assert as_filed(fact, cell) is None
    assert mismatches((a_fact(fact, "13800138000"),), {fact: cell}) == ()
    (warning,) = incomparable({fact: cell, "employer": "瑞安机械"})
    assert f"app.{fact} " in warning
    assert "未与通话核对" in warning
    assert cell not in warning


def test_what_is_told_of_the_loan_file_is_told_anew_when_a_call_is_judged_anew() -> None:
    assert recognition_warnings(("识别警告", *incomparable({"phone": "1.38E+10"}))) == ("识别警告",)


@pytest.mark.parametrize(
    ("fact", "stated", "cell"),
    [
        ("loan_amount", 300000, "3E+05"),
        ("phone", "13800138000", "13800138000.0"),
        ("phone", "13800138000", "+86 138-0013-8000"),
        ("phone", "13800138000", "138****8000"),
        ("id_tail", "0086", "110101********0086"),
        ("id_tail", "0086", "86.0"),
        ("birth_date", "1988-07-15", "1988/7/15 0:00"),
        ("birth_date", "1988-07-15", "1988年"),
        ("annual_rate", 3.85, "0.0385"),
        ("annual_rate", 14.6, "0.146"),
        ("loan_term", 36, "36月"),
        ("business_years", 5, "5年"),
        ("loan_purpose", "renovation", "装修"),
        ("intermediary_used", False, "0.0"),
        ("existing_debt", 0, "无"),
    ],
)
def test_a_call_that_agrees_with_the_file_is_no_mismatch(fact: str, stated: FactValue, cell: str) -> None:
    assert mismatches((a_fact(fact, stated),), {fact: cell}) == ()


@pytest.mark.parametrize(
    ("fact", "stated", "cell", "shown"),
    [
        ("loan_amount", 350000, "3E+05", 300000),
        ("phone", "13800138001", "13800138000.0", "13800138000"),
        ("phone", "13900138000", "138****8000", "138****8000"),
        ("phone", "13800138001", "138****8000", "138****8000"),
        ("birth_date", "1988-07-16", "1988-07-15 00:00:00", "1988-07-15"),
        ("annual_rate", 4.35, "0.0385", 3.85),
        ("loan_term", 24, "36月", 36),
        ("business_years", 3, "5年", 5),
        ("loan_purpose", "vehicle", "装修", "renovation"),
        ("intermediary_used", True, "0.0", "0"),
    ],
)
def test_another_value_is_a_mismatch_however_it_is_written(
    fact: str, stated: FactValue, cell: str, shown: FactValue
) -> None:
    (found,) = mismatches((a_fact(fact, stated),), {fact: cell})
    assert (found.stated, found.application) == (stated, shown)
