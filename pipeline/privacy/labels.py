"""Ids and names of files as they are shown: what was put into them of telephones, identity numbers and names is masked.

The files themselves keep their names, and the store its ids: they are how a bank finds a call again.
"""

import math
import re
from functools import lru_cache
from typing import Final, NamedTuple

from pipeline.privacy.checksums import is_card_number
from pipeline.privacy.mask import MASK, Mask, masked_value
from pipeline.privacy.name_evidence import as_name, as_surname, as_word
from pipeline.text.surnames import NEVER_GIVEN, may_be_foreign_name, may_be_name, surname_of

MAY_TELL: Final = r"\d{11}|\d{3}[-_ ]\d{4}|[\x{4e00}-\x{9fff}]"  # as Arrow writes patterns; nothing is masked without
_DIGITS: Final = re.compile(r"(?<!\d)\d{11,19}(?!\d)[xX]?|(?<!\d)1[3-9]\d[-_ ]\d{4}[-_ ]\d{4}(?!\d)")
_MOBILE: Final = re.compile(r"1[3-9]\d[-_ ]?\d{4}[-_ ]?\d{4}")
_IDENTITY: Final = re.compile(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_HAN: Final = re.compile(rf"[\u4e00-\u9fff]{{2,}}(?!\{MASK})")
_LONGEST_TOKEN: Final = 5  # characters
_NAME_AMONG_WORDS: Final = math.log(0.1)  # one word in ten of a label that has Han characters may be a name
_SHORTEST_CARD: Final = 16  # digits
_PLACE: Final = re.compile("([\u4e00-\u9fff]{2,3})(?:支行|分行|营业部)")
_LETTER_OF_A_PLACE: Final = math.log(1e-4)  # no list has all places; one that is known is likelier as a word
_TITLED: Final = re.compile("某某?|先生|女士|小姐")


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
    return _HAN.sub(_masked_names, shown) if shown else shown


def _masked_digits(found: re.Match[str]) -> str:
    digits = found[0]
    is_card = len(digits) >= _SHORTEST_CARD and is_card_number(digits) and not digits.startswith("20")
    personal = _MOBILE.fullmatch(digits) or _IDENTITY.fullmatch(digits) or is_card
    return masked_value(digits) if personal else digits


class _Cut(NamedTuple):
    """A stretch cut into words and names: how likely it is so, as a natural logarithm, and how it is shown."""

    likely: float
    shown: str


def _masked_names(found: re.Match[str]) -> str:
    """Han characters with the names among them masked: one name, or cut into words and names the likeliest way."""
    text = found[0]
    if may_be_name(text, told=False) or may_be_foreign_name(text):
        return masked_value(text)
    cuts = [_Cut(0.0, "")]
    for end in range(1, len(text) + 1):
        starts = range(max(0, end - _LONGEST_TOKEN), end)
        cuts.append(max(_with_token(cuts[start], text[start:end]) for start in starts))
    return cuts[-1].shown


def _with_token(before: _Cut, token: str) -> _Cut:
    """What the next token makes of the cut: the likelier of a word and a name."""
    word, name = _likely_as_word(token), _likely_as_name(token)
    if name > word:
        return _Cut(before.likely + name, before.shown + masked_value(token))
    return _Cut(before.likely + word, before.shown + token)


def _likely_as_word(token: str) -> float:
    if may_be_name(token, told=False):
        return -math.inf
    place = _PLACE.fullmatch(token)
    return _LETTER_OF_A_PLACE * len(place[1]) if place else as_word(token)


def _likely_as_name(token: str) -> float:
    surname = surname_of(token)
    given = token[len(surname) :]
    if not surname or not given or NEVER_GIVEN & {*given}:
        return -math.inf
    made = as_surname(surname) + as_word(given) if _TITLED.fullmatch(given) else as_name(surname, given)
    return _NAME_AMONG_WORDS + made
