"""A numeral with what stands around it, turned into a quantity: ranges, units, approximation, the time it is said for."""

import re
from typing import Final, NamedTuple

from pipeline.language.numerals import VALUES, Numeral, read_numeral
from pipeline.language.quantity import Kind, Per, Quantity, range_text
from pipeline.language.rates import RATE_BEFORE, quoted_period, rate, read_fraction, step_of
from pipeline.language.units import (
    AFTER,
    BEFORE,
    BEFORE_NEEDS,
    CLOCK_OR_PLACE_AFTER,
    LOOSE,
    ORDINAL_BEFORE,
    PER_WORDS,
    UNIT,
)

_TO: Final = re.compile(r"\s?(?:到|至|~|-|—{1,2}|–)\s?(?:百分之)?")
_HALF: Final = re.compile(r"(大|小)?半(年期?|个月)(多)?")
_ODD_MONTH: Final = re.compile("个把月")
_HALF_AFTER: Final = re.compile("半")
_AND_MONTHS: Final = re.compile(r"(?:零|又)?([一二两三四五六七八九十\d]{1,2})个月")
_TENTH_AFTER: Final = re.compile(r"[一二两三四五六七八九](?![十百千万个年月点])|半")
_JIAO_AFTER: Final = re.compile(r"([一二三四五六七八九\d])(?:毛|角)?(?!\d|[十百千万个年月天期点])")
_DIGIT_COUNT: Final = re.compile("([三四五六七八九])位数")
_PER_BEFORE: Final = {p: re.compile(rf"(?:{words})[^，。；！？,.;!?\d、]{{0,6}}$") for p, words in PER_WORDS.items()}
_PER_AFTER: Final = {
    "month": re.compile(r"(?:钱)?(?:左右|多)?(?:一个月|每个?月|/月|的?月供|的?月租)"),
    "year": re.compile(r"(?:钱)?(?:左右|多)?(?:一年(?!期|半|零|多)|每年|/年)"),
    "quarter": re.compile(r"(?:钱)?(?:一个季度|每个?季度|一季)"),
    "day": re.compile(r"(?:钱)?(?:一天|每天|/天)"),
}
_DAY_PER: Final = {"month": re.compile("(?:每个?|按)月(?:的)?$"), "quarter": re.compile("季(?:度)?(?:末)?月?(?:的)?$")}


class Measured(NamedTuple):
    """A numeral or a range of two, with its unit. body: the offsets without qualifiers around it."""

    numeral: Numeral
    kind: str
    unit: str
    start: int
    end: int
    qualifier: str


def read_amount(text: str, at: int) -> Quantity | None:
    """The quantity with a numeral that begins at an offset of a folded text, or None where none is meant."""
    return _special(text, at) or _fraction(text, at) or _measured(text, at)


def _special(text: str, at: int) -> Quantity | None:
    """半年, 个把月, 六位数."""
    if match := _HALF.match(text, at):
        months = 6.0 if match.group(2).startswith("年") else 0.5
        return _made(
            text, at, match.end(), "months", months, months, (match.group(1) or match.group(3) or ""), match.group(2)
        )
    if match := _ODD_MONTH.match(text, at):
        return _made(text, at, match.end(), "months", 1, 1, "把", "个月")
    if match := _DIGIT_COUNT.match(text, at):
        low = 10.0 ** (VALUES[match.group(1)] - 1)
        return _made(text, at, match.end(), "number", low, low * 10 - 1, "位数", "位数")
    return None


def _fraction(text: str, at: int) -> Quantity | None:
    """百分之三到五."""
    found = read_fraction(text, at)
    if found is None:
        return None
    first, step = found
    numeral = _ranged(text, first, "%") or first
    period = quoted_period(text, at, numeral.end)
    value = rate(numeral, step, period)
    end, after = _approximation_after(text, numeral.end)
    return _made(text, at, end, "percent", value.low, value.high, numeral.qualifier or after, "%", per=period)


def _measured(text: str, at: int) -> Quantity | None:
    first = read_numeral(text, at)
    if first is None or ORDINAL_BEFORE.search(text[max(0, at - 2) : at]):
        return None
    unit = UNIT.match(text, _behind_loose(text, first))
    numeral = _ranged(text, first, unit.group() if unit else "") or _spread(text, first) or first
    loose_end = _behind_loose(text, numeral)
    loose = text[numeral.end : loose_end]
    unit = UNIT.match(text, loose_end)
    if unit is None:
        return _plain(text, at, numeral, loose)
    return _with_unit(text, at, Measured(numeral, str(unit.lastgroup), unit.group(), loose_end, unit.end(), loose))


