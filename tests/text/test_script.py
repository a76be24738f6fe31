"""Script and punctuation become one kind, and no word is changed by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.script import simplified, tidy

TALK = "还款，。？！；：、… A1ｂ３\t\u200b"


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("貸款徵信還款", "贷款征信还款"),
        ("這筆錢轉到您的帳戶裡", "这笔钱转到您的帐户里"),
        ("頭髮和發票", "头发和发票"),
        ("乾淨", "干净"),
        ("乾隆", "乾隆"),
        ("麵館", "面馆"),
        ("隻有三萬", "只有三万"),
        ("复核额度", "复核额度"),
        ("LPR＋50，4.35%", "LPR＋50，4.35%"),
        ("", ""),
    ],
)
def test_traditional_characters_become_simplified(heard: str, text: str) -> None:
    assert simplified(heard) == text


@given(st.text(alphabet="還款徵信貸後台幹乾髮發麼於万A1，。", max_size=20))
def test_simplified_text_keeps_its_length_and_is_not_simplified_further(text: str) -> None:
    assert len(simplified(text)) == len(text)
    assert simplified(simplified(text)) == simplified(text)


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("您好, 请问方便吗?", "您好，请问方便吗？"),
        ("对,对!三年;五年:都行", "对，对！三年；五年：都行"),
        (",好", "好"),
        ("OK,好", "OK，好"),
        ("好,OK", "好，OK"),
        ("好的.那就这样.", "好的。那就这样。"),
        ("1,200元", "1,200元"),
        ("下午3:30", "下午3:30"),
        ("a?b", "a?b"),
        ("年化4.35", "年化4.35"),
        ("利率是.5", "利率是.5"),
    ],
)
def test_marks_beside_chinese_characters_are_chinese_ones(heard: str, text: str) -> None:
    assert tidy(heard) == text


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("您好 这里是银行", "您好，这里是银行"),
        ("您好   这里\t是\n银行", "您好，这里，是，银行"),
        ("好\u3000的", "好，的"),
        ("贷款 50万 三年", "贷款50万，三年"),
        ("加 50 个基点", "加50个基点"),
        ("LPR 加点", "LPR加点"),
        ("好 ，行 。", "好，行。"),
        ("好， 行", "好，行"),
        ("138 0013 8000", "138 0013 8000"),
        ("利率是3.85 %", "利率是3.85 %"),
        ("Lin Wei", "Lin Wei"),
        ("  好  ", "好"),
        ("   ", ""),
        ("", ""),
    ],
)
def test_a_space_is_a_pause_between_characters_and_stays_between_digits_and_letters(heard: str, text: str) -> None:
    assert tidy(heard) == text


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("好的。。", "好的。"),
        ("好，，，的", "好，的"),
        ("好、、的", "好、的"),
        ("喂？？喂", "喂？喂"),
        ("好，。", "好。"),
        ("好，？", "好？"),
        ("好。？", "好？"),
        ("好？。", "好。"),
        ("嗯……好", "嗯……好"),
        ("，，好的", "好的"),
        ("。好的", "好的"),
        ("，。、", ""),
    ],
)
def test_of_several_marks_in_a_row_one_stays_and_none_begins_a_text(heard: str, text: str) -> None:
    assert tidy(heard) == text


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("ＬＰＲ加５０", "LPR加50"),
        ("后四位１２３ｘ", "后四位123x"),
        ("３％", "3％"),
        ("（好）", "（好）"),
        ("嗯\u200b\ufeff对", "嗯对"),
        ("嗯\x00\x7f\ufffd对", "嗯对"),
        ("\u202a好\u202c", "好"),
    ],
)
def test_wide_letters_and_digits_become_plain_and_the_invisible_goes(heard: str, text: str) -> None:
    assert tidy(heard) == text


@given(st.text(alphabet=TALK, max_size=20))
def test_a_tidied_text_is_tidy(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(alphabet=TALK + ",.?!;:%", max_size=20))
def test_every_letter_digit_and_character_stays_in_its_place(text: str) -> None:
    plain = text.replace("ｂ", "b").replace("３", "3")
    assert [sign for sign in tidy(text) if sign.isalnum()] == [sign for sign in plain if sign.isalnum()]
