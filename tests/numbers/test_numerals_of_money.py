"""Numerals with 万 or 亿, and vague words inside them, as they are spoken."""

import pytest

from pipeline.numbers.numerals import fold
from pipeline.numbers.quantity import range_text
from tests.numbers.saying import only, read

WITH_WAN_OR_YI = [
    ("三万五", "35000"),
    ("三万五千", "35000"),
    ("3万5", "35000"),
    ("3万5千", "35000"),
    ("3万5000", "35000"),
    ("三万零五百", "30500"),
    ("一万二", "12000"),
    ("两百万", "2000000"),
    ("二百五十万", "2500000"),
    ("两个亿", "200000000"),
    ("一个点五亿", "150000000"),
    ("一个亿", "100000000"),
    ("1.2亿", "120000000"),
    ("一点二亿", "120000000"),
    ("三亿五", "350000000"),
    ("三亿五千万", "350000000"),
    ("一亿零五百万", "105000000"),
    ("八十五万二", "852000"),
    ("一百四十八点六万", "1486000"),
    ("一百四十八万六", "1486000"),
    ("一百零八万", "1080000"),
    ("五十个w", "500000"),
    ("50w", "500000"),
    ("50个W", "500000"),
    ("五十个达不溜", "500000"),
    ("8k", "8000"),
    ("三千万", "30000000"),
    ("两千四百万", "24000000"),
    ("３万５", "35000"),
    ("四五十万", "400000~500000"),
    ("十七八万", "170000~180000"),
    ("三五万", "30000~50000"),
    ("一百二三十万", "1200000~1300000"),
    ("一万二三", "12000~13000"),
    ("一万五六千", "15000~16000"),
    ("三五十万", "300000~500000"),
    ("一个半亿", "150000000"),
]


@pytest.mark.parametrize(("text", "value"), WITH_WAN_OR_YI)
def test_a_numeral_with_wan_or_yi_is_money(text: str, value: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.text) == ("money", value, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *WITH_WAN_OR_YI,
        ("两万六", "26000"),
        ("七万零四十", "70040"),
        ("六万零八", "60008"),
        ("九万三百", "90300"),
        ("十二万八千五", "128500"),
        ("6万2千7", "62700"),
        ("七百二十万零六千", "7206000"),
        ("一千零五万", "10050000"),
        ("二亿零三", "200000003"),
        ("四亿六百万", "406000000"),
        ("两亿七千万零九百", "270000900"),
        ("三个半亿", "350000000"),
        ("零点五万", "5000"),
        ("六点二五个亿", "625000000"),
        ("7百万", "7000000"),
        ("2.5万", "25000"),
        ("8.5K", "8500"),
        ("15w5", "155000"),
        ("三十个达布溜", "300000"),
        ("1,300万", "13000000"),
    ],
)
def test_wan_and_yi_multiply_what_stands_before_and_add_what_follows(text: str, value: str) -> None:
    found = read(fold(text))
    assert (range_text(found.low, found.high), found.end, found.scaled) == (value, len(text), True)


WITH_A_VAGUE_WORD = [
    ("一百二十来万", "1200000", "来"),
    ("一百二十多万", "1200000", "多"),
    ("20多万", "200000", "多"),
    ("二十来万块", "200000", "来"),
    ("十几万", "110000~190000", "几"),
    ("10几万", "110000~190000", "几"),
    ("几十万", "200000~900000", "几"),
    ("百八十万", "800000~1000000", "百八十"),
    ("百十来万", "1000000~1200000", "来"),
    ("百把万", "1000000", "百把"),
    ("千把块钱", "1000", "千把"),
]


@pytest.mark.parametrize(("text", "value", "qualifier"), WITH_A_VAGUE_WORD)
def test_rough_amounts_keep_their_figure_and_the_word_in_them(text: str, value: str, qualifier: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.qualifier, found.approximate) == ("money", value, qualifier, True)


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        *WITH_A_VAGUE_WORD,
        ("七十余万", "700000", "余"),
        ("30几万", "310000~390000", "几"),
        ("六万几", "61000~69000", "几"),
        ("几个亿", "200000000~900000000", "几"),
        ("一个多亿", "100000000", "多"),
        ("几百", "200~900", "几"),
        ("十几", "11~19", "几"),
        ("四十几", "41~49", "几"),
        ("三点几", "3.1~3.9", "几"),
        ("六点多", "6", "多"),
        ("百十", "100~120", "百十"),
        ("千八百", "800~1000", "千八百"),
        ("千儿八百", "800~1000", "千儿八百"),
        ("万儿八千", "8000~10000", "万儿八千"),
        ("万把", "10000", "万把"),
    ],
)
def test_a_vague_word_inside_makes_a_numeral_approximate(text: str, value: str, qualifier: str) -> None:
    found = read(text)
    assert (range_text(found.low, found.high), found.qualifier) == (value, qualifier)


def test_a_numeral_without_a_vague_word_is_not_approximate() -> None:
    assert read("七十万").qualifier == ""
    assert read("七八十万").qualifier == ""
