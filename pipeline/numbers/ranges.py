"""Ranges of two numerals: 四十到五十万, 三、四万, 十几二十万, and where the first may take the second's unit."""

import re
from typing import Final

from pipeline.numbers.numerals import PLACES, Numeral, read_numeral
from pipeline.numbers.units import LOOSE, UNIT

ACROSS_UNITS: Final = ("money", "months")  # kinds whose range may begin in one unit and end in another
TO: Final = re.compile(r"\s?(?:到|至|~|-|—{1,2}|–)\s?(?:百分之)?")


def behind_loose(text: str, numeral: Numeral) -> int:
    """The offset behind a 多, 来, 余 or 几 that follows the numeral; all but 多 need a unit behind them."""
    match = LOOSE.match(text, numeral.end)
    if match is None:
        return numeral.end
    counts = match.group() == "多" or (not numeral.bare and UNIT.match(text, match.end()))
    return match.end() if counts else numeral.end


def ranged(text: str, first: Numeral, unit: str) -> Numeral | None:
    """The range that 到, ~ or a dash opens behind the first numeral and its unit, or that 三、四万 is."""
    at = first.end + len(unit) if text.startswith(unit, first.end) else first.end
    second = None
    if to := TO.match(text, at):
        second = read_numeral(text, to.end())
    elif first.bare and text.startswith("、", first.end):
        listed = read_numeral(text, first.end + 1)
        second = listed if listed and listed.high / listed.scale == first.low + 1 else None
    if second is None:
        return None
    low = first.low
    # 四十到五十万: the first takes the second's unit where it is smaller than what stands before that unit.
    if unit in ("", "%") and second.scale > first.scale and low < second.high / second.scale:
        low *= _shared_place(first, second, written=text[to.end()].isdecimal() if to else False)
    return second.model_copy(update={"low": low, "bare": False}) if low < second.high else None


def _shared_place(first: Numeral, second: Numeral, *, written: bool) -> float:
    """What the second's unit makes one of the first: 三到五百 hundreds, 三到五百万 millions, 一到十五号 ones.

    written: whether the second is in Arabic digits, of which only the unit behind is shared (3~500万).
    """
    if second.scale == PLACES["十"]:
        return 1
    before_unit = second.high / second.scale
    shared = next((place for place in (1000, 100) if before_unit % place == 0 and first.low < before_unit / place), 1)
    return second.scale * (shared if first.bare and not written and before_unit / shared < PLACES["十"] else 1)


def spread(text: str, first: Numeral) -> Numeral | None:
    """十几二十万."""
    if first.qualifier != "几" or first.scaled:
        return None
    second = read_numeral(text, first.end)
    if second is None or not second.scaled or second.high / second.scale < first.low:
        return None
    return second.model_copy(update={"low": first.low * second.scale, "qualifier": "几"})


def differ(one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two units of one kind are not the same size."""
    return one.lastgroup == other.lastgroup and one.lastgroup in ACROSS_UNITS and one.group()[0] != other.group()[0]