def _behind_loose(text: str, numeral: Numeral) -> int:
    """The offset behind a 来, 多 or 几 that follows the numeral."""
    match = LOOSE.match(text, numeral.end)
    if match is None or (numeral.bare and match.group() != "多"):
        return numeral.end
    return match.end()


def _ranged(text: str, first: Numeral, unit: str) -> Numeral | None:
    """The range that 到, ~ or a dash opens behind the first numeral and its unit."""
    at = first.end + len(unit) if unit and text.startswith(unit, first.end) else first.end
    to = _TO.match(text, at)
    second = read_numeral(text, to.end()) if to else _neighbour(text, first)
    if second is None:
        return None
    low = _inherited(first, second) if not unit or unit == "%" else first.low
    if low >= second.high:
        return None
    return Numeral(
        low=low, high=second.high, end=second.end, qualifier=second.qualifier, scale=second.scale, scaled=second.scaled
    )


def _neighbour(text: str, first: Numeral) -> Numeral | None:
    """The 四万 of 三、四万."""
    if not first.bare or text[first.end : first.end + 1] != "、":
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
    return Numeral(
        low=first.low * second.scale, high=second.high, end=second.end, qualifier="几", scale=second.scale, scaled=True
    )


def _plain(text: str, at: int, numeral: Numeral, loose: str) -> Quantity | None:
    """A numeral without a unit: money with 万 or 亿, a rate behind 年化, else a bare number where it can be one."""
    end = numeral.end + len(loose)
    if CLOCK_OR_PLACE_AFTER.match(text, end) and not numeral.scaled:
        return None
    if RATE_BEFORE.search(text[max(0, at - 8) : at]) and not numeral.scaled and numeral.high <= 36:
        period = quoted_period(text, at, end)
        value = rate(numeral, 1, period)
        return _made(text, at, end, "percent", value.low, value.high, numeral.qualifier or loose, "", per=period)
    if not _can_stand_alone(text, at, numeral):
        return None
    kind: Kind = "money" if numeral.scaled else "number"
    return _around(text, at, end, kind, numeral, loose, "")


def _can_stand_alone(text: str, at: int, numeral: Numeral) -> bool:
    said = text[at : numeral.end]
    return said[0].isdigit() and said[0].isascii() or not (numeral.bare or said == "十")


def _with_unit(text: str, at: int, found: Measured) -> Quantity | None:
    if found.kind == "money":
        return _money(text, at, found)
    if found.kind == "percent":
        return _percent(text, at, found)
    if found.kind == "months":
        return _months(text, at, found)
    if found.kind == "day":
        return _day(text, at, found)
    if found.kind == "count" and _is_article(text, at, found):
        return None
    kind: Kind = "basis_points" if found.kind == "basis_points" else "years" if found.kind == "years" else "count"
    return _around(text, at, found.end, kind, found.numeral, found.qualifier, found.unit)


def _is_article(text: str, at: int, found: Measured) -> bool:
    """一个, 一家, 一笔 … say "a", not "one"."""
    return text[at : found.start] in ("一", "1") and found.unit not in ("台", "亩", "吨", "平", "平方")


def _money(text: str, at: int, found: Measured) -> Quantity | None:
    if text[at : found.end] == "一块":
        return None
    numeral, end = found.numeral, found.end
    jiao = _JIAO_AFTER.match(text, end) if found.unit == "块" and numeral.low == numeral.high else None
    if jiao:
        extra = VALUES.get(jiao.group(1)) or int(jiao.group(1))
        numeral, end = (
            numeral.model_copy(update={"low": numeral.low + extra / 10, "high": numeral.high + extra / 10}),
            jiao.end(),
        )
    return _around(text, at, end, "money", numeral, found.qualifier, found.unit)


def _percent(text: str, at: int, found: Measured) -> Quantity | None:
    period = quoted_period(text, at, found.end)
    step = step_of(found.unit, period, text, at, found.end)
    if step is None:
        return None
    numeral, end = found.numeral, found.end
    tenth = _TENTH_AFTER.match(text, end) if found.unit in ("厘", "分", "成") else None
    if tenth:
        extra = 0.5 if tenth.group() == "半" else VALUES[tenth.group()] / 10
        numeral, end = (
            numeral.model_copy(update={"low": numeral.low + extra, "high": numeral.high + extra}),
            tenth.end(),
        )
    value = rate(numeral, step, period)
    end, after = _approximation_after(text, end)
    word = numeral.qualifier or found.qualifier or after
    return _made(text, at, end, "percent", value.low, value.high, word, found.unit, per=period)


