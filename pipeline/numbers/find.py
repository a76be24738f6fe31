"""Finds the quantities in a text: amounts, terms, rates, days, dates, counts, digits."""

import math
import re
from functools import lru_cache

from pipeline.numbers.amounts import read_amount
from pipeline.numbers.dates_and_digits import read_date, read_digits
from pipeline.numbers.numerals import fold, read_numeral
from pipeline.numbers.quantity import Quantity
from pipeline.numbers.units import IDIOM

_START = re.compile(
    r"[0-9零一二两三四五六七八九十几半幺廿卅卌]|元(?=月)|[腰由有妖邀](?=[3-9三四五六七八九，,、\s])|[百千万](?=分之|八十|十[来多]|儿?八百|把|儿?八千)"
    r"|(?<=[上近小过])[百千万亿](?=[万亿元块了的吧呢嘛，。！？]|$)|个(?=把月)|[大小](?=半[年个])"
)
_PRICES = ("money", "number")
_PRICED = re.compile("(?:地|的)?(?:就|才|也|都)?(?:是|要|卖|值)?")
# Longest first among what begins at the same character; a date outranks digits, digits outrank amounts of equal length.
_READERS = (read_date, read_digits, read_amount)


def _is_finite(quantity: Quantity) -> bool:
    """A number of more than 308 digits is no quantity of anything."""
    return math.isfinite(quantity.low) and math.isfinite(quantity.high)


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text in order, the longest reading at each place, none overlapping.

    Takes spoken Chinese, digits, and mixtures (三万五, 3万5, 40~50万, 四三幺九); Quantity tells which readings are left
    to the caller. Words that only look like numbers (一下, 一个人, 万一, 十分) give nothing. Never raises on a text.
    """
    folded = fold(text)
    found: list[Quantity] = []
    at = 0
    while match := _START.search(folded, at):
        start = match.start()
        idiom = IDIOM.match(folded, start)
        readings = [] if idiom else [quantity for reader in _READERS if (quantity := reader(folded, start))]
        longest = max(readings, key=lambda quantity: quantity.end, default=None)
        if longest and _is_finite(longest):
            # A qualifier may reach back; it must not take what an earlier quantity has.
            begin = max(longest.start, found[-1].end if found else 0)
            found.append(longest.model_copy(update={"start": begin, "text": text[begin : longest.end]}))
            at = longest.end
        else:
            # Nothing is meant here: go on behind the idiom or the whole numeral, not in its middle.
            numeral = None if idiom else read_numeral(folded, start)
            at = idiom.end() if idiom else max(start + 1, numeral.end if numeral else 0)
    return tuple(found[n] for n in range(len(found)) if not _is_of_a_price(folded, found, n))


def _is_of_a_price(text: str, found: list[Quantity], at: int) -> bool:
    """Whether a count only says what a price beside it is for: 两万一亩, 一平九千八."""
    one = found[at]
    if one.kind != "count" or one.approximate or text[one.start : one.end - len(one.unit)] not in ("一", "1"):
        return False
    before, after = found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None
    return bool(
        (before and before.kind in _PRICES and before.end == one.start)
        or (after and after.kind in _PRICES and _PRICED.fullmatch(text[one.end : after.start]))
    )
