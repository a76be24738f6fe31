"""Which values a recogniser may have got wrong: badly heard, or off by what one misheard digit would be."""

import re
from typing import Final

from pipeline.domain.vocabulary import FactType
from pipeline.facts.compare import NUMERIC, figures_of

BADLY_HEARD = 0.75
# What a value keeps of its confidence when one digit sets it apart from the loan file's.
ONE_DIGIT_OFF = 0.6
_REMARK_BADLY_HEARD = "；该句识别不清，请复听"
_REMARK_ONE_DIGIT = "；与申请资料只差一位数字，可能听错，请复听"
FIGURES: Final[frozenset[FactType]] = NUMERIC | {"digits", "date"}  # what is said in figures


def doubt_between(stated: str, heard: float, kind: FactType, filed: str) -> tuple[str, float]:
    """What to remark on a value, "" for nothing, and what its confidence is to be multiplied by.

    heard: how well its utterance was heard, 0 to 1. filed: what the loan file says for the fact, "" where it says
    nothing. Written transcripts are taken at their word.
    """
    if heard >= 1 or kind not in FIGURES:
        return "", 1.0
    if filed and one_digit_off(stated, filed):
        return _REMARK_ONE_DIGIT, ONE_DIGIT_OFF
    return (_REMARK_BADLY_HEARD if heard < BADLY_HEARD else ""), 1.0


def one_digit_off(stated: str, filed: str) -> bool:
    """Whether one digit was changed, lost or added between the two."""
    one, other = _digits(stated), _digits(filed)
    if one == other or not one or not other:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    shorter, longer = sorted((one, other), key=len)
    return len(longer) - len(shorter) == 1 and any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))


def _digits(text: str) -> str:
    """The digits of a value, figures first as plain numbers, without the noughts at the end that only say how large."""
    figures = figures_of(text)
    plain = f"{figures.low:f}".rstrip("0").rstrip(".") if figures and figures.low == figures.high else text
    return re.sub(r"\D", "", plain)
