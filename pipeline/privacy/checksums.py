"""Whether digits are what they look like."""

from typing import Final

# GB 11643-1999: weights of the first seventeen digits, and the check character by the remainder of their sum.
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"


def is_resident_id(digits: str) -> bool:
    """Whether eighteen characters are a resident identity number (GB 11643-1999)."""
    if len(digits) != len(_WEIGHTS) + 1 or not digits[:-1].isdecimal():
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return digits[-1].upper() == _CHECKS[total % 11]


def is_card_number(digits: str) -> bool:
    """Whether digits are a bank card's number (ISO/IEC 7812-1, Luhn)."""
    doubled = [2 * int(digit) if place % 2 else int(digit) for place, digit in enumerate(reversed(digits))]
    return sum(sum(divmod(number, 10)) for number in doubled) % 10 == 0
