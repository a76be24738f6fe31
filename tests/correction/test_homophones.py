"""Characters of the right sound and the wrong sense, put right by the talk around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.correction.homophones import RULE, HomophoneDecoder
from pipeline.correction.language_model import CharacterModel, corpus_lines
from pipeline.rulebook.files import models_folder
from pipeline.rules import shipped_rules
from pipeline.text.edits import Edited
from pipeline.text.segmentation import word_frequencies

UNSURE = 0.5
DECODER = HomophoneDecoder(CharacterModel(corpus_lines(models_folder()), word_frequencies()))


def respelled(text: str, sure: float = UNSURE) -> str:
    return DECODER.respell(Edited(text=text), [sure] * len(text)).text


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("每月环款多少", "每月还款多少"),
        ("先核对一下您的身分正号码", "先核对一下您的身份证号码"),
        ("这笔带款是您本人申请的吗", "这笔贷款是您本人申请的吗"),
        ("预期会影响您的征信", "逾期会影响您的征信"),
        ("您拿什么环", "您拿什么还"),
    ],
)
def test_what_was_said_comes_back(heard: str, said: str) -> None:
    assert respelled(heard) == said


@pytest.mark.parametrize("text", ["您这次想贷多少？", "我在工地上干活，一个月六千。", "", "OK", "4319"])
def test_what_is_likely_as_it_stands_stays(text: str) -> None:
    assert respelled(text, sure=0.95) == text


def test_every_change_is_on_record_with_what_was_heard() -> None:
    (change,) = DECODER.respell(Edited(text="每月环款"), [UNSURE] * 4).changes
    assert (change.heard, change.text, change.rule) == ("环", "还", RULE)


def test_numerals_stay_as_they_were_heard() -> None:
    assert respelled("批了四十万十四期") == "批了四十万十四期"


def test_the_customers_name_is_not_respelled() -> None:
    edited = shipped_rules().corrector.heard("请问是赵庭女士吗", [("请问是赵庭女士吗", UNSURE)], "赵婷")
    assert "赵婷" in edited.text


@given(st.text(max_size=30))
def test_respelling_keeps_the_length_and_never_breaks(text: str) -> None:
    assert len(respelled(text)) == len(text)
