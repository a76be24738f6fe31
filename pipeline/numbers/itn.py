"""Spoken numbers as people write them (inverse text normalisation), only where the rewriting means the same.

wetext rewrites one quantity at a time: given a whole sentence it turns 每月二十号 into 20号/月 and dates into 11/02.
What it gives is read back and kept only when it still has the same value (12000-3000 for 一万二三 has not); else the
words stay. Each quantity costs it about half a millisecond the first time; after that it comes from a cache.
"""

import re
from functools import cache, lru_cache
from typing import Final, Protocol

from pipeline.numbers.find import quantities
from pipeline.numbers.numerals import VALUES, read_numeral
from pipeline.numbers.quantity import Quantity, decimal_text
from pipeline.text.edits import Edited, Replacement, rewritten

NUMBER_RULE: Final = "number"
_WAN: Final = 10**4
_YI: Final = 10**8
_SPOKEN: Final = re.compile("[零一二两三四五六七八九十百千万亿幺廿卅卌]")
_DATE_PART: Final = re.compile("[零一二三四五六七八九十]+")
_DIGIT_BY_DIGIT: Final = str.maketrans("零一二三四五六七八九", "0123456789")
_OLD_TENS: Final = re.compile("[廿卅卌]")
_AFTER_JIAO: Final = re.compile("(?<=[毛角])[一二两三四五六七八九]")
_COUNTED_IN_WAN: Final = ("money", "count")
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
    replacements = [
        Replacement(start=quantity.start, end=quantity.end, text=_in_digits(quantity), rule=NUMBER_RULE)
        for quantity in before
        if _SPOKEN.search(quantity.text) and not _may_be_a_name(quantity)
    ]
    after = rewritten(edited, replacements)
    return after if _mean_the_same(before, quantities(after.text)) else edited


def _may_be_a_name(quantity: Quantity) -> bool:
    """廿三里 and 廿四味 are names; with a unit 廿 counts something."""
    return quantity.kind == "number" and _OLD_TENS.search(quantity.text) is not None


def _in_digits(quantity: Quantity) -> str:
    if quantity.kind == "digits":
        return quantity.value_text
    if quantity.kind == "date":
        return _DATE_PART.sub(_date_part, _in_plain_tens(quantity.text))
    return _normalised(quantity.text)


def _in_plain_tens(spoken: str) -> str:
    """廿五 as 二十五."""
    return spoken.replace("廿", "二十").replace("卅", "三十").replace("卌", "四十")


def _date_part(match: re.Match[str]) -> str:
    """八八 is 88, 十一 is 11."""
    spoken = match.group()
    numeral = read_numeral(spoken, 0) if "十" in spoken or len(spoken) == 1 else None
    return f"{numeral.low:.0f}" if numeral and numeral.end == len(spoken) else spoken.translate(_DIGIT_BY_DIGIT)


@lru_cache(maxsize=8192)
def _normalised(spoken: str) -> str:
    """What wetext makes of one quantity; the quantity itself where that means another, or it needs its neighbours."""
    before = quantities(spoken)
    if not before or "、" in spoken:  # of 三、四万 only the end would be written
        return spoken
    plain = _AFTER_JIAO.sub(_digit, _rewriter().normalize(_in_plain_tens(spoken)))
    candidates = (_in_wan(plain, step=100), _in_wan(plain, step=1)) if before[0].kind in _COUNTED_IN_WAN else (plain,)
    return next((written for written in candidates if _mean_the_same(before, quantities(written))), spoken)


def _digit(match: re.Match[str]) -> str:
    return str(VALUES[match.group()])


@cache
def _rewriter() -> _Rewriter:
    from wetext import Normalizer  # noqa: PLC0415 - costs a second of start-up

    rewriter: _Rewriter = Normalizer(lang="zh", operator="itn")
    return rewriter


def _in_wan(written: str, *, step: int) -> str:
    """500000 as 50万, 35000 as 3.5万, 1亿2 as 1.2亿: how amounts are written; only multiples of step are shortened."""

    def shortened(match: re.Match[str]) -> str:
        value = int(match.group())
        if value % step:
            return str(value)
        in_yi = value >= _YI and value % (_YI // 100) == 0
        return f"{decimal_text(value / _YI)}亿" if in_yi else f"{decimal_text(value / _WAN)}万"

    return _TENTH.sub(r"\1.\3\2", _WHOLE.sub(shortened, written))


def _mean_the_same(before: tuple[Quantity, ...], after: tuple[Quantity, ...]) -> bool:
    """Whether there are as many quantities of the same values; digits may be read back as a bare Arabic number."""
    return len(before) == len(after) and all(
        other.digits == one.value_text
        if one.kind == "digits"
        else (one.value_text, one.kind, one.approximate, one.per)
        == (other.value_text, other.kind, other.approximate, other.per)
        for one, other in zip(before, after, strict=True)
    )
