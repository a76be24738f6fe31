"""A sentence with its figures marked: the one in focus, and what kind the others are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts.measures import is_measure, mark
from pipeline.numbers.find import quantities
from tests.facts.measuring import quantities_in


@pytest.mark.parametrize(
    ("text", "figure", "only"),
    [
        ("一个月八千", "一个月", True),
        ("一个月", "一个月", True),
        ("一个月，八千", "一个月", True),
        ("1个月八千", "1个月", True),
        ("一年二十万", "一年", True),
        ("一年大概能有二十万", "一年", True),
        ("一年", "一年", False),
        ("一年，二十万", "一年", False),
        ("一年、八千", "一年", False),
        ("二十万一年", "一年", False),
        ("一年三十六期", "一年", False),
        ("两个月八千", "两个月", False),
        ("一个月八千", "八千", False),
        ("三年二十万", "三年", False),
    ],
)
def test_a_time_that_only_says_for_how_long_an_amount_is_meant_is_told_from_a_term(
    text: str, figure: str, only: bool
) -> None:
    quantity, found = quantities_in(text, figure)
    assert is_measure(text, quantity, found) is only


@pytest.mark.parametrize(
    ("text", "figure", "marked"),
    [
        ("我贷二十万", "二十万", "我贷#"),
        ("一个月八千，还三千", "八千", "一个月#，还@"),
        ("一年二十万", "二十万", "一年#"),
        ("一年二十万", "一年", "#@"),
        ("三年还二十万", "二十万", "~还#"),
        ("三年还二十万", "三年", "#还@"),
        ("每月二十号扣三千", "三千", "每月&扣#"),
        ("一九八八年七月十五的，挣八千", "八千", "&的，挣#"),
        ("今年四十岁，挣八千", "八千", "今年~，挣#"),
        ("五千，五千", "五千", "#，@"),
    ],
)
def test_a_sentence_shows_the_figure_in_focus_and_what_kind_the_others_are(text: str, figure: str, marked: str) -> None:
    quantity, found = quantities_in(text, figure)
    assert mark(text, found, quantity) == marked


PIECES = ("我贷", "二十万", "三年", "一个月", "八千块", "，", "每月", "二十号", "百分之四", "一年", "还", "三十")


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_marking_one_figure_alone_can_be_undone(text: str) -> None:
    for quantity in quantities(text):
        assert mark(text, (quantity,), quantity).replace("#", quantity.text) == text


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_of_many_figures_one_is_in_focus_and_the_words_between_them_stay(text: str) -> None:
    found = quantities(text)
    for focus in found:
        shown, done = "", 0
        for quantity in found:
            sign = "#" if quantity == focus else f"(?:[@&~]|{re.escape(quantity.text)})"
            shown, done = shown + re.escape(text[done : quantity.start]) + sign, quantity.end
        assert re.fullmatch(shown + re.escape(text[done:]), mark(text, found, focus))
