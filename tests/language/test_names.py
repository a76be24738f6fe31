import pytest

from pipeline.language.edits import Edited
from pipeline.language.names import RULE, name_by_sound


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
    assert (change.heard, change.text, change.rule) == ("赵庭", "赵婷", RULE)
