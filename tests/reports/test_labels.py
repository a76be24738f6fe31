import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.report import FactValue
from pipeline.domain.vocabulary import Status
from pipeline.reports.labels import (
    clock,
    fact_name,
    fact_text,
    fact_value,
    finding_name,
    item_name,
    kind_name,
    local_time,
    mark,
    percent,
    short,
)
from pipeline.rulebook.labels import labels
from pipeline.rulebook.taxonomy import taxonomy
from tests.making import a_fact


def test_every_fact_and_every_value_of_the_taxonomy_has_a_chinese_name_and_nothing_else_has() -> None:
    facts = taxonomy().facts
    assert labels().facts.keys() == facts.keys()
    assert {name: set(values) for name, values in labels().values.items()} == {
        name: set(entry.of) for name, entry in facts.items() if entry.type == "enum"
    }
    assert set(labels().fact_statuses) == {"stated", "confirmed", "corrected", "disputed"}


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("loan_amount", 250_000, "25万元"),
        ("loan_amount", 250000.0, "25万元"),
        ("loan_amount", 1_285_600, "128.56万元"),
        ("loan_amount", 1_285_634, "1,285,634元"),
        ("loan_amount", 12006, "12,006元"),
        ("monthly_payment", 8356.42, "8,356.42元"),
        ("monthly_payment", 367, "367元"),
        ("existing_debt", 0, "0元"),
        ("project_investment", 180_000_000, "1.8亿元"),
        ("project_investment", 123_456_000, "12,345.6万元"),
        ("annual_revenue", "110000000~120000000", "1.1～1.2亿元"),
        ("monthly_income", "7000~8000", "7,000～8,000元"),
        ("monthly_income", "9000~12000", "9,000元～1.2万元"),
        ("loan_amount", "二十五万左右", "二十五万左右"),
        ("loan_amount", "1e999999", "1e999999"),
        ("loan_term", 36, "36个月"),
        ("loan_term", "24~36", "24～36个月"),
        ("annual_rate", 4.35, "4.35%"),
        ("annual_rate", 3.0, "3%"),
        ("repayment_day", 20, "20日"),
        ("business_years", 12, "12年"),
        ("employees", 8, "8人"),
        ("marital_status", "married", "已婚"),
        ("marital_status", "再婚", "再婚"),
        ("repayment_method", "interest_first", "先息后本"),
        ("intermediary_used", True, "有"),
        ("intermediary_used", False, "无"),
        ("intermediary_used", "false", "无"),
        ("birth_date", "1990-03-05", "1990年3月5日"),
        ("birth_date", "1990年春", "1990年春"),
        ("id_tail", "093X", "093X"),
        ("phone", "13800000000", "13800000000"),
        ("a fact of a later version", "x", "x"),
    ],
)
def test_values_are_written_as_people_write_them(name: str, value: FactValue, written: str) -> None:
    assert fact_value(name, value) == written


@given(st.integers(0, 10**11))
def test_no_digit_of_an_amount_is_lost(fen: int) -> None:
    text = fact_value("loan_amount", fen / 100).replace(",", "")
    sizes = {"亿元": 10**8, "万元": 10**4, "元": 1}
    unit = next(unit for unit in sizes if text.endswith(unit))
    assert round(float(text.removesuffix(unit)) * sizes[unit] * 100) == fen


def test_a_figure_that_was_not_meant_to_the_digit_says_so() -> None:
    rough = a_fact("loan_amount", 200_000).model_copy(update={"approximate": True})
    assert [fact_text(fact) for fact in (rough, a_fact("loan_amount", 200_000))] == ["约20万元", "20万元"]


@pytest.mark.parametrize(
    ("share", "written"),
    [(0, "0%"), (0.001, "1%"), (0.625, "62%"), (0.994, "99%"), (0.9999, "99%"), (1, "100%"), (1.0, "100%")],
)
def test_only_what_is_whole_reads_as_whole(share: float, written: str) -> None:
    assert percent(share) == written


@pytest.mark.parametrize(
    ("seconds", "written"), [(0, "0:00"), (7.96, "0:07"), (83.2, "1:23"), (3599, "59:59"), (3661, "1:01:01")]
)
def test_seconds_read_as_on_a_player(seconds: float, written: str) -> None:
    assert clock(seconds) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [("2026-04-17T15:08:00+08:00", "2026-04-17 15:08"), ("2026-04-17", "2026-04-17"), ("昨天", "昨天"), ("", "")],
)
def test_times_read_as_people_write_them(text: str, written: str) -> None:
    assert local_time(text) == written


def test_names_are_chinese_and_unknown_ids_stay() -> None:
    assert (item_name("income"), item_name("later")) == ("收入情况", "later")
    assert (finding_name("overdue"), finding_name("threat"), finding_name("later")) == (
        "已逾期或预计还不上",
        "威胁恐吓",
        "later",
    )
    assert kind_name("consumer", "pre_loan") == "个人消费贷款 · 贷前调查"
    assert kind_name("later", "") == "later"
    assert fact_name("later") == "later"


def test_a_long_name_loses_only_its_explanation() -> None:
    assert short("误导性利率表述（只讲日息或“跟没有一样”之类）") == "误导性利率表述"
    assert short("在规定时间（8:00–22:00）之外呼叫") == "在规定时间（8:00–22:00）之外呼叫"


def test_every_status_has_a_sign_of_its_own() -> None:
    assert len({mark(status) for status in Status}) == len(Status)
