"""What the loan file or the product fixes: the customer's name, and instalments whose 期 was heard as 七."""

import pytest

from pipeline.correction.loan_file import INSTALMENT_RULE, NAME_RULE, instalments_by_sound, name_by_sound
from pipeline.text.edits import Edited


@pytest.mark.parametrize(
    ("heard", "name", "text"),
    [
        ("你好，成志墙先生吗", "陈志强", "你好，陈志强先生吗"),
        ("请问是赵庭女士吧", "赵婷", "请问是赵婷女士吧"),
        ("我就是欧阳静呀", "欧阳晶", "我就是欧阳晶呀"),
        ("您贵姓", "陈志强", "您贵姓"),
        ("陈志强先生", "陈志强", "陈志强先生"),
        ("你好", "陈", "你好"),
        ("你好", "", "你好"),
        ("hello", "Chen Zhiqiang", "hello"),
    ],
)
def test_what_sounds_like_the_name_in_the_file_is_written_as_there(heard: str, name: str, text: str) -> None:
    assert name_by_sound(Edited(text=heard), name).text == text


def test_the_change_is_on_record_with_what_was_heard() -> None:
    (change,) = name_by_sound(Edited(text="是赵庭吗"), "赵婷").changes
    assert (change.heard, change.text, change.rule) == ("赵庭", "赵婷", NAME_RULE)


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("分三十六七还", "分三十六期还"),
        ("一共367，每月还", "一共36期，每月还"),
        ("贷款的七线是多久", "贷款的期限是多久"),
    ],
)
def test_a_seven_after_a_usual_number_of_instalments_is_a_term_on_record(heard: str, text: str) -> None:
    edited = instalments_by_sound(Edited(text=heard))
    (change,) = edited.changes
    assert (edited.text, change.rule) == (text, INSTALMENT_RULE)
    assert edited.text[change.start : change.end] == change.text


@pytest.mark.parametrize("heard", ["二十七", "一百三十六七", "1367", "十二七八", "三十六七千块", "十八七号"])
def test_other_sevens_stay(heard: str) -> None:
    assert instalments_by_sound(Edited(text=heard)) == Edited(text=heard)
