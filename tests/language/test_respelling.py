"""Characters of the right sound and the wrong sense, put right by the talk around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.corpus import corpus_lines
from pipeline.language.edits import Edited
from pipeline.language.normalise import normalise_heard
from pipeline.language.respelling import RULE, respell
from pipeline.language.trigrams import CharacterModel, signs_of

UNSURE = 0.5


def respelled(text: str, sure: float = UNSURE) -> str:
    return respell(Edited(text=text), [sure] * len(text)).text


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
    (change,) = respell(Edited(text="每月环款"), [UNSURE] * 4).changes
    assert (change.heard, change.text, change.rule) == ("环", "还", RULE)


def test_numerals_stay_as_they_were_heard() -> None:
    assert respelled("批了四十万十四期") == "批了四十万十四期"


def test_the_customers_name_is_not_respelled() -> None:
    edited = normalise_heard("请问是赵庭女士吗", [("请问是赵庭女士吗", UNSURE)], "赵婷")
    assert "赵婷" in edited.text


@given(st.text(max_size=30))
def test_respelling_keeps_the_length_and_never_breaks(text: str) -> None:
    assert len(respelled(text)) == len(text)


def test_the_corpus_holds_talk_without_its_speakers() -> None:
    lines = corpus_lines()
    assert len(lines) > 3000
    assert not any(line.startswith(("坐：", "客：")) for line in lines)


def test_what_was_heard_more_often_costs_less() -> None:
    model = CharacterModel(["还款日", "还款方式", "还钱"], {"环境": 10})
    assert model.cost("^^", "还") < model.cost("^^", "环")
    assert model.cost("^还", "款") < model.cost("^还", "钱") < model.cost("^还", "境")


def test_the_probabilities_after_a_context_do_not_exceed_one() -> None:
    lines = ["还款日", "还款方式", "还钱"]
    model = CharacterModel(lines, {"环境": 10})
    signs = set(signs_of("".join(lines))) | set("环境|")
    assert sum(2.718281828 ** -model.cost("^还", sign) for sign in signs) <= 1.0001
