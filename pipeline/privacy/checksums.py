"""Whether digits are what they look like; the arithmetic is python-stdnum's."""

from typing import Final

from stdnum import luhn
from stdnum.cn import ric

_RESIDENT_ID: Final = 18  # characters


def is_resident_id(digits: str) -> bool:
    """Whether eighteen characters hold to the checksum of a resident identity number (GB 11643-1999).

    Place and birth date are left alone: a number misheard in them is to be masked all the same.
    """
    if len(digits) != _RESIDENT_ID or not digits[:-1].isdecimal():
        return False
    return bool(ric.calc_check_digit(digits) == digits[-1].upper())


def is_card_number(digits: str) -> bool:
    """Whether digits are a bank card's number (ISO/IEC 7812-1, Luhn)."""
    return bool(luhn.is_valid(digits))
