"""What is masked, what is not, and that places in a text stay what they were."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.privacy.checksums import is_card_number, is_resident_id
from pipeline.privacy.masking import mask_for, masked_value

ID_NUMBER = "110101199003070038"  # made up; its check digit holds
CARD = "6222021234567890128"  # likewise


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"身份证号{ID_NUMBER}。", "身份证号110***********0038。"),
        ("身份证号110101199003070039。", "身份证号110***********0039。"),
        ("11010119900307003X", "110***********003X"),
        ("幺幺零幺零幺幺九九零零三零七零零三八", "幺幺零***********零零三八"),
        (f"卡号{CARD}，", "卡号622************0128，"),
        ("卡号6222 0212 3456 7890 128", "卡号622* **** **** ***0 128"),
        ("电话13800138000", "电话138****8000"),
        ("电话138-0013-8000", "电话138-****-8000"),
        ("电话一三八零零一三八零零零", "电话一三八****八零零零"),
        ("１３８００１３８０００", "１３８****８０００"),
        ("打010-88886666", "打010-****6666"),
        ("尾号是六六八八对吧", "尾号是****对吧"),
        ("身份证后四位1234", "身份证后四位****"),
        ("我叫王小明，", "我叫王**，"),
        ("请问是李建国先生吗", "请问是李**先生吗"),
        ("联系人叫陈志强。", "联系人叫陈**。"),
    ],
)
def test_what_tells_who_somebody_is_is_masked(text: str, masked: str) -> None:
    assert mask_for(()).text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        *("贷款200000元，20万，120,000.00", "2026年11月24日", "二零二六年三月", "20261124", "DY-20260407-031 C20418"),
        *(
            "三四十万吧",
            "每个月三千五，两千四",
            "年利率4.35%，分36期",
            "一二三四五",
            "10:15到11:30",
            "总投资一千二百三十万",
        ),
        *("您是本人吗", "您是江苏人吗", "我是白领。", "您是王先生吗", "我叫他来。", "你是说方便吗", "联系人是我爱人。"),
    ],
)
def test_what_tells_nobody_stays(text: str) -> None:
    assert mask_for(()).text(text) == text


def test_a_name_that_is_known_is_masked_wherever_it_stands() -> None:
    assert mask_for({"林晓梅", ""}).text("好的林晓梅那就这样") == "好的林**那就这样"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("3821。", "****。"),
        ("是3821吧", "是****吧"),
        ("每月3821元", "每月3821元"),
        ("13821个", "13821个"),
        ("共3821.50", "共3821.50"),
    ],
)
def test_a_number_that_is_known_is_masked_where_it_is_no_amount(text: str, masked: str) -> None:
    assert mask_for((), {"3821"}).text(text) == masked


@pytest.mark.parametrize(
    ("value", "masked"), [("王小明", "王**"), ("13800138000", "138****8000"), ("3821", "****"), ("", "")]
)
def test_a_whole_value_is_masked(value: str, masked: str) -> None:
    assert masked_value(value) == masked


@pytest.mark.parametrize(
    ("digits", "right"), [(ID_NUMBER, True), (ID_NUMBER[:-1] + "9", False), ("", False), ("1" * 17 + "Y", False)]
)
def test_check_digits_of_identity_numbers(digits: str, right: bool) -> None:
    assert is_resident_id(digits) is right


def test_check_digits_of_cards() -> None:
    assert is_card_number(CARD)
    assert not is_card_number(CARD[:-1] + "7")


_TALK = st.text(alphabet="我你是叫王李小明号码零一二三幺0123456789X ，。-尾后四位身份证*", max_size=40)


@settings(deadline=None)
@given(_TALK)
def test_masking_keeps_the_length_and_comes_to_an_end(text: str) -> None:
    mask = mask_for({"王小明"})
    once = mask.text(text)
    assert len(once) == len(text)
    assert mask.text(once) == once


@settings(deadline=None)
@given(st.text(alphabet="我的身份证号码是，。呢", max_size=8), st.text(alphabet="，。对吧嗯", max_size=8))
def test_no_identity_number_survives_what_is_said_around_it(before: str, after: str) -> None:
    assert ID_NUMBER[3:14] not in mask_for(()).text(f"{before}{ID_NUMBER}{after}")
