"""What a numeral and its unit make together: money, months, percent, days of the month, counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.numbers.amounts import read_amount
from pipeline.numbers.quantity import Per, Quantity, QuantityKind
from pipeline.numbers.units import UNIT
from tests.numbers.saying import only, spoken


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三十万人民币", "300000"),
        ("一千四百六十块", "1460"),
        ("8500元", "8500"),
        ("1,200,000元", "1200000"),
        ("三块五", "3.5"),
        ("三百六十块五毛", "360.5"),
        ("壹佰贰拾万元", "1200000"),
        ("五六千块", "5000~6000"),
    ],
)
def test_amounts_with_their_currency(text: str, value: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.text) == ("money", value, text)


@pytest.mark.parametrize(
    ("text", "value", "qualifier"), [("大几十万", "600000~900000", "大几"), ("好几万", "30000~90000", "好几")]
)
def test_rough_amounts_begin_higher_behind_a_word_of_size(text: str, value: str, qualifier: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.qualifier, found.approximate) == ("money", value, qualifier, True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三年", "36"),
        ("三年期", "36"),
        ("3年", "36"),
        ("25年", "300"),
        ("二十年", "240"),
        ("三十六期", "36"),
        ("三十六个月", "36"),
        ("一年半", "18"),
        ("一个半月", "1.5"),
        ("两年零三个月", "27"),
        ("2年3个月", "27"),
        ("三五年", "36~60"),
        ("两三个月", "2~3"),
        ("三年多", "36"),
    ],
)
def test_lengths_of_time_are_months(text: str, value: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.text) == ("months", value, text)


def test_basis_points_are_their_own_kind() -> None:
    found = only("LPR加五十个基点")
    assert (found.kind, found.value_text, found.unit) == ("basis_points", "50", "个基点")


@pytest.mark.parametrize(
    ("text", "value", "per"),
    [
        ("每月二十号", "20", "month"),
        ("20号", "20", None),
        ("每个月15日扣款", "15", "month"),
        ("二十号前后", "20", None),
        ("十五到二十号之间", "15~20", None),
        ("按季扣，季末月二十一号", "21", "quarter"),
    ],
)
def test_days_of_the_month(text: str, value: str, per: str | None) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.per) == ("day", value, per)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("五十个", "50", "个"),
        ("五个人", "5", "个人"),
        ("三十号人", "30", "号人"),
        ("一百二十八平", "128", "平"),
        ("三台设备", "3", "台"),
        ("一千四百多吨", "1400", "吨"),
        ("三万吨", "30000", "吨"),
        ("逾期十二天", "12", "天"),
        ("三个工作日", "3", "个工作日"),
    ],
)
def test_counts_keep_their_unit(text: str, value: str, unit: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.unit) == ("count", value, unit)


def test_an_age_is_in_years() -> None:
    assert (only("五十三岁").kind, only("五十三岁").value_text) == ("years", "53")


def test_every_kind_of_unit_makes_a_quantity_of_its_kind() -> None:
    examples = {
        "money": "六元",
        "basis_points": "六个基点",
        "percent": "6%",
        "months": "六期",
        "years": "六岁",
        "day": "六号",
        "count": "六台",
    }
    assert set(examples) == set(UNIT.groupindex)
    for kind, text in examples.items():
        found = read_amount(text, 0)
        assert found is not None
        assert (found.kind, found.text) == (kind, text)


@pytest.mark.parametrize(
    ("text", "kind", "value", "quote"),
    [
        ("六百块", "money", "600", "六百块"),
        ("六块二", "money", "6.2", "六块二"),
        ("六块2毛", "money", "6.2", "六块2毛"),
        ("六块二角吧", "money", "6.2", "六块二角"),
        ("六百块三年", "money", "600", "六百块"),
        ("六百块五千", "money", "600", "六百块"),
        ("六百块五个", "money", "600", "六百块"),
        ("六元", "money", "6", "六元"),
        ("1块", "money", "1", "1块"),
        ("七年半", "months", "90", "七年半"),
        ("七年半多", "months", "90", "七年半多"),
        ("七年零十一个月", "months", "95", "七年零十一个月"),
        ("七年又两个月", "months", "86", "七年又两个月"),
        ("七年十二个月", "months", "84", "七年"),
        ("六七年半", "months", "78~90", "六七年半"),
        ("六个半月", "months", "6.5", "六个半月"),
        ("三期", "months", "3", "三期"),
        ("六个半点", "percent", "6.5", "六个半点"),
        ("六成五", "percent", "65", "六成五"),
        ("六厘二五", "percent", "6.25", "六厘二五"),
        ("六%左右", "percent", "6", "六%左右"),
        ("一号", "day", "1", "一号"),
        ("三十一日", "day", "31", "三十一日"),
        ("六台", "count", "6", "六台"),
        ("一台", "count", "1", "一台"),
        ("一亩", "count", "1", "一亩"),
        ("1平", "count", "1", "1平"),
        ("一吨", "count", "1", "一吨"),
        ("六十周岁", "years", "60", "六十周岁"),
        ("六十BP以内", "basis_points", "60", "六十BP以内"),
    ],
)
def test_the_unit_decides_kind_value_and_where_a_quantity_ends(
    text: str, kind: QuantityKind, value: str, quote: str
) -> None:
    found = read_amount(text, 0)
    assert found is not None
    assert (found.kind, found.value_text, found.text) == (kind, value, quote)


@pytest.mark.parametrize(
    "text",
    [
        "一块",
        "一期",
        "二期",
        "一个",
        "1个",
        "一家",
        "一笔",
        "一位",
        "三成本",
        "六分",
        "三十二号",
        "0号",
    ],
)
def test_a_numeral_with_its_unit_may_mean_nothing(text: str) -> None:
    assert read_amount(text, 0) is None


@pytest.mark.parametrize(
    ("before", "numeral"), [("中山路", "20号"), ("东街", "六号"), ("后", "四位"), ("末", "六位"), ("尾号", "四位")]
)
def test_house_numbers_and_last_digits_are_no_days_and_no_counts(before: str, numeral: str) -> None:
    assert read_amount(numeral, 0) is not None
    assert read_amount(before + numeral, len(before)) is None


def test_the_text_of_a_quantity_runs_from_the_numeral_to_its_unit() -> None:
    found = read_amount("贷六百多块钱吧", 1)
    assert found is not None
    assert found.text == "六百多块钱"


@pytest.mark.parametrize(
    ("text", "at", "quote", "qualifier", "per"),
    [
        ("大概六万吧", 2, "大概六万", "大概", None),
        ("六万左右吧", 0, "六万左右", "左右", None),
        ("大概六万左右", 2, "大概六万左右", "左右", None),
        ("大概六百多", 2, "大概六百多", "多", None),
        ("大概六十来万", 2, "大概六十来万", "来", None),
        ("大几十万左右", 1, "大几十万左右", "大几", None),
        ("好几千", 1, "好几千", "好几", None),
        ("每月要六千", 3, "六千", "", "month"),
        ("每月大概六千", 4, "大概六千", "大概", "month"),
        ("六千左右一个月", 0, "六千左右", "左右", "month"),
        ("六千", 0, "六千", "", None),
    ],
)
def test_an_amount_takes_the_words_of_approximation_and_of_time_around_it(
    text: str, at: int, quote: str, qualifier: str, per: Per | None
) -> None:
    found = read_amount(text, at)
    assert found is not None
    assert (found.text, found.qualifier, found.approximate, found.per) == (quote, qualifier, bool(qualifier), per)
    assert text[found.start : found.end] == quote


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("大几百", 600, 900), ("好几百", 300, 900), ("小几百", 200, 900), ("好六百", 600, 600), ("大六百", 600, 600)],
)
def test_any_figure_begins_at_six_behind_big_and_at_three_behind_good(text: str, low: int, high: int) -> None:
    found = read_amount(text, 1)
    assert found is not None
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("unit", "per"),
    [("台", None), ("岁", None), ("期", None), ("个基点", None), ("", "month"), ("块", "month"), ("万", "month")],
)
def test_only_amounts_and_bare_numbers_are_for_a_time(unit: str, per: Per | None) -> None:
    found = read_amount(f"每月六十{unit}", 2)
    assert found is not None
    assert found.per == per


def test_a_share_takes_the_word_of_approximation_behind_it_and_the_period_it_is_quoted_for() -> None:
    found = read_amount("年化六个点左右", 2)
    assert found is not None
    assert (found.kind, found.text, found.qualifier, found.approximate, found.per) == (
        "percent",
        "六个点左右",
        "左右",
        True,
        "year",
    )


@pytest.mark.parametrize("text", ["六个点", "百分之六", "二十号"])
def test_shares_and_days_take_the_word_of_approximation_before_them(text: str) -> None:
    found = read_amount(f"大概{text}", 2)
    assert found is not None
    assert (found.text, found.qualifier, found.approximate) == (f"大概{text}", "大概", True)


@pytest.mark.parametrize(("before", "text"), [("缩小", "三成"), ("扩大", "一成"), ("不到", "二十号"), ("约", "十五号")])
def test_words_that_say_something_else_before_a_share_or_a_day_are_left(before: str, text: str) -> None:
    found = read_amount(f"{before}{text}", 2 if len(before) == 2 else 1)
    assert found is not None
    assert (found.text, found.approximate) == (text, False)


@pytest.mark.parametrize(
    ("text", "low", "high", "value"),
    [
        ("60平", 60, 60, "60"),
        ("60.00004平", 60, 60, "60"),
        ("60.00006平", 60.0001, 60.0001, "60.0001"),
        ("0.5到60.25平", 0.5, 60.25, "0.5~60.25"),
    ],
)
def test_a_value_is_kept_to_four_places(text: str, low: float, high: float, value: str) -> None:
    found = read_amount(text, 0)
    assert found is not None
    assert (found.low, found.high, found.value_text) == (low, high, value)


def test_a_quantity_says_what_was_read_and_no_more() -> None:
    assert read_amount("那六十多平吧", 1) == Quantity(
        start=1,
        end=5,
        text="六十多平",
        kind="count",
        low=60,
        high=60,
        approximate=True,
        qualifier="多",
        unit="平",
        value_text="60",
    )


@given(st.integers(min_value=2, max_value=99), st.sampled_from(list(enumerate("零一两三四五六七八九十"))[1:]))
def test_years_and_months_add_up(years: int, months: tuple[int, str]) -> None:
    value, in_words = months
    for text in (f"{spoken(years)}年零{in_words}个月", f"{years}年{value}个月"):
        found = read_amount(text, 0)
        assert found is not None
        assert (found.low, found.high, found.text) == (years * 12 + value, years * 12 + value, text)


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=1, max_value=9))
def test_a_digit_behind_kuai_is_a_tenth_of_a_yuan(yuan: int, tenths: int) -> None:
    found = read_amount(f"{yuan}块{tenths}", 0)
    assert found is not None
    assert found.low == pytest.approx(yuan + tenths / 10)
    assert found.value_text == f"{yuan}.{tenths}"


@given(st.integers(min_value=0, max_value=99))
def test_a_day_is_one_that_a_month_can_have(day: int) -> None:
    found = read_amount(f"{day}号", 0)
    assert (found.value_text if found else None) == (str(day) if 1 <= day <= 31 else None)
