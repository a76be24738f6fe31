"""Digits that are told one by one, and figures that count something."""

import pytest

from pipeline.privacy.digits import runs


def told(text: str) -> list[list[str]]:
    return [[group.digits for group in run] for run in runs(text)]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1 5 8 0 0 3 1", [list("1580031")]),
        ("幺五八，零零三幺", [["158", "0031"]]),
        ("幺五八……零零三幺", [["158", "0031"]]),
        ("幺五八呃零零三幺那个六六", [["158", "0031", "66"]]),
        ("158/0031/66_2", [["158", "0031", "66", "2"]]),
        ("１５８００３１", [["1580031"]]),
        ("双六三个九四个零", [["669990000"]]),
        ("6个8", [["888888"]]),
        ("洞两拐勾", [["0279"]]),
        ("三四零叉", [["340X"]]),
        ("三四零最后一个X", [["340X"]]),
        ("妖五八零零", [["15800"]]),
        ("为什么五八零零", [["5800"]]),
        ("手机幺五八零零三幺六六二九五万块", [["15800316629"]]),
        ("一个幺五八零零三幺六六二九一个幺三九零零三幺六六二零", [["15800316629"], ["13900316620"]]),
    ],
)
def test_digits_are_read_with_what_stands_between_them(text: str, digits: list[list[str]]) -> None:
    assert told(text) == digits


@pytest.mark.parametrize(
    "text",
    [
        *("二十万", "三千五", "三五万", "一千二、八百五", "12345元", "3.85%", "120,000.00", "1万2"),
        *("三十六期", "三点一五", "2026年", "二零二六年三月", "十号", "10:15", "2026-03-08", "第3条", "三厘三七五"),
        *("统一的二手房一会儿再说", "一样", "两边", "AB-20260407-031", "C20418", "三个人", "五六个"),
    ],
)
def test_what_counts_something_is_no_number_of_this_kind(text: str) -> None:
    assert told(text) == []


def test_places_are_those_of_the_text() -> None:
    text = "号码是双八三个零X"
    (run,) = runs(text)
    assert [text[token.start : token.end] for token in run[0].tokens] == ["双八", "三个零", "X"]
