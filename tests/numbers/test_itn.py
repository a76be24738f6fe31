"""Spoken numbers written in digits, only where the rewriting means the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.transcript import Change
from pipeline.numbers.find import quantities
from pipeline.numbers.itn import NUMBER_RULE, write_numbers
from pipeline.text.edits import Edited
from tests.numbers.saying import TALK, spoken


def written(text: str) -> str:
    return write_numbers(Edited(text=text)).text


@pytest.mark.parametrize(
    ("spoken_form", "text"),
    [
        ("六十万", "60万"),
        ("七万二", "7.2万"),
        ("7万2", "7.2万"),
        ("四万六千三百", "4.63万"),
        ("六万零七十", "6.007万"),
        ("六万零七十块", "60070块"),
        ("一百三十五万六", "135.6万"),
        ("一点六亿", "1.6亿"),
        ("两百亿", "200亿"),
        ("七十来万", "70来万"),
        ("大概六十万", "大概60万"),
        ("六十万左右", "60万左右"),
        ("六七十万", "60~70万"),
        ("六千到一万", "6000~1万"),
    ],
)
def test_amounts_are_written_in_wan_and_yi(spoken_form: str, text: str) -> None:
    assert written(spoken_form) == text


@pytest.mark.parametrize(
    ("spoken_form", "text"),
    [
        ("一千三百六十块", "1360块"),
        ("九十六", "96"),
        ("六千八", "6800"),
        ("百分之六点二", "6.2%"),
        ("六十个基点", "60个基点"),
        ("二十四期", "24期"),
        ("十六年", "16年"),
        ("二十六号", "26号"),
        ("十六到二十号", "16~20号"),
        ("六十个", "60个"),
        ("十六个人", "16个人"),
        ("六十二岁", "62岁"),
    ],
)
def test_other_quantities_are_written_in_digits_with_their_unit(spoken_form: str, text: str) -> None:
    assert written(spoken_form) == text


@pytest.mark.parametrize(
    ("spoken_form", "text"),
    [
        ("九三年八月二十七号", "93年8月27号"),
        ("一九九三年", "1993年"),
        ("八月十号", "8月10号"),
        ("十二月三十一号", "12月31号"),
        ("九三年的，八月二十七号", "93年的，8月27号"),
        ("二零二六年十一月份", "2026年11月份"),
    ],
)
def test_dates_keep_their_shape(spoken_form: str, text: str) -> None:
    assert written(spoken_form) == text


@pytest.mark.parametrize(
    ("spoken_form", "text"),
    [
        ("五二零七", "5207"),
        ("零零六七", "0067"),
        ("六零七叉", "607X"),
        ("五、二、零、七", "5207"),
        ("幺六六，零零幺二，零三零四", "16600120304"),
    ],
)
def test_strings_of_digits_lose_their_pauses(spoken_form: str, text: str) -> None:
    assert written(spoken_form) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "您好",
        "60万",
        "6.2%",
        "1993年8月27日",
        "三个",
        "六年",
        "六十几万",
        "好几万",
        "半年",
        "月息六厘",
        "七成",
        "万一",
        "第三期",
    ],
)
def test_digits_single_figures_and_vague_ones_stay_as_they_are(text: str) -> None:
    assert write_numbers(Edited(text=text)) == Edited(text=text)


def test_a_text_stays_as_it_is_where_digits_would_run_together() -> None:
    assert written("一百") == "100"
    assert written("两百") == "200"
    assert written("一百两百都行") == "一百两百都行"


def test_every_rewriting_is_remembered_with_what_was_said() -> None:
    edited = write_numbers(Edited(text="贷六十万，分二十四期"))
    assert edited.text == "贷60万，分24期"
    assert edited.changes == (
        Change(start=1, end=4, heard="六十万", text="60万", rule=NUMBER_RULE),
        Change(start=6, end=9, heard="二十四期", text="24期", rule=NUMBER_RULE),
    )


def test_an_earlier_change_keeps_its_place_in_the_text() -> None:
    before = Change(start=5, end=7, heard="换款", text="还款", rule="term")
    edited = write_numbers(Edited(text="三百六十万还款", changes=(before,)))
    assert edited.text == "360万还款"
    assert edited.changes == (
        Change(start=0, end=4, heard="三百六十万", text="360万", rule=NUMBER_RULE),
        Change(start=4, end=6, heard="换款", text="还款", rule="term"),
    )


def test_a_quantity_that_was_changed_before_is_left_alone() -> None:
    edited = Edited(text="贷六十万", changes=(Change(start=3, end=4, heard="玩", text="万", rule="term"),))
    assert write_numbers(edited) == edited


@settings(max_examples=50)
@given(st.integers(min_value=20, max_value=9999))
def test_every_number_below_ten_thousand_is_written_plainly(value: int) -> None:
    assert written(f"{spoken(value)}块") == f"{value}块"


@settings(max_examples=50)
@given(st.integers(min_value=10_000, max_value=10**12 - 1))
def test_an_amount_of_any_size_keeps_its_value(value: int) -> None:
    found = quantities(written(f"{spoken(value)}元"))
    assert [(q.kind, q.low, q.high) for q in found] == [("money", value, value)]


@settings(max_examples=50)
@given(TALK)
def test_undoing_the_changes_gives_what_was_said_with_the_same_quantities(text: str) -> None:
    edited = write_numbers(Edited(text=text))
    assert len(quantities(edited.text)) == len(quantities(text))
    undone = edited.text
    for change in reversed(edited.changes):
        assert undone[change.start : change.end] == change.text
        undone = undone[: change.start] + change.heard + undone[change.end :]
    assert undone == text
