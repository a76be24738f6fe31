"""Calendar dates as far as they are spoken."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.numbers.dates_and_digits import read_date
from pipeline.numbers.numerals import fold
from tests.numbers.saying import ANY_TEXT, DIGITS, only, spoken

A_DAY = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("八八年五月六号", "1988-05-06"),
        ("八八年五月六", "1988-05-06"),
        ("一九八八年五月六日", "1988-05-06"),
        ("1988年5月6日", "1988-05-06"),
        ("88年5月6号", "1988-05-06"),
        ("1988-05-06", "1988-05-06"),
        ("1988/5/6", "1988-05-06"),
        ("19880506", "1988-05-06"),
        ("九一年的，十月二十一号", "1991-10-21"),
        ("零二年一月三十一号", "2002-01-31"),
        ("九零年", "1990"),
        ("一九八八年", "1988"),
        ("七八年生的", "1978"),
        ("二零二五年三月", "2025-03"),
        ("二五年三月份", "2025-03"),
        ("五月六号", "--05-06"),
    ],
)
def test_dates_are_iso_8601_as_far_as_they_were_spoken(text: str, value: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text) == ("date", value)


@pytest.mark.parametrize(
    ("text", "quote", "value"),
    [
        ("1993.8.27", "1993.8.27", "1993-08-27"),
        ("20240229到期", "20240229", "2024-02-29"),
        ("2024年2月29日", "2024年2月29日", "2024-02-29"),
        ("2023年2月29日", "2023年2月", "2023-02"),
        ("九三年八月三十二号", "九三年八月", "1993-08"),
        ("九三年八月，", "九三年八月", "1993-08"),
        ("九三年八月份的二十七号", "九三年八月份的二十七号", "1993-08-27"),
        ("93年 8月 27号", "93年 8月 27号", "1993-08-27"),
        ("九三年零八月零七号", "九三年零八月零七号", "1993-08-07"),
        ("九三年十一月十一", "九三年十一月十一", "1993-11-11"),
        ("2024年5月月供", "2024年5月", "2024-05"),
        ("2024年5月均", "2024年", "2024"),
        ("九三年十三月", "九三年", "1993"),
        ("八月二十七日放款", "八月二十七日", "--08-27"),
        ("二月二十九号", "二月二十九号", "--02-29"),
        ("十二月三十一号", "十二月三十一号", "--12-31"),
    ],
)
def test_a_date_ends_with_the_last_part_that_the_calendar_has(text: str, quote: str, value: str) -> None:
    found = read_date(text, 0)
    assert found is not None
    assert (found.text, found.end, found.value_text) == (quote, len(quote), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零零年", "2000"),
        ("零九年", "2009"),
        ("一八年", "2018"),
        ("二九年", "2029"),
        ("三零年", "1930"),
        ("三一年", "1931"),
        ("九九年", "1999"),
        ("41年", "1941"),
        ("99年", "1999"),
        ("1900年", "1900"),
        ("二零九九年", "2099"),
    ],
)
def test_two_digits_are_a_year_of_the_last_century_from_thirty_on(text: str, value: str) -> None:
    found = read_date(text, 0)
    assert found is not None
    assert found.value_text == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("10年生的", "2010"), ("五六年生", "1956"), ("八九年属蛇", "1989"), ("12年出生", "2012")],
)
def test_what_could_be_a_term_is_a_year_where_a_birth_is_spoken_of(text: str, value: str) -> None:
    found = read_date(text, 0)
    assert found is not None
    assert found.value_text == value


@pytest.mark.parametrize("text", ["25年", "40年", "一二年", "三五年", "七八年", "八九年", "25年期", "15年零3个月"])
def test_what_could_be_a_term_is_left_to_be_read_as_one(text: str) -> None:
    assert read_date(text, 0) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "九三",
        "1899年",
        "2100年",
        "八月",
        "八月份",
        "八月二十七万",
        "八月二十七个",
        "一月二十",
        "正月十五",
        "25年生意",
        "八月二十七号楼",
        "八月份月供",
        "二月三十号",
        "十三月一号",
        "零月一号",
        "八月零号",
        "1993-02-30",
        "1993-8/27",
        "1993-08-271",
        "1899-01-01",
        "2100-01-01",
        "20230229",
        "19931327",
        "199308271",
        "三年",
    ],
)
def test_what_no_calendar_has_is_no_date(text: str) -> None:
    assert read_date(text, 0) is None


def test_a_date_is_read_from_the_offset_on() -> None:
    found = read_date("生日是九三年八月二十七号吧", 3)
    assert found is not None
    assert (found.start, found.end, found.text, found.value_text) == (3, 12, "九三年八月二十七号", "1993-08-27")
    assert read_date("生日是九三年八月二十七号吧", 0) is None


@given(A_DAY)
def test_every_day_is_read_back_as_it_is_written(day: date) -> None:
    year = "".join(DIGITS[int(digit)] for digit in f"{day.year}")
    for written in (
        f"{day.year}-{day.month:02d}-{day.day:02d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}{day.month:02d}{day.day:02d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{year}年{spoken(day.month)}月{spoken(day.day)}号",
    ):
        found = read_date(written, 0)
        assert found is not None
        assert (found.value_text, found.text) == (day.isoformat(), written)


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2029, 12, 31)))
def test_two_digits_of_a_year_are_enough_with_month_and_day(day: date) -> None:
    year = f"{day.year % 100:02d}"
    spelt = "".join(DIGITS[int(digit)] for digit in year)
    for written in (f"{spelt}年{spoken(day.month)}月{spoken(day.day)}", f"{year}年{day.month}月{day.day}号"):
        found = read_date(written, 0)
        assert found is not None
        assert found.value_text == day.isoformat()


@given(ANY_TEXT, st.integers(min_value=0, max_value=40))
def test_any_offset_of_any_text_gives_a_date_from_there_or_none(text: str, at: int) -> None:
    folded = fold(text)
    found = read_date(folded, at)
    assert found is None or (found.start == at < found.end and found.text == folded[at : found.end])
    assert found is None or found.kind == "date"
