"""Reads one quantity at one place: the numeral or the range of two, the unit, and what the two make together."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from pipeline.numbers.numerals import VALUES, Numeral, read_numeral
from pipeline.numbers.quantity import Per, Quantity, QuantityKind, range_text
from pipeline.numbers.units import (
    CLOCK_OR_PLACE_AFTER,
    HIGHEST_BARE_RATE,
    LAST_DIGITS_BEFORE,
    LOOSE,
    ORDINAL_BEFORE,
    STREET_BEFORE,
    UNIT,
    annual,
    approximation_after,
    approximation_before,
    day_period,
    follows_rate_word,
    period,
    quoted_period,
    read_fraction,
    step_of,
    with_tenths,
)

_TO: Final = re.compile(r"\s?(?:到|至|~|-|—{1,2}|–)\s?(?:百分之)?")
_HALF: Final = re.compile(r"([大小])?半(年期?|个月)(多)?")
_HALF_YI: Final = re.compile("半个亿")
_ODD_MONTH: Final = re.compile("个把月")
_DIGIT_COUNT: Final = re.compile("([三四五六七八九])位数")
_AND_MONTHS: Final = re.compile(r"(?:零|又)?([一二两三四五六七八九十\d]{1,2})个月")
_JIAO: Final = re.compile(r"([一二三四五六七八九\d])(?:毛|角)?(?!\d|[十百千万个年月天期点分成次家台笔号人套])")
_COUNTED_EVEN_ONCE: Final = ("台", "亩", "吨", "平", "平方")


class _Reading(NamedTuple):
    """What was read at an offset of a text.

    numeral: one or the range of two. word: the approximating word between numeral and unit. end: behind the unit.
    unit: "" where there is none.
    """

    text: str
    at: int
    numeral: Numeral
    word: str
    unit: str
    end: int

    @property
    def quote(self) -> str:
        """The characters from the numeral to its unit."""
        return self.text[self.at : self.end]

    def moved(self, *, low: float, high: float) -> "_Reading":
        """The same with other bounds of the numeral."""
        return self._replace(numeral=self.numeral.model_copy(update={"low": low, "high": high}))


def read_amount(text: str, at: int) -> Quantity | None:
    """The quantity with a numeral that begins at an offset of a folded text, or None where none is meant."""
    return _fixed_phrase(text, at) or _fraction(text, at) or _measured(text, at)


def _fixed_phrase(text: str, at: int) -> Quantity | None:
    """半年, 半个亿, 个把月, 六位数."""
    kind: QuantityKind = "months"
    word = unit = ""
    if match := _HALF.match(text, at):
        unit = match.group(2)
        word = match.group(1) or match.group(3) or ""
        low = high = 6.0 if unit.startswith("年") else 0.5
    elif match := _HALF_YI.match(text, at):
        kind, low, high = "money", 5e7, 5e7
    elif match := _ODD_MONTH.match(text, at):
        low, high, word, unit = 1.0, 1.0, "把", "个月"
    elif match := _DIGIT_COUNT.match(text, at):
        low = 10.0 ** (VALUES[match.group(1)] - 1)
        kind, high, word, unit = "number", low * 10 - 1, "位数", "位数"
    else:
        return None
    numeral = Numeral(low=low, high=high, end=match.end())
    return _quantity(_Reading(text, at, numeral, word, unit, match.end()), kind)


def _fraction(text: str, at: int) -> Quantity | None:
    """百分之三到五."""
    found = read_fraction(text, at)
    if found is None:
        return None
    first, step = found
    numeral = _ranged(text, first, "%") or first
    per = quoted_period(text, at, numeral.end)
    return _with_word_behind(_Reading(text, at, annual(numeral, step, per), "", "%", numeral.end), "percent", per)


def _measured(text: str, at: int) -> Quantity | None:
    """A numeral or the range of two with what their unit makes of them."""
    first = read_numeral(text, at)
    if first is None or ORDINAL_BEFORE.search(text[max(0, at - 2) : at]):
        return None
    first_unit = UNIT.match(text, _behind_loose(text, first))
    numeral = _ranged(text, first, first_unit.group() if first_unit else "") or _spread(text, first) or first
    end = _behind_loose(text, numeral)
    word = text[numeral.end : end]
    unit = UNIT.match(text, end)
    if unit is None:
        return _without_unit(_Reading(text, at, numeral, word, "", end))
    return _BY_UNIT[str(unit.lastgroup)](_Reading(text, at, numeral, word, unit.group(), unit.end()))


def _behind_loose(text: str, numeral: Numeral) -> int:
    """The offset behind a 多, 来, 余 or 几 that follows the numeral; all but 多 need a unit behind them."""
    match = LOOSE.match(text, numeral.end)
    if match is None:
        return numeral.end
    counts = match.group() == "多" or (not numeral.bare and UNIT.match(text, match.end()))
    return match.end() if counts else numeral.end


def _ranged(text: str, first: Numeral, unit: str) -> Numeral | None:
    """The range that 到, ~ or a dash opens behind the first numeral and its unit, or that 三、四万 is."""
    at = first.end + len(unit) if text.startswith(unit, first.end) else first.end
    second = None
    if to := _TO.match(text, at):
        second = read_numeral(text, to.end())
    elif first.bare and text.startswith("、", first.end):
        listed = read_numeral(text, first.end + 1)
        second = listed if listed and listed.high / listed.scale == first.low + 1 else None
    if second is None:
        return None
    low = first.low
    # 四十到五十万: the first takes the second's unit where it is smaller than what stands before that unit.
    if unit in ("", "%") and second.scale > first.scale and low < second.high / second.scale:
        low *= second.scale
    return second.model_copy(update={"low": low, "bare": False}) if low < second.high else None


def _spread(text: str, first: Numeral) -> Numeral | None:
    """十几二十万."""
    if first.qualifier != "几" or first.scaled:
        return None
    second = read_numeral(text, first.end)
    if second is None or not second.scaled or second.high / second.scale < first.low:
        return None
    return second.model_copy(update={"low": first.low * second.scale, "qualifier": "几"})


def _without_unit(found: _Reading) -> Quantity | None:
    """Money with 万 or 亿, a rate behind 年化, else a bare number where it can be one."""
    numeral = found.numeral
    if numeral.scaled:
        return _with_context(found, "money")
    if CLOCK_OR_PLACE_AFTER.match(found.text, found.end):
        return None
    if numeral.high <= HIGHEST_BARE_RATE and follows_rate_word(found.text, found.at):
        per = quoted_period(found.text, found.at, found.end)
        return _with_word_behind(found._replace(numeral=annual(numeral, 1, per)), "percent", per)
    # 五 and 十 are mere parts of words too often.
    stands_alone = found.quote[0].isdecimal() or not (numeral.bare or found.quote == "十")
    return _with_context(found, "number") if stands_alone else None


def _money(found: _Reading) -> Quantity | None:
    if found.quote == "一块":
        return None
    one_value = found.numeral.low == found.numeral.high
    jiao = _JIAO.match(found.text, found.end) if found.unit == "块" and one_value else None
    if jiao:
        value = found.numeral.low + (VALUES.get(jiao.group(1)) or int(jiao.group(1))) / 10
        found = found.moved(low=value, high=value)._replace(end=jiao.end())
    return _with_context(found, "money")


def _share(found: _Reading) -> Quantity | None:
    per = quoted_period(found.text, found.at, found.end)
    step = step_of(found.unit, per, found.text, found.at, found.end)
    if step is None:
        return None
    if found.unit == "个半点":
        found = found.moved(low=found.numeral.low + 0.5, high=found.numeral.high + 0.5)
    numeral, end = found.numeral, found.end
    if found.unit in ("厘", "分", "成"):
        numeral, end = with_tenths(found.text, numeral, end)
    return _with_word_behind(found._replace(numeral=annual(numeral, step, per), end=end), "percent", per)


def _months(found: _Reading) -> Quantity | None:
    if found.quote in ("一期", "二期"):
        return None
    factor = 12 if found.unit.startswith("年") else 1
    extra, end = _odd_months(found)
    word = found.word
    if found.unit == "年" and found.text.startswith("多", end):
        word, end = "多", end + 1
    counted = found.moved(low=found.numeral.low * factor + extra, high=found.numeral.high * factor + extra)
    return _with_context(counted._replace(word=word, end=end), "months")


def _odd_months(found: _Reading) -> tuple[float, int]:
    """The months beside the counted ones, and where they end: 一年半, 两年零三个月, 一个半月."""
    if found.unit == "个半月":
        return 0.5, found.end
    if found.unit != "年":
        return 0.0, found.end
    if found.text.startswith("半", found.end):
        return 6.0, found.end + 1
    match = _AND_MONTHS.match(found.text, found.end)
    numeral = read_numeral(found.text, match.start(1)) if match else None
    if match and numeral and numeral.end == match.end(1) and numeral.low < 12:
        return numeral.low, match.end()
    return 0.0, found.end


def _day(found: _Reading) -> Quantity | None:
    in_month = 1 <= found.numeral.low <= found.numeral.high <= 31
    if not in_month or STREET_BEFORE.search(found.text[max(0, found.at - 1) : found.at]):
        return None
    return _with_word_behind(found, "day", day_period(found.text, found.at))


def _count(found: _Reading) -> Quantity | None:
    """A number of things; 一个, 一家, 一笔 say "a", not "one", and 后四位 names digits."""
    article = found.text[found.at : found.end - len(found.unit)] in ("一", "1") and found.unit not in _COUNTED_EVEN_ONCE
    places = found.unit == "位" and LAST_DIGITS_BEFORE.search(found.text[max(0, found.at - 1) : found.at])
    return None if article or places else _with_context(found, "count")


# By the groups of UNIT.
_BY_UNIT: Final[dict[str, Callable[[_Reading], Quantity | None]]] = {
    "money": _money,
    "percent": _share,
    "months": _months,
    "day": _day,
    "count": _count,
    "years": lambda found: _with_context(found, "years"),
    "basis_points": lambda found: _with_context(found, "basis_points"),
}


def _with_context(found: _Reading, kind: QuantityKind) -> Quantity:
    """The quantity with the words of approximation and of time around it."""
    start, before = approximation_before(found.text, found.at)
    end, after = approximation_after(found.text, found.end)
    numeral = found.numeral
    word = numeral.qualifier or found.word or after or before
    if before in ("大", "好", "小", "上", "近"):
        word = before + numeral.qualifier
    least = {"大": 6, "好": 3}.get(before)
    if least and numeral.qualifier == "几":  # 大几十万 begins at six tens, 好几万 at three
        found = found.moved(low=numeral.high / 9 * least, high=numeral.high)
    per = period(found.text, start, end) if kind in ("money", "number") else None
    return _quantity(found._replace(at=start, end=end, word=word), kind, per)


def _with_word_behind(found: _Reading, kind: QuantityKind, per: Per | None) -> Quantity:
    """The quantity with the word of approximation behind it alone."""
    end, after = approximation_after(found.text, found.end)
    word = found.numeral.qualifier or found.word or after
    return _quantity(found._replace(end=end, word=word), kind, per)


def _quantity(found: _Reading, kind: QuantityKind, per: Per | None = None) -> Quantity:
    """The value of what was read; its word is the qualifier."""
    low, high = round(found.numeral.low, 4), round(found.numeral.high, 4)
    return Quantity(
        start=found.at,
        end=found.end,
        text=found.quote,
        kind=kind,
        low=low,
        high=high,
        approximate=bool(found.word),
        qualifier=found.word,
        unit=found.unit,
        per=per,
        value_text=range_text(low, high),
    )
