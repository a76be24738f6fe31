"""Finds the quantities in what somebody said: amounts, terms, rates, days, dates, counts, digits."""

import re
from functools import lru_cache

from pipeline.numbers.amounts import read_amount
from pipeline.numbers.dates import read_date
from pipeline.numbers.digits import read_digits
from pipeline.numbers.numerals import fold, read_numeral
from pipeline.numbers.quantity import Quantity
from pipeline.numbers.units import IDIOM

__all__ = ["Quantity", "quantities"]

_START = re.compile(
    r"[0-9零一二两三四五六七八九十几半幺]|[腰由有妖邀](?=[3-9三四五六七八九，,、\s])|[百千万](?=分之|八十|十[来多]|儿?八百|把|儿?八千)"
    r"|(?<=[上近小过])[百千万亿](?=[万亿元块了的吧呢嘛，。！？]|$)|个(?=把月)|[大小](?=半[年个])"
)
# Longest first among what begins at the same character; a date outranks digits, digits outrank amounts of equal length.
_READERS = (read_date, read_digits, read_amount)


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
        best = _best(folded, match.start())
        at = best.end if best else _behind(folded, match.start())
        if best:
            found.append(_within(text, best, found[-1].end if found else 0))
    return tuple(found)


def _best(folded: str, at: int) -> Quantity | None:
    if IDIOM.match(folded, at):
        return None
    read = [quantity for reader in _READERS if (quantity := reader(folded, at))]
    return max(read, key=lambda quantity: quantity.end) if read else None


def _behind(folded: str, at: int) -> int:
    """Where to go on when nothing is meant: behind the idiom or the whole numeral, not in its middle."""
    if idiom := IDIOM.match(folded, at):
        return idiom.end()
    numeral = read_numeral(folded, at)
    return max(at + 1, numeral.end) if numeral else at + 1


def _within(text: str, quantity: Quantity, floor: int) -> Quantity:
    """The quantity with its own characters, its qualifier kept off what an earlier one took."""
    start = max(quantity.start, floor)
    return quantity.model_copy(update={"start": start, "text": text[start : quantity.end]})
