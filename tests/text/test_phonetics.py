"""How words sound, and how alike two sounds are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.phonetics import DIFFERENT, by_reading, distance, syllables


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("还款", "huan kuan"),
        ("还没还清", "hai mei huan qing"),
        ("提前还款", "ti qian huan kuan"),
        ("城东支行", "cheng dong zhi hang"),
        ("总行", "zong hang"),
        ("我行", "wo hang"),
        ("不行", "bu xing"),
        ("重定价日", "chong ding jia ri"),
        ("尽职调查", "jin zhi diao cha"),
        ("后4位", "hou si wei"),
    ],
)
def test_bank_words_are_read_as_banks_say_them(text: str, said: str) -> None:
    assert " ".join(syllables(text)) == said


def test_the_readings_stay_our_own() -> None:
    from pypinyin import Style, lazy_pinyin

    before = lazy_pinyin("还款", style=Style.NORMAL)
    syllables("还款")
    assert lazy_pinyin("还款", style=Style.NORMAL) == before


@given(st.text(max_size=30))
def test_there_is_one_syllable_for_each_character(text: str) -> None:
    assert len(syllables(text)) == len(text)


@pytest.mark.parametrize(
    ("one", "other", "cost"),
    [
        ("shi", "shi", 0.0),
        ("zhi", "zi", 0.2),
        ("chang", "can", 0.4),
        ("nan", "lan", 0.2),
        ("xing", "xin", 0.2),
        ("feng", "fen", 0.2),
        ("fei", "hei", 0.4),
        ("bei", "fei", 0.5),
        ("ben", "wen", 0.5),
        ("fang", "fu", 0.8),
        ("huan", "kou", DIFFERENT),
    ],
)
def test_sounds_that_telephones_blur_are_near(one: str, other: str, cost: float) -> None:
    assert distance(one, other) == pytest.approx(cost)
    assert distance(other, one) == pytest.approx(cost)


def test_the_readings_of_a_character_come_in_one_order_in_every_process() -> None:
    assert by_reading("长") == {"chang": "长", "zhang": "长"}
    assert list(by_reading("长行")) == ["chang", "zhang", *sorted(set(by_reading("行")))]
