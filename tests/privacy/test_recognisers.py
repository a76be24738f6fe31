"""What is found as which kind of number or name, how surely, and between which places."""

import pytest
from presidio_analyzer import PatternRecognizer

from pipeline.privacy.recognisers import (
    CARD,
    NAME,
    PHONE,
    RESIDENT_ID,
    SURNAMES,
    TAIL,
    known_name_recogniser,
    known_number_recogniser,
    number_recognisers,
    stated_name_recogniser,
)

ID_NUMBER, CARD_NUMBER = "110101199003070038", "6222021234567890128"  # made up; their check digits hold


def found(recogniser: PatternRecognizer | None, text: str) -> list[str]:
    if recogniser is None:
        return []
    return [text[each.start : each.end] for each in recogniser.analyze(text, recogniser.supported_entities, None)]


def numbers(text: str) -> set[tuple[str, str, bool]]:
    """Kind, digits, and whether a checksum confirms them."""
    return {
        (each.entity_type, text[each.start : each.end], each.score == 1.0)
        for recogniser in number_recognisers()
        for each in recogniser.analyze(text, recogniser.supported_entities, None)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"是{ID_NUMBER}。", {(RESIDENT_ID, ID_NUMBER, True), (CARD, ID_NUMBER, False)}),
        (f"卡号{CARD_NUMBER}", {(CARD, CARD_NUMBER, True)}),
        ("打13800138000", {(PHONE, "13800138000", False)}),
        ("打幺三八零零幺三八零零零", {(PHONE, "幺三八零零幺三八零零零", False)}),
        ("打12800138000", set()),
        ("打010-88886666", {(PHONE, "010-88886666", False)}),
        ("尾号3821", {(TAIL, "3821", False)}),
        ("后四位是三八二幺", {(TAIL, "三八二幺", False)}),
        ("后六位38214X", {(TAIL, "38214X", False)}),
        ("3821", set()),
        ("1380013800", set()),
        ("138001380000", set()),
    ],
)
def test_numbers_are_found_by_their_kind(text: str, expected: set[tuple[str, str, bool]]) -> None:
    assert numbers(text) == expected


def test_a_number_whose_checksum_fails_is_found_all_the_same_but_not_sure() -> None:
    wrong = ID_NUMBER[:-1] + "9"
    assert (RESIDENT_ID, wrong, False) in numbers(wrong)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我叫王小明，", ["王小明"]),
        ("您好请问是李建国先生吗", ["李建国"]),
        ("联系人是李梅", ["李梅"]),
        ("我叫阿强。", []),
        ("王小明你好", []),
        ("我叫王小明来一下", []),
        ("我是白领。", []),
        ("本人是高兴吧", []),
    ],
)
def test_names_are_found_where_they_are_stated_and_are_no_words(text: str, names: list[str]) -> None:
    assert found(stated_name_recogniser(), text) == names


def test_compound_surnames_stand_before_single_ones() -> None:
    """A pattern takes the first that fits: 欧 would leave 阳 to the given name."""
    assert SURNAMES.index("欧阳") < SURNAMES.index("欧")
    assert len(set(SURNAMES)) == len(SURNAMES)


@pytest.mark.parametrize(
    ("known", "text", "names"),
    [
        ({"林晓梅"}, "好的林晓梅，林晓梅在吗", ["林晓梅", "林晓梅"]),
        ({"林晓", "林晓梅"}, "林晓梅", ["林晓梅"]),
        ({"a.c"}, "abc a.c", ["a.c"]),
        ({"林"}, "林", []),
        (set(), "林晓梅", []),
    ],
)
def test_known_names_are_found_wherever_they_stand(known: set[str], text: str, names: list[str]) -> None:
    recogniser = known_name_recogniser(known)
    assert found(recogniser, text) == names
    assert recogniser is None or recogniser.supported_entities == [NAME]


@pytest.mark.parametrize(
    ("known", "text", "digits"),
    [
        ({"3821"}, "是3821吧", ["3821"]),
        ({"3821"}, "每月3821元", []),
        ({"3821"}, "13821", []),
        ({"382x"}, "382x", ["382x"]),
        ({"821"}, "821", []),
        ({"38-21"}, "38-21", []),
        (set(), "3821", []),
    ],
)
def test_known_numbers_are_found_where_they_are_no_amount(known: set[str], text: str, digits: list[str]) -> None:
    assert found(known_number_recogniser(known), text) == digits
