"""One quantity read at one place: ranges of two numerals, numerals without a unit, halves and counts of digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.numbers.amounts import read_amount
from pipeline.numbers.numerals import fold
from pipeline.numbers.quantity import Per, QuantityKind
from tests.numbers.saying import ANY_TEXT, only, spoken


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一万六到一万七", "16000~17000"),
        ("八千到一万", "8000~10000"),
        ("四十到五十万", "400000~500000"),
        ("五百到一千万", "5000000~10000000"),
        ("40~50万", "400000~500000"),
        ("3、4万", "30000~40000"),
        ("八千块到一万块", "8000~10000"),
        ("十几二十万", "110000~200000"),
        ("3-5万", "30000~50000"),
        ("5000万到一个亿", "50000000~100000000"),
        ("半个亿", "50000000"),
    ],
)
def test_ranges_and_halves_of_money(text: str, value: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.text) == ("money", value, text)


def test_rough_amounts_may_have_their_vague_word_before_the_unit() -> None:
    found = only("五万多块钱")
    assert (found.kind, found.value_text, found.qualifier, found.approximate) == ("money", "50000", "多", True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("五十", "50"),
        ("十五", "15"),
        ("八千五", "8500"),
        ("三千八百一", "3810"),
        ("一百二", "120"),
        ("一百零五", "105"),
        ("两三千", "2000~3000"),
        ("16000~17000", "16000~17000"),
        ("35000", "35000"),
        ("四点三五", "4.35"),
        ("零点八", "0.8"),
        ("二十五到三十", "25~30"),
        ("五位数", "10000~99999"),
        ("千把", "1000"),
    ],
)
def test_numbers_without_a_unit_are_left_to_the_caller(text: str, value: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text) == ("number", value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("半年", "6"), ("半年期", "6"), ("三到五年", "36~60"), ("三年到五年", "36~60"), ("个把月", "1")],
)
def test_halves_and_ranges_of_time_are_months(text: str, value: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.text) == ("months", value, text)


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("六千到八千块", "money", "6000~8000", "块"),
        ("六千块到八千块", "money", "6000~8000", "块"),
        ("六千 到 八千元", "money", "6000~8000", "元"),
        ("六千至八千元", "money", "6000~8000", "元"),
        ("6000~8000元", "money", "6000~8000", "元"),
        ("六千—八千", "number", "6000~8000", ""),
        ("六千——八千", "number", "6000~8000", ""),
        ("六到八万", "money", "60000~80000", ""),
        ("八到十万", "money", "80000~100000", ""),
        ("六到八百块", "money", "600~800", "块"),
        ("1.5到2万", "money", "15000~20000", ""),
        ("一万五到两万五", "money", "15000~25000", ""),
        ("二三十到四十万", "money", "200000~400000", ""),
        ("几十到一百万", "money", "200000~1000000", ""),
        ("七、八个人", "count", "7~8", "个人"),
        ("二十几三十万", "money", "210000~300000", ""),
        ("12-36个月", "months", "12~36", "个月"),
        ("三年到三十年", "months", "36~360", "年"),
        ("百分之六到百分之八", "percent", "6~8", "%"),
        ("百分之六点五到七点五", "percent", "6.5~7.5", "%"),
        ("6%-8%", "percent", "6~8", "%"),
        ("六厘到八厘", "percent", "6~8", "厘"),
        ("三成到五成", "percent", "30~50", "成"),
        ("六个点到八个点", "percent", "6~8", "个点"),
        ("一号到五号", "day", "1~5", "号"),
        ("六到八", "number", "6~8", ""),
    ],
)
def test_two_numerals_are_a_range_in_the_unit_that_they_share(
    text: str, kind: QuantityKind, value: str, unit: str
) -> None:
    found = read_amount(text, 0)
    assert found is not None
    assert (found.kind, found.value_text, found.unit, found.text) == (kind, value, unit, text)


@pytest.mark.parametrize(
    ("text", "quote", "value"),
    [
        ("八万到六万", "八万", "80000"),
        ("六万到六万", "六万", "60000"),
        ("百分之八到百分之六", "百分之八", "8"),
        ("六万到期", "六万", "60000"),
    ],
)
def test_a_second_numeral_that_is_not_larger_makes_no_range(text: str, quote: str, value: str) -> None:
    found = read_amount(text, 0)
    assert found is not None
    assert (found.text, found.value_text) == (quote, value)


@pytest.mark.parametrize(
    ("text", "value", "qualifier", "quote"),
    [
        ("六百多块", "600", "多", "六百多块"),
        ("七十来岁", "70", "来", "七十来岁"),
        ("六百余元", "600", "余", "六百余元"),
        ("六十多", "60", "多", "六十多"),
        ("六十来", "60", "", "六十"),
        ("六百余", "600", "", "六百"),
        ("六十几", "61~69", "几", "六十几"),
        ("六十来个", "60", "来", "六十来个"),
    ],
)
def test_a_vague_word_counts_where_a_unit_follows_and_more_always(
    text: str, value: str, qualifier: str, quote: str
) -> None:
    found = read_amount(text, 0)
    assert found is not None
    assert (found.value_text, found.qualifier, found.text) == (value, qualifier, quote)


@pytest.mark.parametrize(
    ("text", "kind", "value", "qualifier", "quote"),
    [
        ("半年多了", "months", "6", "多", "半年多"),
        ("大半年", "months", "6", "大", "大半年"),
        ("小半年", "months", "6", "小", "小半年"),
        ("半个月", "months", "0.5", "", "半个月"),
        ("大半个月", "months", "0.5", "大", "大半个月"),
        ("半个亿吧", "money", "50000000", "", "半个亿"),
        ("个把月", "months", "1", "把", "个把月"),
        ("三位数", "number", "100~999", "位数", "三位数"),
        ("六位数", "number", "100000~999999", "位数", "六位数"),
        ("九位数", "number", "100000000~999999999", "位数", "九位数"),
    ],
)
def test_halves_and_numbers_of_digits_are_quantities(
    text: str, kind: QuantityKind, value: str, qualifier: str, quote: str
) -> None:
    found = read_amount(text, 0)
    assert found is not None
    assert (found.kind, found.value_text, found.qualifier, found.text) == (kind, value, qualifier, quote)
    assert found.approximate == bool(qualifier)


@pytest.mark.parametrize(
    ("before", "numeral", "kind", "value", "per"),
    [
        ("", "六万", "money", "60000", None),
        ("", "六k", "money", "6000", None),
        ("每月", "六千", "number", "6000", "month"),
        ("年化", "六", "percent", "6", "year"),
        ("月息", "零点六", "percent", "7.2", "month"),
        ("利率", "三十六", "percent", "36", None),
        ("利率", "三十七", "number", "37", None),
        ("利率", "六万", "money", "60000", None),
        ("", "6", "number", "6", None),
        ("", "10", "number", "10", None),
        ("", "十六", "number", "16", None),
        ("", "六到八", "number", "6~8", None),
    ],
)
def test_a_numeral_without_a_unit_is_money_a_rate_or_a_bare_number(
    before: str, numeral: str, kind: QuantityKind, value: str, per: Per | None
) -> None:
    found = read_amount(before + numeral, len(before))
    assert found is not None
    assert (found.kind, found.value_text, found.per, found.unit) == (kind, value, per, "")


@pytest.mark.parametrize("text", ["", "贷六万", "六", "十", "六到六", "半天", "几", "百万", "位数", "两块地"])
def test_what_means_no_amount_is_none(text: str) -> None:
    assert read_amount(text, 0) is None


@pytest.mark.parametrize("behind", ["点", "点了", "时", "月", "路", "栋", "单元", "号楼", "室", "后", ":30", "A"])
def test_clock_times_and_addresses_are_no_amounts(behind: str) -> None:
    assert read_amount("三十", 0) is not None
    assert read_amount(f"三十{behind}", 0) is None


@pytest.mark.parametrize(
    ("before", "numeral"),
    [
        ("第", "三十"),
        ("第", "六年"),
        ("初", "三到五"),
        ("星期", "三到五"),
        ("礼拜", "三到五"),
        ("周", "三到五"),
        ("G", "30"),
        ("8:", "30"),
    ],
)
def test_ordinals_weekdays_and_minutes_are_no_amounts(before: str, numeral: str) -> None:
    assert read_amount(numeral, 0) is not None
    assert read_amount(before + numeral, len(before)) is None


def test_an_amount_is_read_from_the_offset_on_with_its_surroundings() -> None:
    text = "我想大概贷，不超过六十万吧"
    found = read_amount(text, text.index("六"))
    assert found is not None
    assert (found.text, found.start, found.end, found.value_text) == ("不超过六十万", 6, 12, "600000")
    assert read_amount(text, len(text)) is None


@given(st.integers(min_value=1, max_value=9998), st.integers(min_value=1, max_value=9999))
def test_any_two_figures_are_a_range_where_the_second_is_larger(one: int, other: int) -> None:
    written, in_words = read_amount(f"{one}到{other}元", 0), read_amount(f"{spoken(one)}万到{spoken(other)}万", 0)
    assert in_words is not None
    if one < other:
        assert written is not None
        assert (written.low, written.high) == (one, other)
        assert (in_words.low, in_words.high) == (one * 10_000, other * 10_000)
    else:
        assert (in_words.low, in_words.high) == (one * 10_000, one * 10_000)


@given(ANY_TEXT, st.integers(min_value=0, max_value=40))
def test_any_offset_of_any_text_gives_the_amount_around_it_or_none(text: str, at: int) -> None:
    folded = fold(text)
    found = read_amount(folded, at)
    if found is not None:
        assert found.start <= at < found.end <= len(folded)
        assert found.text == folded[found.start : found.end]
        assert found.low <= found.high
        assert found.approximate == bool(found.qualifier)
