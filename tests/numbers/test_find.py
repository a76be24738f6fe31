"""How quantities are found in what people say: their order, where each ends, and what only sounds like a number."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.numbers.find import quantities
from tests.numbers.saying import ANY_TEXT, DIGITS, only, spoken


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("二十万三年", ["二十万", "三年"]),
        ("二十万三十六期", ["二十万", "三十六期"]),
        ("三万五一个月", ["三万五", "一个月"]),
        ("四千二家里人还", ["四千二"]),
        ("两万五个人凑的", ["两万", "五个人"]),
        ("十八万期限二十四个月", ["十八万", "二十四个月"]),
        ("工号幺零三五，贷五十个，想用一年", ["幺零三五", "五十个", "一年"]),
        ("不是五十，是十五万", ["五十", "十五万"]),
        ("十万八万的", ["十万", "八万"]),
        ("三千多不到四千", ["三千多", "不到四千"]),
        ("最近三个月", ["三个月"]),
        ("到手八千五，加班多的话一万出头", ["八千五", "一万出头"]),
    ],
)
def test_neighbours_do_not_swallow_each_other(text: str, parts: list[str]) -> None:
    assert [q.text for q in quantities(text)] == parts


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("19920817", "date"),
        ("一九九二年", "date"),
        ("一九九二", "digits"),
        ("36125807", "digits"),
        ("36125807元", "money"),
        ("七八年", "months"),
        ("七八年九月", "date"),
    ],
)
def test_the_longest_reading_wins_and_of_two_as_long_a_date_before_digits(text: str, kind: str) -> None:
    assert quantities(text)[0].kind == kind


def test_a_quantity_stands_in_the_characters_of_the_text() -> None:
    found = quantities("貸款伍拾萬圓，年化４.２％")
    assert [(q.text, q.start, q.value_text) for q in found] == [("伍拾萬圓", 2, "500000"), ("４.２％", 9, "4.2")]


WORDS = """
五年期LPR 手上万一有事 通过万科办的 千万别急 万分感谢 10:30
一下 一起 一个人 第一次 第三期 一般
一直 十分 千万别信 万一 三心二意 一会儿
两口子 一点 有点 一点点 一家人 一些
一样 一共 一定 一边 三点半 晚上八点以后
十点二十 八点到 三月份 二期项目 周五
星期三 礼拜六 一成不变 做成功了 二手房
二维码 一分钱都没收 一分都不少 年底 月底
初三 乱七八糟 打八折 单元 几个 几号
几年 半天 三号楼 八十六号三号楼 一块儿过
身份证后四位 个体户 个人消费 利息 百分百
一百个放心 五险一金 三方协议 一年一年续
"""


@pytest.mark.parametrize(
    "text",
    WORDS.split(),
)
def test_words_that_only_look_like_numbers_are_none(text: str) -> None:
    assert [q.text for q in quantities(text)] == []


@given(st.integers(min_value=20, max_value=10**12 - 1))
def test_every_number_is_read_back_as_it_is_spoken(value: int) -> None:
    found = only(spoken(value) + "元")
    assert (found.kind, found.low, found.high) == ("money", value, value)


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=1, max_value=9))
def test_a_last_digit_without_its_unit_is_a_tenth(ten_thousands: int, thousands: int) -> None:
    text = f"{spoken(ten_thousands)}万{DIGITS[thousands]}"
    assert only(text).low == ten_thousands * 10_000 + thousands * 1000


@given(st.integers(min_value=2, max_value=9999), st.sampled_from(["万", "亿", "块", "%", "个月"]))
def test_arabic_and_spoken_digits_mean_the_same(value: int, unit: str) -> None:
    written, in_words = quantities(f"{value}{unit}"), quantities(f"{spoken(value)}{unit}")
    assert [(q.kind, q.low) for q in written] == [(q.kind, q.low) for q in in_words]


@given(ANY_TEXT)
def test_any_text_gives_ordered_quantities_that_slice_to_themselves(text: str) -> None:
    found = quantities(text)
    assert all(q.text == text[q.start : q.end] and q.low <= q.high for q in found)
    assert all(first.end <= second.start for first, second in pairwise(found))


@pytest.mark.parametrize("text", ["1" * 310, "1" * 310 + "万", "百分之" + "1" * 400])
def test_a_number_longer_than_any_amount_is_no_amount(text: str) -> None:
    assert not [quantity for quantity in quantities(text) if quantity.kind not in {"digits", "date"}]
