"""Numerals as they are spoken and as recognisers mix them with digits, read at one place of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.numbers.numerals import fold, read_numeral
from tests.numbers.saying import ANY_TEXT, DIGITS, read, spoken


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十六", 16),
        ("七十", 70),
        ("一百一十", 110),
        ("一百十", 110),
        ("两百零二", 202),
        ("三千零六", 3006),
        ("三千零六十", 3060),
        ("六千零七十八", 6078),
        ("九千九百九十九", 9999),
    ],
)
def test_digits_with_places_make_a_number_below_ten_thousand(text: str, value: int) -> None:
    found = read(text)
    assert (found.low, found.high, found.end, found.qualifier, found.scaled) == (value, value, len(text), "", False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二百六", 260),
        ("七千六", 7600),
        ("四千三百八", 4380),
        ("六万二", 62_000),
        ("两百万五", 2_005_000),
        ("二亿七", 270_000_000),
    ],
)
def test_a_last_digit_without_its_unit_is_a_tenth_of_the_unit_before(text: str, value: int) -> None:
    found = read(text)
    assert (found.low, found.high, found.end) == (value, value, len(text))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("三五", 3, 5),
        ("二三十", 20, 30),
        ("一两百", 100, 200),
        ("八九百", 800, 900),
        ("三十七八", 37, 38),
        ("一百七八", 170, 180),
        ("一百零七八", 107, 108),
        ("一千七八百", 1700, 1800),
        ("六万三四千", 63_000, 64_000),
        ("两三个亿", 200_000_000, 300_000_000),
    ],
)
def test_two_neighbouring_digits_are_a_range(text: str, low: int, high: int) -> None:
    found = read(text)
    assert (found.low, found.high, found.end) == (low, high, len(text))


@pytest.mark.parametrize(
    ("text", "quote", "value"),
    [
        ("8", "8", 8),
        ("06", "06", 6),
        ("0.5", "0.5", 0.5),
        ("27.125元", "27.125", 27.125),
        ("1,300", "1,300", 1300),
        ("2,345,678", "2,345,678", 2_345_678),
        ("1,30", "1", 1),
        ("21,3456", "21", 21),
        ("6.18.30", "6.18", 6.18),
        ("16点5", "16.5", 16.5),
    ],
)
def test_arabic_digits_are_read_with_their_separators(text: str, quote: str, value: float) -> None:
    found = read(text)
    assert (found.low, found.high, found.end) == (value, value, len(quote))


@pytest.mark.parametrize(
    ("text", "quote", "value"),
    [
        ("六万五年", "六万", 60_000),
        ("六万五个", "六万", 60_000),
        ("六十来万五千", "六十来万", 600_000),
        ("十五几万", "十五", 15),
        ("9k5000", "9k", 9000),
        ("六千七百三期", "六千七百", 6700),
        ("八万三点五", "八万", 80_000),
        ("两万八万", "两万", 20_000),
        ("六千二家", "六千二", 6200),
        ("四百零", "四百", 400),
        ("四万零", "四万", 40_000),
        ("六kg", "六", 6),
        ("20wk", "20", 20),
        ("七十来个", "七十", 70),
        ("八点十分", "八", 8),
    ],
)
def test_a_numeral_ends_where_the_next_thing_begins(text: str, quote: str, value: int) -> None:
    found = read(text)
    assert (found.low, text[: found.end]) == (value, quote)


@pytest.mark.parametrize("text", ["", "年", "零", "零五", "零点", "几", "百", "百万", "亿", "点五", "幺", "、三", "w"])
def test_what_begins_with_no_value_is_no_numeral(text: str) -> None:
    assert read_numeral(text, 0) is None


@pytest.mark.parametrize(
    ("text", "value", "scaled"),
    [
        ("上百", 100, False),
        ("小千", 1000, False),
        ("过万", 10_000, True),
        ("上百万", 1_000_000, True),
        ("近千万", 10_000_000, True),
        ("上亿", 100_000_000, True),
    ],
)
def test_a_unit_may_lead_without_a_digit_behind_a_word_of_size(text: str, value: int, scaled: bool) -> None:
    found = read(text, 1)
    assert (found.low, found.high, found.end, found.scaled) == (value, value, len(text), scaled)


@pytest.mark.parametrize(
    ("text", "scale", "bare", "scaled"),
    [
        ("八", 1, True, False),
        ("8", 1, True, False),
        ("三五", 1, True, False),
        ("35", 1, False, False),
        ("八点五", 1, False, False),
        ("十", 10, False, False),
        ("三百六", 100, False, False),
        ("六千零八", 1000, False, False),
        ("9k", 1000, False, True),
        ("六万五", 10_000, False, True),
        ("二十w", 10_000, False, True),
        ("两亿三千万", 100_000_000, False, True),
    ],
)
def test_a_numeral_tells_its_largest_unit_and_whether_it_stands_alone(
    text: str, scale: float, bare: bool, scaled: bool
) -> None:
    found = read(text)
    assert (found.scale, found.bare, found.scaled) == (scale, bare, scaled)


def test_a_numeral_is_read_from_the_offset_on() -> None:
    text = "先还三万五，再还两万"
    assert (read(text, 2).low, read(text, 2).end) == (35_000, 5)
    assert (read(text, 4).low, read(text, 4).end) == (5, 5)
    assert (read(text, 8).low, read(text, 8).end) == (20_000, 10)
    assert read_numeral(text, 0) is None
    assert read_numeral(text, len(text)) is None


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("３４．５％", "34.5%"),
        ("壹佰貳拾萬圓", "一百二十万元"),
        ("陆仟捌佰柒拾玖", "六千八百七十九"),
        ("叁肆伍", "三四五"),
        ("兩點幾億", "两点几亿"),
        ("二〇二○年", "二零二零年"),
        ("５～６个Ｗ", "5~6个W"),
        ("８ｋ，９Ｋ，３ｗ", "8k，9K，3w"),
        ("伍拾餘塊", "五十余块"),
        ("還款八號來", "還款八号来"),
        ("贷三万五", "贷三万五"),
        ("", ""),
    ],
)
def test_numerals_of_any_script_and_width_become_plain_ones(written: str, plain: str) -> None:
    assert fold(written) == plain


@given(st.one_of(st.text(max_size=40), st.text(alphabet="０５萬億兩點幾個塊圓％．～ｗ貳拾佰仟一二", max_size=20)))
def test_folding_keeps_every_offset_and_is_done_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_every_spoken_number_is_read_whole(value: int) -> None:
    found = read(spoken(value))
    assert (found.low, found.high, found.end) == (value, value, len(spoken(value)))
    assert (found.bare, found.scaled) == (value < 10, value >= 10_000)


@given(st.integers(min_value=0, max_value=9999), st.text(alphabet="0123456789", min_size=1, max_size=4))
def test_digits_behind_the_point_are_decimals(whole: int, decimals: str) -> None:
    quote = f"{spoken(whole) or '零'}点{''.join(DIGITS[int(digit)] for digit in decimals)}"
    found = read(quote)
    assert (found.low, found.high, found.end) == (
        float(f"{whole}.{decimals}"),
        float(f"{whole}.{decimals}"),
        len(quote),
    )


@given(st.integers(min_value=0, max_value=10**12))
def test_thousands_separators_do_not_change_a_number(value: int) -> None:
    found = read(f"{value:,}")
    assert (found.low, found.high, found.end) == (value, value, len(f"{value:,}"))


@given(ANY_TEXT, st.integers(min_value=0, max_value=40))
def test_any_offset_of_any_text_gives_a_numeral_from_there_or_none(text: str, at: int) -> None:
    found = read_numeral(fold(text), at)
    assert found is None or (at < found.end <= len(text) and found.low <= found.high)
