"""Characters of the right sound and the wrong sense, put right by the talk around them."""

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.correction.homophones import RESPELLING_RULE, HomophoneDecoder
from pipeline.correction.language_model import CharacterModel, corpus_lines
from pipeline.domain.transcript import Change
from pipeline.rulebook.files import models_folder
from pipeline.rules import shipped_rules
from pipeline.text.edits import Edited
from pipeline.text.segmentation import word_frequencies

UNSURE = 0.5
SMALL = CharacterModel(["每月还款", "还款日", "还款"] * 5, {})  # enough talk to know 还款 and 每月, and nothing else


@cache
def shipped_decoder() -> HomophoneDecoder:
    """Of the shipped talk; made by the first test that asks, since it takes seconds."""
    return HomophoneDecoder(CharacterModel(corpus_lines(models_folder()), word_frequencies()))


def respelled(text: str, sure: float = UNSURE) -> str:
    return shipped_decoder().respell(Edited(text=text), [sure] * len(text)).text


@pytest.mark.parametrize(
    ("heard", "spoken"),
    [
        ("每月环款多少", "每月还款多少"),
        ("先核对一下您的身分正号码", "先核对一下您的身份证号码"),
        ("这笔带款是您本人申请的吗", "这笔贷款是您本人申请的吗"),
        ("预期会影响您的征信", "逾期会影响您的征信"),
        ("您拿什么环", "您拿什么还"),
    ],
)
def test_what_was_spoken_comes_back(heard: str, spoken: str) -> None:
    assert respelled(heard) == spoken


@pytest.mark.parametrize("text", ["您这次想贷多少？", "我在工地上干活，一个月六千。", "", "OK", "4319"])
def test_what_is_likely_as_it_stands_stays(text: str) -> None:
    assert respelled(text, sure=0.95) == text


def test_every_change_is_on_record_with_what_was_heard() -> None:
    (change,) = shipped_decoder().respell(Edited(text="每月环款"), [UNSURE] * 4).changes
    assert (change.heard, change.text, change.rule) == ("环", "还", RESPELLING_RULE)


def test_numerals_stay_as_they_were_heard() -> None:
    assert respelled("批了四十万十四期") == "批了四十万十四期"


def test_the_customers_name_is_not_respelled() -> None:
    edited = shipped_rules().corrector.heard("请问是赵庭女士吗", [("请问是赵庭女士吗", UNSURE)], "赵婷")
    assert "赵婷" in edited.text


@pytest.mark.parametrize(
    ("heard", "spoken"),
    [
        ("环款", "还款"),
        ("环款日", "还款日"),
        ("还宽", "还款"),
        ("每越还款", "每月还款"),
        ("环款A环款", "还款A还款"),
        ("环款，每越环款", "还款，每月还款"),
        ("房款日", "房款日"),
        ("蒙月还款", "蒙月还款"),
        ("二款", "二款"),
        ("A款", "A款"),
    ],
    ids=[
        *("one sound", "before more", "one sound behind", "another sound that is near", "twice", "behind a pause"),
        *("too far at the beginning", "another near one that no talk has", "a numeral", "a letter"),
    ],
)
def test_a_character_becomes_one_of_the_talk_that_sounds_like_it(heard: str, spoken: str) -> None:
    assert HomophoneDecoder(SMALL).respell(Edited(text=heard), [UNSURE] * len(heard)).text == spoken


def test_neighbours_that_differ_are_one_change() -> None:
    edited = HomophoneDecoder(SMALL).respell(Edited(text="，环宽，还款"), [UNSURE] * 6)
    assert edited.text == "，还款，还款"
    assert edited.changes == (Change(start=1, end=3, heard="环宽", text="还款", rule=RESPELLING_RULE),)


@pytest.mark.parametrize(
    ("times", "certainties", "text"),
    [
        (5, [0, 0], "王芳"),
        (10, [0, 0], "王房"),
        (40, [0.4, 0.4], "王房"),
        (40, [0.6, 0.6], "王芳"),
        (80, [0.5, 0.5], "王房"),
        (80, [1, 1], "王芳"),
        (80, [1, 0], "王房"),
        (80, [0, 1], "王芳"),
    ],
)
def test_the_surer_a_character_was_heard_the_more_talk_it_takes_to_change_it(
    times: int, certainties: list[float], text: str
) -> None:
    decoder = HomophoneDecoder(CharacterModel([*["王房"] * times, "王芳"], {}))
    assert decoder.respell(Edited(text="王芳"), certainties).text == text


def test_what_is_untouchable_stays_wherever_it_stands() -> None:
    decoder = HomophoneDecoder(SMALL, (re.compile("环款"), re.compile("(?<=甲)越")))
    assert decoder.respell(Edited(text="环款，每越，甲越"), [0] * 8).text == "环款，每月，甲越"


def test_what_an_earlier_change_wrote_stays() -> None:
    before = Change(start=0, end=1, heard="坏", text="环", rule="earlier")
    edited = HomophoneDecoder(SMALL).respell(Edited(text="环款环款", changes=(before,)), [0] * 4)
    assert edited.text == "环款还款"
    assert edited.changes == (before, Change(start=2, end=3, heard="环", text="还", rule=RESPELLING_RULE))


@given(st.text(alphabet="每月越还环款宽日二三，A", max_size=12), st.floats(min_value=0, max_value=1))
def test_numerals_letters_and_pauses_are_never_written_anew(text: str, certainty: float) -> None:
    written = HomophoneDecoder(SMALL).respell(Edited(text=text), [certainty] * len(text)).text
    assert all(a == b for a, b in zip(text, written, strict=True) if a in "二三，A" or b in "二三，A")


@given(st.text(max_size=30))
def test_respelling_keeps_the_length_and_never_breaks(text: str) -> None:
    assert len(respelled(text)) == len(text)
