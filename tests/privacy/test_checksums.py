"""Which digits are what they look like; the numbers are made up, their check digits hold."""

import pytest

from pipeline.privacy.checksums import is_card_number, is_resident_id

ID_NUMBER = "110101199003070038"
CARD = "6222021234567890128"


@pytest.mark.parametrize(
    ("digits", "right"),
    [
        (ID_NUMBER, True),
        (ID_NUMBER[:-1] + "9", False),
        ("11010119900307003X", False),
        ("", False),
        ("1" * 17 + "Y", False),
        (ID_NUMBER[:-1], False),
        (ID_NUMBER + "0", False),
        ("X" + ID_NUMBER[1:], False),
    ],
)
def test_check_digits_of_identity_numbers(digits: str, right: bool) -> None:
    assert is_resident_id(digits) is right


@pytest.mark.parametrize("last", "0123456789Xx")
def test_of_all_last_characters_one_is_right_and_x_may_be_small(last: str) -> None:
    """GB 11643: the check digit is modulo 11, where ten is written X."""
    assert is_resident_id("11010119900307109" + last) is (last in "Xx")


@pytest.mark.parametrize(
    ("digits", "right"),
    [(CARD, True), (CARD[:-1] + "7", False), ("4111111111111111", True), ("4111111111111112", False), ("", False)],
)
def test_check_digits_of_cards(digits: str, right: bool) -> None:
    assert is_card_number(digits) is right
