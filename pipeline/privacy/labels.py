"""Ids and names of files as they are shown: what was put into them of telephones, identity numbers and names is masked.

The files themselves keep their names, and the store its ids: they are how a bank finds a call again.
"""

import re
from functools import lru_cache
from typing import Final

from pipeline.privacy.checksums import is_card_number
from pipeline.privacy.mask import MASK, Mask, masked_value
from pipeline.text.surnames import may_be_name

MAY_TELL: Final = r"\d{11}|\d{3}[-_ ]\d{4}|[\x{4e00}-\x{9fff}]"  # as Arrow writes patterns; nothing is masked without
_DIGITS: Final = re.compile(r"(?<!\d)\d{11,19}(?!\d)[xX]?|(?<!\d)1[3-9]\d[-_ ]\d{4}[-_ ]\d{4}(?!\d)")
_MOBILE: Final = re.compile(r"1[3-9]\d[-_ ]?\d{4}[-_ ]?\d{4}")
_IDENTITY: Final = re.compile(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_HAN: Final = re.compile("[\u4e00-\u9fff]{2,4}")
_SHORTEST_CARD: Final = 16  # digits
_TITLE: Final = re.compile("(?:某某?|先生|女士|小姐)$")


def masked_label(label: str, mask: Mask | None = None) -> str:
    """The label with what tells who somebody is masked; dates and running numbers stay.

    mask: of the call, whose names and numbers are masked in it too.
    """
    shown = _masked(label)
    for known in sorted((mask.names | mask.numbers) if mask else (), key=len, reverse=True):
        if len(known) > 1:
            shown = shown.replace(known, masked_value(known))
    return shown


@lru_cache(maxsize=1024)
def _masked(label: str) -> str:
    shown = _DIGITS.sub(_masked_digits, label)
    return _HAN.sub(_masked_name, shown) if shown else shown


def _masked_digits(found: re.Match[str]) -> str:
    digits = found[0]
    is_card = len(digits) >= _SHORTEST_CARD and is_card_number(digits) and not digits.startswith("20")
    personal = _MOBILE.fullmatch(digits) or _IDENTITY.fullmatch(digits) or is_card
    return masked_value(digits) if personal else digits


def _masked_name(found: re.Match[str]) -> str:
    """A name that stands by itself between signs, digits or the ends; longer words are none."""
    name = found[0]
    beside = found.string[max(0, found.start() - 1) : found.start()] + found.string[found.end() : found.end() + 1]
    if any("\u4e00" <= letter <= "\u9fff" for letter in beside) or MASK in name:
        return name
    bare = _TITLE.sub("", name)
    is_name = may_be_name(bare, told=False) or (bare != name and len(bare) == 1)
    return masked_value(name) if is_name and len(name) > 1 else name
