"""Instalments whose 期 was heard as 七."""

import pytest

from pipeline.language.edits import Edited
from pipeline.language.instalments import RULE, instalments_by_sound


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
    assert (edited.text, change.rule) == (text, RULE)
    assert edited.text[change.start : change.end] == change.text


@pytest.mark.parametrize("heard", ["二十七", "一百三十六七", "1367", "十二七八", "三十六七千块", "十八七号"])
def test_other_sevens_stay(heard: str) -> None:
    assert instalments_by_sound(Edited(text=heard)) == Edited(text=heard)
