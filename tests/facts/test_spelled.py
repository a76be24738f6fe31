"""Strings of digits: ID numbers' ends, dates of birth, mobile numbers."""

import pytest

from pipeline.facts.spelled import READERS, id_tail, strings_in

SAID = [
    ("四三二幺", "id_tail", "4321"),
    ("后四位是三零二，最后一个叉", "id_tail", "302X"),
    ("一九八八年七月十五", "birth_date", "1988-07-15"),
    ("八八年六月，身份证上是八八年七月初九", "birth_date", None),
    ("幺三八零零幺三八零零零", "phone", "13800138000"),
    ("幺三八零零，幺三八零零零", "phone", "13800138000"),
    ("幺二三四五六七八九零幺", "phone", None),
]


@pytest.mark.parametrize(("said", "fact", "value"), SAID)
def test_digits_are_read_as_what_they_can_be(said: str, fact: str, value: str | None) -> None:
    read = {READERS[fact](digits) for digits, _ in strings_in(said)} - {None}
    assert (value in read) if value else not read


@pytest.mark.parametrize(
    ("number", "valid"), [("11010519491231002X", True), ("110105194912310021", False), ("1101051949123100", False)]
)
def test_an_id_number_ends_in_its_own_check_character(number: str, valid: bool) -> None:
    assert id_tail(number) == (number[-4:] if valid else None)
