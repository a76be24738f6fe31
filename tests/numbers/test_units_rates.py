"""Shares and interest rates in percent, a year's where it is known how they were quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.numbers.numerals import Numeral
from pipeline.numbers.quantity import Per
from pipeline.numbers.units import (
    annual,
    follows_rate_word,
    quoted_period,
    read_fraction,
    step_of,
    with_tenths,
)
from tests.numbers.saying import ANY_TEXT, DIGITS, only, spoken


def exactly(value: float) -> Numeral:
    return Numeral(low=value, high=value, end=1)


@pytest.mark.parametrize(
    ("text", "value", "per"),
    [
        ("百分之四点三五", "4.35", None),
        ("4.35%", "4.35", None),
        ("４.３５％", "4.35", None),
        ("四点三五个点", "4.35", None),
        ("三个百分点", "3", None),
        ("年化四个点", "4", "year"),
        ("年化利率是三点八五", "3.85", "year"),
        ("利率3.6", "3.6", None),
        ("四厘", "4", None),
        ("三厘二", "3.2", None),
        ("年息四厘", "4", "year"),
        ("月息四厘", "4.8", "month"),
        ("月息四厘五", "5.4", "month"),
        ("月息三厘三七五", "4.05", "month"),
        ("月息一分", "12", "month"),
        ("一分五的利息", "15", None),
        ("日息万分之五", "18.25", "day"),
        ("千分之三", "0.3", None),
        ("百分之三到五", "3~5", None),
        ("3%到5%", "3~5", None),
        ("百分之六七十", "60~70", None),
        ("六成", "60", None),
        ("三成五", "35", None),
        ("七成半", "75", None),
        ("三个半点", "3.5", None),
        ("年化三点几", "3.1~3.9", "year"),
        ("百分之四点多", "4", None),
        ("百分之4点35", "4.35", None),
        ("四分之三", "75", None),
    ],
)
def test_shares_and_rates_are_percent_a_year_where_the_period_is_known(text: str, value: str, per: str | None) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.per) == ("percent", value, per)


@pytest.mark.parametrize(
    ("text", "value", "per"),
    [
        ("月利率千分之六", "7.2", "month"),
        ("千分之四点五的月息", "5.4", "month"),
        ("每天万分之三", "10.95", "day"),
        ("月息零点七", "8.4", "month"),
        ("年化五到七个点", "5~7", "year"),
        ("月息五厘到七厘", "6~8.4", "month"),
        ("月化一个点", "12", "month"),
        ("两成", "20", None),
        ("三四成", "30~40", None),
        ("六点五厘", "6.5", None),
        ("百分之十几", "11~19", None),
        ("百分之一百三", "130", None),
    ],
)
def test_the_way_a_rate_is_quoted_decides_its_value(text: str, value: str, per: str | None) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.per) == ("percent", value, per)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("年化36", "percent"), ("年化三十六", "percent"), ("年化36.1", "number"), ("年化三十七", "number")],
)
def test_a_bare_number_behind_a_rate_word_is_percent_up_to_a_border(text: str, kind: str) -> None:
    assert only(text).kind == kind


@pytest.mark.parametrize(
    ("text", "value", "step", "end"),
    [
        ("百分之六", 6, 1, 4),
        ("千分之六点二", 6.2, 0.1, 6),
        ("万分之零点八", 0.8, 0.01, 6),
        ("百分之12.5左右", 12.5, 1, 7),
        ("百分之六到八", 6, 1, 4),
        ("二分之一", 1, 50, 4),
        ("八分之七", 7, 12.5, 4),
        ("十分之三", 3, 10, 4),
        ("五分之两", 2, 20, 4),
    ],
)
def test_a_fraction_is_a_number_of_parts_of_so_many_percent(text: str, value: float, step: float, end: int) -> None:
    found = read_fraction(text, 0)
    assert found is not None
    assert (found[0].low, found[0].high, found[0].end, found[1]) == (value, value, end, step)


@pytest.mark.parametrize(
    "text", ["", "百分之", "百分之几", "百分六", "亿分之六", "一分之三", "六分之十", "六", "分之六", "还百分之六"]
)
def test_what_names_no_part_is_no_fraction(text: str) -> None:
    assert read_fraction(text, 0) is None


def test_a_fraction_is_read_where_it_begins() -> None:
    found = read_fraction("还百分之六", 1)
    assert found is not None
    assert (found[0].low, found[0].end) == (6, 5)


@pytest.mark.parametrize(
    "before",
    [
        "年化",
        "利率",
        "年化利率",
        "利率是",
        "利率就是",
        "利率为",
        "利率大概",
        "利率降到",
        "利率合",
        "利率：",
        "利率:",
        "利率，",
        "月利",
        "年息",
        "日息",
        "成本",
        "成本率",
        "您这笔的利率",
    ],
)
def test_a_number_right_behind_a_rate_word_is_a_rate(before: str) -> None:
    assert follows_rate_word(f"{before}六", len(before))


@pytest.mark.parametrize("before", ["", "合", "利息", "利率不", "利率。", "利率还是说", "利率这个东西每年"])
def test_a_number_behind_other_words_is_no_rate(before: str) -> None:
    assert not follows_rate_word(f"{before}六", len(before))


@pytest.mark.parametrize(
    ("before", "rate", "behind", "per"),
    [
        ("月息", "六厘", "", "month"),
        ("月利率是", "六厘", "", "month"),
        ("月费率", "六厘", "", "month"),
        ("日息", "万分之六", "", "day"),
        ("按日", "万分之六", "", "day"),
        ("每天就是", "万分之六", "", "day"),
        ("一天", "万分之六", "", "day"),
        ("年息", "六厘", "", "year"),
        ("年化利率大概是", "六", "", "year"),
        ("", "六厘", "的月息", "month"),
        ("", "六厘", "月利率", "month"),
        ("", "万分之六", "的日息", "day"),
        ("", "六个点", "年化", "year"),
        ("年化还是月息", "六厘", "", "month"),
        ("月息还是年化", "六个点", "", "year"),
        ("月息", "六厘", "的年化", "month"),
        ("", "六厘", "", None),
        ("利息", "六厘", "", None),
        ("月息，", "六厘", "", None),
        ("月息就按照说好", "六厘", "", "month"),
        ("月息就按照说好的", "六厘", "", None),
    ],
)
def test_a_rate_is_quoted_for_the_time_named_nearest(before: str, rate: str, behind: str, per: Per | None) -> None:
    assert quoted_period(before + rate + behind, len(before), len(before + rate)) == per


@pytest.mark.parametrize(
    ("per", "step", "low", "high"),
    [(None, 1, 4, 6), ("year", 1, 4, 6), ("month", 0.5, 24, 36), ("day", 0.125, 182.5, 273.75), ("year", 10, 40, 60)],
)
def test_a_rate_is_multiplied_to_a_year(per: Per | None, step: float, low: float, high: float) -> None:
    quoted = Numeral(low=4, high=6, end=3, qualifier="多", scale=10)
    assert annual(quoted, step, per) == Numeral(low=low, high=high, end=3, qualifier="多", scale=10)


@pytest.mark.parametrize(
    ("before", "unit", "behind", "per", "step"),
    [
        ("", "成", "", None, 10),
        ("", "成", "左右", None, 10),
        ("", "成", "功", None, None),
        ("", "成", "本", None, None),
        ("", "成", "交", None, None),
        ("", "成", "员", None, None),
        ("", "成", "不变", None, None),
        ("", "厘", "", None, 1),
        ("年息", "厘", "", "year", 1),
        ("月息", "厘", "", "month", 0.1),
        ("年息", "分", "", "year", 10),
        ("月息", "分", "", "month", 1),
        ("利息", "分", "", None, 10),
        ("年化", "分", "", None, 10),
        ("", "分", "利", None, 10),
        ("", "分", "五的利息", None, 10),
        ("", "分", "", None, None),
        ("利息，", "分", "", None, None),
        ("月息", "个点", "", "month", 1),
        ("", "个百分点", "", None, 1),
        ("", "%", "", None, 1),
    ],
)
def test_a_unit_of_shares_is_so_many_percent_where_it_speaks_of_a_share(
    before: str, unit: str, behind: str, per: Per | None, step: float | None
) -> None:
    start, end = len(before), len(before) + 1 + len(unit)
    assert step_of(unit, per, f"{before}六{unit}{behind}", start, end) == step


@pytest.mark.parametrize(
    ("text", "value", "quote"),
    [
        ("六厘", 6, "六厘"),
        ("六厘二", 6.2, "六厘二"),
        ("六厘零五", 6.05, "六厘零五"),
        ("六厘三七五", 6.375, "六厘三七五"),
        ("六成半", 6.5, "六成半"),
        ("六成二十万", 6, "六成"),
        ("六成五万", 6, "六成"),
        ("六厘三年", 6, "六厘"),
        ("六厘两年", 6, "六厘"),
        ("六厘三个点", 6, "六厘"),
    ],
)
def test_digits_behind_the_unit_are_its_decimals(text: str, value: float, quote: str) -> None:
    found, end = with_tenths(text, exactly(6), 2)
    assert (found.low, found.high, text[:end]) == (value, value, quote)


def test_decimals_behind_the_unit_move_both_ends_of_a_range() -> None:
    found, end = with_tenths("六七成半", Numeral(low=6, high=7, end=2), 3)
    assert (found.low, found.high, end) == (6.5, 7.5, 4)


@given(st.integers(min_value=1, max_value=9999), st.sampled_from([("百", 1), ("千", 0.1), ("万", 0.01)]))
def test_every_spoken_fraction_is_read_back(value: int, parts: tuple[str, float]) -> None:
    name, step = parts
    found = read_fraction(f"{name}分之{spoken(value)}", 0)
    assert found is not None
    assert (found[0].low, found[0].high, found[1]) == (value, value, step)


@given(st.integers(min_value=1, max_value=9), st.text(alphabet="0123456789", min_size=1, max_size=4))
def test_every_decimal_behind_a_monthly_rate_is_read_back(whole: int, decimals: str) -> None:
    found = only(f"月息{DIGITS[whole]}厘{''.join(DIGITS[int(digit)] for digit in decimals)}")
    assert found.low == pytest.approx(float(f"{whole}.{decimals}") * 1.2, abs=1e-4)


@given(ANY_TEXT, st.integers(min_value=0, max_value=40))
def test_any_offset_of_any_text_gives_a_fraction_from_there_or_none(text: str, at: int) -> None:
    found = read_fraction(text, at)
    assert found is None or (at < found[0].end <= len(text) and 0 < found[1] <= 50)


@given(ANY_TEXT, st.integers(min_value=0, max_value=40))
def test_decimals_behind_any_unit_are_less_than_one(text: str, end: int) -> None:
    found, after = with_tenths(text, exactly(6), end)
    assert 6 <= found.low == found.high < 7
    assert end <= after
    assert set(text[end:after]) <= set(f"{DIGITS}半")


@given(ANY_TEXT, ANY_TEXT)
def test_what_stands_beyond_a_pause_quotes_no_rate(before: str, behind: str) -> None:
    assert quoted_period(f"{before}，六厘，{behind}", len(before) + 1, len(before) + 3) is None
