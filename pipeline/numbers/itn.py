"""Spoken numbers as people write them (inverse text normalisation), only where the rewriting means the same.

wetext rewrites one quantity at a time: given a whole sentence it turns 每月二十号 into 20号/月 and dates into 11/02.
What it gives is read back and kept only when it still has the same value (12000-3000 for 一万二三 has not); else the
words stay. Each quantity costs it about half a millisecond the first time; after that it comes from a cache.
"""

import re
from functools import cache, lru_cache
from typing import Final, Protocol

from pipeline.numbers.find import quantities
from pipeline.numbers.numerals import read_numeral
from pipeline.numbers.quantity import Quantity, decimal_text
from pipeline.text.edits import Edited, Replacement, rewritten

RULE: Final = "number"
_WAN: Final = 10**4
_YI: Final = 10**8
_SPOKEN: Final = re.compile("[零一二两三四五六七八九十百千万亿幺]")
_DATE_PART: Final = re.compile("[零一二三四五六七八九十]+")
_DIGIT_BY_DIGIT: Final = str.maketrans("零一二三四五六七八九", "0123456789")
_WHOLE: Final = re.compile(r"(?<![\d.])\d{5,}(?![\d.])")
_TENTH: Final = re.compile(r"(\d)([万亿])(\d)(?!\d)")


class _Rewriter(Protocol):
    def normalize(self, text: str) -> str: ...


def write_numbers(edited: Edited) -> Edited:
    """The text with its quantities in digits: 50万, 4.35%, 36期, 20号, 4319, 1988年5月6日.

    What is told in single digits (三年, 两个) or vaguely (大几十万) stays in words. The quantities of the result have
    the values of the text's own; where that would not hold, the text stays as it is.
    """
    before = quantities(edited.text)
    after = rewritten(edited, [_replacement(quantity) for quantity in before if _SPOKEN.search(quantity.text)])
    return after if _mean_the_same(before, quantities(after.text)) else edited


def _replacement(quantity: Quantity) -> Replacement:
    return Replacement(start=quantity.start, end=quantity.end, text=_written(quantity), rule=RULE)


def _written(quantity: Quantity) -> str:
    if quantity.kind == "digits":
        return quantity.value_text
    if quantity.kind == "date":
        return _DATE_PART.sub(lambda match: _date_part(match.group()), quantity.text)
    return _checked(quantity.text)


def _date_part(said: str) -> str:
    """八八 is 88, 十一 is 11."""
    numeral = read_numeral(said, 0) if "十" in said or len(said) == 1 else None
    return f"{numeral.low:.0f}" if numeral and numeral.end == len(said) else said.translate(_DIGIT_BY_DIGIT)


@lru_cache(maxsize=8192)
def _checked(said: str) -> str:
    """What wetext makes of one quantity; the quantity itself where that means another, or it needs its neighbours."""
    before = quantities(said)
    if not before:
        return said
    plain = _rewriter().normalize(said)
    shapes = (_in_wan(plain, step=100), _in_wan(plain, step=1)) if before[0].kind == "money" else (plain,)
    return next((shape for shape in shapes if _mean_the_same(before, quantities(shape))), said)


@cache
def _rewriter() -> _Rewriter:
    from wetext import Normalizer  # noqa: PLC0415 - costs a second of start-up

    rewriter: _Rewriter = Normalizer(lang="zh", operator="itn")
    return rewriter


def _in_wan(written: str, *, step: int) -> str:
    """500000 as 50万, 35000 as 3.5万, 1亿2 as 1.2亿: how amounts are written; only multiples of step are shortened."""
    return _TENTH.sub(r"\1.\3\2", _WHOLE.sub(lambda match: _shortened(int(match.group()), step), written))


def _shortened(value: int, step: int) -> str:
    if value % step:
        return str(value)
    in_yi = value >= _YI and value % (_YI // 100) == 0
    return f"{decimal_text(value / _YI)}亿" if in_yi else f"{decimal_text(value / _WAN)}万"


def _mean_the_same(before: tuple[Quantity, ...], after: tuple[Quantity, ...]) -> bool:
    return len(before) == len(after) and all(map(_same, before, after))


def _same(one: Quantity, other: Quantity) -> bool:
    if one.kind == "digits":
        return other.digits == one.value_text
    return (one.value_text, one.kind, one.approximate, one.per) == (
        other.value_text,
        other.kind,
        other.approximate,
        other.per,
    )