def _months(text: str, at: int, found: Measured) -> Quantity | None:
    if text[at : found.end] in ("一期", "二期"):
        return None
    factor, end, extra = (12 if found.unit.startswith("年") else 1), found.end, 0.0
    if found.unit == "年":
        extra, end = _odd_months(text, end)
    elif found.unit == "个半月":
        extra = 0.5
    numeral = found.numeral.model_copy(
        update={"low": found.numeral.low * factor + extra, "high": found.numeral.high * factor + extra}
    )
    if found.unit == "年" and text[end : end + 1] == "多":
        return _around(text, at, end + 1, "months", numeral, "多", found.unit)
    return _around(text, at, end, "months", numeral, found.qualifier, found.unit)


def _odd_months(text: str, end: int) -> tuple[float, int]:
    """The months behind a number of years: 一年半, 两年零三个月."""
    if match := _HALF_AFTER.match(text, end):
        return 6.0, match.end()
    match = _AND_MONTHS.match(text, end)
    numeral = read_numeral(text, match.start(1)) if match else None
    if match and numeral and numeral.end == match.end(1) and numeral.low < 12:
        return numeral.low, match.end()
    return 0.0, end


def _day(text: str, at: int, found: Measured) -> Quantity | None:
    if not 1 <= found.numeral.low <= found.numeral.high <= 31:
        return None
    before = text[max(0, at - 6) : at]
    per: Per | None = next((p for p, pattern in _DAY_PER.items() if pattern.search(before)), None)  # type: ignore[misc]
    end, after = _approximation_after(text, found.end)
    word = found.numeral.qualifier or found.qualifier or after
    return _made(text, at, end, "day", found.numeral.low, found.numeral.high, word, found.unit, per=per)


def _around(text: str, at: int, end: int, kind: Kind, numeral: Numeral, loose: str, unit: str) -> Quantity:
    """The quantity with the words of approximation and of time around it."""
    end, after = _approximation_after(text, end)
    before = _approximation_before(text, at)
    start = at - (len(before.group()) if before else 0)
    word = numeral.qualifier or loose or after or (before.group(1) if before else "")
    if before and before.group(1) in ("大", "好", "小", "上", "近"):
        word = before.group(1) + (numeral.qualifier or "")
    low = _lifted(numeral, before.group(1) if before else "")
    per = _period(text, start, end) if kind in ("money", "number") else None
    return _made(text, start, end, kind, low, numeral.high, word, unit, per=per)


def _approximation_before(text: str, at: int) -> re.Match[str] | None:
    match = BEFORE.search(text[max(0, at - 6) : at])
    needed = BEFORE_NEEDS.get(match.group(1)) if match else None
    return match if needed is None or text[at] in needed else None


def _lifted(numeral: Numeral, word: str) -> float:
    """大几十万 begins at six tens, 好几万 at three."""
    tenth = numeral.high / 9
    return {"大": 6 * tenth, "好": 3 * tenth}.get(word, numeral.low) if numeral.qualifier == "几" else numeral.low


def _approximation_after(text: str, end: int) -> tuple[int, str]:
    match = AFTER.match(text, end)
    return (match.end(), match.group().removeprefix("的")) if match else (end, "")


def _period(text: str, start: int, end: int) -> Per | None:
    after = next((p for p, pattern in _PER_AFTER.items() if pattern.match(text, end)), None)
    if after:
        return after  # type: ignore[return-value]
    before = text[max(0, start - 14) : start]
    found = [(match.start(), p) for p, pattern in _PER_BEFORE.items() if (match := pattern.search(before))]
    return max(found)[1] if found else None  # type: ignore[return-value]


def _made(
    text: str,
    start: int,
    end: int,
    kind: Kind,
    low: float,
    high: float,
    qualifier: str,
    unit: str,
    per: Per | None = None,
) -> Quantity:
    low, high = round(low, 6), round(high, 6)
    return Quantity(
        start=start, end=end, text=text[start:end], kind=kind, low=low, high=high, approximate=bool(qualifier),
        qualifier=qualifier, unit=unit, per=per, value_text=range_text(low, high),
    )  # fmt: skip
