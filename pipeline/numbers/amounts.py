"""Reads one quantity at one place: the numeral or the range of two, the unit, and what the two make together."""

import re
from typing import Final

from pipeline.numbers.measured import MAKERS, Measured, bare, quantity, share
from pipeline.numbers.numerals import VALUES, Numeral, read_numeral
from pipeline.numbers.quantity import Quantity
from pipeline.numbers.rates import HIGHEST_BARE_RATE, annual, follows_rate_word, quoted_period, read_fraction
from pipeline.numbers.units import CLOCK_OR_PLACE_AFTER, LOOSE, ORDINAL_BEFORE, UNIT

_TO: Final = re.compile(r"\s?(?:到|至|~|-|—{1,2}|–)\s?(?:百分之)?")
_HALF: Final = re.compile(r"([大小])?半(年期?|个月)(多)?")
_HALF_YI: Final = re.compile("半个亿")
_ODD_MONTH: Final = re.compile("个把月")
_DIGIT_COUNT: Final = re.compile("([三四五六七八九])位数")


def read_amount(text: str, at: int) -> Quantity | None:
    """The quantity with a numeral that begins at an offset of a folded text, or None where none is meant."""
    return _special(text, at) or _fraction(text, at) or _measured(text, at)


def _special(text: str, at: int) -> Quantity | None:
    """半年, 半个亿, 个把月, 六位数."""
    if match := _HALF.match(text, at):
        unit = match.group(2)
        months = _exactly(6.0 if unit.startswith("年") else 0.5, match.end())
        word = match.group(1) or match.group(3) or ""
        return quantity(Measured(text, at, months, word, unit, match.end()), kind="months")
    if match := _HALF_YI.match(text, at):
        return quantity(Measured(text, at, _exactly(5e7, match.end()), "", "", match.end()), kind="money")
    if match := _ODD_MONTH.match(text, at):
        return quantity(Measured(text, at, _exactly(1, match.end()), "把", "个月", match.end()), kind="months")
    if match := _DIGIT_COUNT.match(text, at):
        low = 10.0 ** (VALUES[match.group(1)] - 1)
        numeral = Numeral(low=low, high=low * 10 - 1, end=match.end())
        return quantity(Measured(text, at, numeral, "位数", "位数", match.end()), kind="number")
    return None


def _exactly(value: float, end: int) -> Numeral:
    return Numeral(low=value, high=value, end=end)


def _fraction(text: str, at: int) -> Quantity | None:
    """百分之三到五."""
    found = read_fraction(text, at)
    if found is None:
        return None
    first, step = found
    numeral = _ranged(text, first, "%") or first
    per = quoted_period(text, at, numeral.end)
    return share(Measured(text, at, annual(numeral, step, per), "", "%", numeral.end), per)


def _measured(text: str, at: int) -> Quantity | None:
    first = read_numeral(text, at)
    if first is None or ORDINAL_BEFORE.search(text[max(0, at - 2) : at]):
        return None
    first_unit = UNIT.match(text, _behind_loose(text, first))
    numeral = _ranged(text, first, first_unit.group() if first_unit else "") or _spread(text, first) or first
    end = _behind_loose(text, numeral)
    word = text[numeral.end : end]
    unit = UNIT.match(text, end)
    if unit is None:
        return _plain(Measured(text, at, numeral, word, "", end))
    return MAKERS[str(unit.lastgroup)](Measured(text, at, numeral, word, unit.group(), unit.end()))


def _behind_loose(text: str, numeral: Numeral) -> int:
    """The offset behind a 多, 来, 余 or 几 that follows the numeral; all but 多 need a unit behind them."""
    match = LOOSE.match(text, numeral.end)
    if match is None:
        return numeral.end
    counts = match.group() == "多" or (not numeral.bare and UNIT.match(text, match.end()))
    return match.end() if counts else numeral.end


def _ranged(text: str, first: Numeral, unit: str) -> Numeral | None:
    """The range that 到, ~ or a dash opens behind the first numeral and its unit."""
    at = first.end + len(unit) if text.startswith(unit, first.end) else first.end
    to = _TO.match(text, at)
    second = read_numeral(text, to.end()) if to else _neighbour(text, first)
    if second is None:
        return None
    low = _inherited(first, second) if unit in ("", "%") else first.low
    return second.model_copy(update={"low": low, "bare": False}) if low < second.high else None


def _neighbour(text: str, first: Numeral) -> Numeral | None:
    """The 四万 of 三、四万."""
    if not first.bare or not text.startswith("、", first.end):
        return None
    second = read_numeral(text, first.end + 1)
    return second if second and second.high / second.scale == first.low + 1 else None


def _inherited(first: Numeral, second: Numeral) -> float:
    """四十到五十万: the first takes the second's unit where it is smaller than what stands before that unit."""
    if second.scale > first.scale and first.low < second.high / second.scale:
        return first.low * second.scale
    return first.low


def _spread(text: str, first: Numeral) -> Numeral | None:
    """十几二十万."""
    if first.qualifier != "几" or first.scaled:
        return None
    second = read_numeral(text, first.end)
    if second is None or not second.scaled or second.high / second.scale < first.low:
        return None
    return second.model_copy(update={"low": first.low * second.scale, "qualifier": "几"})


def _plain(found: Measured) -> Quantity | None:
    """A numeral without a unit: money with 万 or 亿, a rate behind 年化, else a bare number where it can be one."""
    numeral = found.numeral
    if numeral.scaled:
        return bare(found, "money")
    if CLOCK_OR_PLACE_AFTER.match(found.text, found.end):
        return None
    if numeral.high <= HIGHEST_BARE_RATE and follows_rate_word(found.text, found.at):
        per = quoted_period(found.text, found.at, found.end)
        return share(found._replace(numeral=annual(numeral, 1, per)), per)
    return bare(found, "number") if _can_stand_alone(found) else None


def _can_stand_alone(found: Measured) -> bool:
    """Whether a numeral without a unit means an amount: 五 and 十 are mere parts of words too often."""
    return found.said[0].isdecimal() or not (found.numeral.bare or found.said == "十")
