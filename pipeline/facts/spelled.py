"""What is spelled out digit by digit: the ID number's end, the birth date, the mobile number."""

import re
from collections.abc import Callable, Iterator

from pipeline.numbers.find import quantities
from pipeline.numbers.quantity import Quantity
from pipeline.privacy.checksums import is_resident_id

_TAIL = re.compile(r"\d{3,5}[\dX]")
_TAIL_LENGTH = 4
_MOBILE = re.compile(r"1[3-9]\d{9}")
_BIRTH = re.compile(r"(19|20)\d\d-\d\d-\d\d")
_PAUSE = re.compile(r"[，,、。.…\s]*")
_X_TOLD_APART = re.compile(
    r"[，,、。…\s]*(最后|后头|后面|末尾|末了|尾巴|一个|一位|是|个|头|面|位|带|加|有|还|再|跟|上|那|就|的|，|结尾|呢|一)*(叉|[Xx×]|艾克斯)"
)
_SOLAR = re.compile(r"阳历|公历|新历|身份证|证上")
_YEAR_AND_MONTH = 7  # characters of 1988-05


def id_tail(digits: str) -> str | None:
    """The end of an ID number: four to six characters as said, or the last four of a whole valid number."""
    if _TAIL.fullmatch(digits):
        return digits
    return digits[-_TAIL_LENGTH:] if is_resident_id(digits) else None


def mobile_number(digits: str) -> str | None:
    """Eleven digits with a prefix that mobile networks use."""
    return digits if _MOBILE.fullmatch(digits) else None


def birth_date(value: str) -> str | None:
    """A whole date of this or the last century."""
    return value if _BIRTH.fullmatch(value) else None


READERS: dict[str, Callable[[str], str | None]] = {
    "id_tail": id_tail,
    "birth_date": birth_date,
    "phone": mobile_number,
}


def strings_in(text: str) -> Iterator[tuple[str, Quantity]]:
    """The digits and dates of a text and the quantities they begin at; pieces with a pause between are joined too."""
    pieces = quantities(text)
    for number, piece in enumerate(pieces):
        if piece.kind == "date":
            yield _whole_date(text, piece, pieces[number + 1 :]), piece
        elif piece.digits:
            yield piece.digits + ("X" if _X_TOLD_APART.match(text, piece.end) else ""), piece
            if number + 1 < len(pieces) and (joined := _joined(text, piece, pieces[number + 1])):
                yield joined, piece


def _whole_date(text: str, date: Quantity, later: tuple[Quantity, ...]) -> str:
    """A date, with the month and day that the solar calendar or the ID card gives for it after a lunar one."""
    solar = next((other for other in later if other.value_text.startswith("--")), None)
    year = date.value_text[:4]
    if (
        solar
        and year.isdigit()
        and len(date.value_text) <= _YEAR_AND_MONTH
        and _SOLAR.search(text[date.end : solar.start])
    ):
        return f"{year}{solar.value_text[1:]}"
    return date.value_text


def _joined(text: str, first: Quantity, second: Quantity) -> str | None:
    pause_only = _PAUSE.fullmatch(text[first.end : second.start])
    return f"{first.digits}{second.digits}" if pause_only and first.digits and second.digits else None
