"""Reads one quantity at one place: the numeral or the range of two, the unit, and what the two make together."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from pipeline.numbers.currency import YUAN_IN, below_yuan, follows_foreign, is_foreign
from pipeline.numbers.numerals import VALUES, Numeral, read_numeral
from pipeline.numbers.quantity import Per, Quantity, QuantityKind, range_text
from pipeline.numbers.ranges import ACROSS_UNITS, TO, behind_loose, differ, ranged, spread
from pipeline.numbers.units import (
    CLOCK_OR_PLACE_AFTER,
    HIGHEST_BARE_RATE,
    LAST_DIGITS_BEFORE,
    LUNAR_MONTH_BEFORE,
    ORDINAL_BEFORE,
    STREET_BEFORE,
    UNIT,
    annual,
    approximation_after,
    approximation_before,
    approximation_before_day,
    approximation_before_share,
    approximation_farther_before,
    day_period,
    follows_rate_word,
    period,
    quoted_period,
    rate_word_in_clause,
    read_fraction,
    step_of,
    with_tenths,
)

_HALF: Final = re.compile(r"([大小])?(?:(?<![上下])(?=半年)|(?=半个月))半(年期?|个月)(多)?")
_ONE_HALF: Final = re.compile("(?<!另)(?<!另外)(?<![讲谈问听说背念数看聊读写核]到)一半(多)?(?![天会儿刻年个月夜路大])")
_WHOLE: Final = re.compile("百分之百(?=的?(?:控股|持股|占股|股|出资|自有|完成|完工|归))|(?<=[占股工成度资])百分之百")
_HALF_YI: Final = re.compile("半个亿")
_ODD_MONTH: Final = re.compile("个把月")
_DIGIT_COUNT: Final = re.compile("([三四五六七八九])位数")
_AND_MONTHS: Final = re.compile(r"(?:零|又)?([一二两三四五六七八九十\d]{1,2})个月")
_COUNTED_EVEN_ONCE: Final = ("台", "亩", "吨", "平", "平方")
_HALVED: Final = ("亩", "吨", "斤", "天", "岁")  # 三亩半
_HALF_AFTER: Final = re.compile("半(?!夜|路|天|个|年)")
_LEAST_TO_SHARE_OUT: Final = 1000  # from here on 分 and 成 behind a numeral are verbs: 八千分三期, 三十万成交


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
    first = _one_amount(text, at)
    to = TO.match(text, first.end) if first and first.kind in ACROSS_UNITS else None
    second = _one_amount(text, to.end()) if to else None
    if not first or not second or first.kind != second.kind or not first.high < second.high or first.low > second.low:
        return first
    update = {"high": second.high, "end": second.end, "text": text[first.start : second.end], "per": second.per}
    rough = {"approximate": first.approximate or second.approximate, "qualifier": first.qualifier or second.qualifier}
    return first.model_copy(update=update | rough | {"value_text": range_text(first.low, second.high)})


def _one_amount(text: str, at: int) -> Quantity | None:
    return _fixed_phrase(text, at) or _fraction(text, at) or _measured(text, at)


def _fixed_phrase(text: str, at: int) -> Quantity | None:
    """半年, 半个亿, 个把月, 六位数, 一半, 百分之百."""
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
    elif match := _ONE_HALF.match(text, at) or _WHOLE.match(text, at):
        kind, unit = "percent", "%"
        low = high = 50.0 if match.group().startswith("一半") else 100.0
        word = "多" if match.group().endswith("多") else ""
    else:
        return None
    found = _Reading(text, at, Numeral(low=low, high=high, end=match.end()), word, unit, match.end())
    return _with_word_behind(found, kind, None) if kind == "percent" else _with_context(found, kind)


def _fraction(text: str, at: int) -> Quantity | None:
    """百分之三到五."""
    found = read_fraction(text, at)
    if found is None:
        return None
    first, step = found
    numeral = ranged(text, first, "%") or first
    per = quoted_period(text, at, numeral.end)
    return _with_word_behind(_Reading(text, at, annual(numeral, step, per), "", "%", numeral.end), "percent", per)


def _measured(text: str, at: int) -> Quantity | None:
    """A numeral or the range of two with what their unit makes of them."""
    first = read_numeral(text, at)
    if first is None or ORDINAL_BEFORE.search(text[max(0, at - 2) : at]):
        return None
    first_unit = UNIT.match(text, behind_loose(text, first))
    numeral = ranged(text, first, first_unit.group() if first_unit else "") or spread(text, first) or first
    end = behind_loose(text, numeral)
    unit = UNIT.match(text, end)
    if first_unit and unit and numeral is not first and differ(first_unit, unit):  # 一个月到三年
        numeral, end, unit = first, first_unit.start(), first_unit
    if is_foreign(text, end):
        return None
    word = text[numeral.end : end]
    if unit is None or _is_verb_or_noun(numeral, unit):
        return _without_unit(_Reading(text, at, numeral, word, "", end))
    return _BY_UNIT[str(unit.lastgroup)](_Reading(text, at, numeral, word, unit.group(), unit.end()))


def _is_verb_or_noun(numeral: Numeral, unit: re.Match[str]) -> bool:
    """Whether what looks like a unit begins the next word: 二十四万年薪, 三十万分三年还, 三十万成交."""
    if unit.lastgroup in ("months", "years") or unit.group() in ("毛", "角"):
        return numeral.scaled
    return unit.group() in ("分", "成", "厘") and numeral.low >= _LEAST_TO_SHARE_OUT


def _without_unit(found: _Reading) -> Quantity | None:
    """Money with 万 or 亿, a rate behind 年化, else a bare number where it can be one."""
    numeral = found.numeral
    if follows_foreign(found.text, found.at, found.end):
        return None
    if numeral.scaled:
        return _with_context(found, "money")
    lunar = LUNAR_MONTH_BEFORE.search(found.text[max(0, found.at - 10) : found.at])
    if lunar or CLOCK_OR_PLACE_AFTER.match(found.text, found.end):
        return None
    follows = follows_rate_word(found.text, found.at)
    if numeral.high <= HIGHEST_BARE_RATE and (
        follows or (numeral.low % 1 and rate_word_in_clause(found.text, found.at))
    ):
        per = quoted_period(found.text, found.at, found.end)
        return _with_word_behind(found._replace(numeral=annual(numeral, 1, per)), "percent", per)
    # 五 and 十 are mere parts of words too often.
    stands_alone = found.quote[0].isdecimal() or not (numeral.bare or found.quote == "十")
    return _with_context(found, "number") if stands_alone else None


def _money(found: _Reading) -> Quantity | None:
    """An amount with its jiao and fen; 一块 and 一毛 alone are a piece and next to nothing."""
    numeral, factor = found.numeral, YUAN_IN.get(found.unit, 1)
    below = below_yuan(found.text, found.end, found.unit) if numeral.low == numeral.high and not found.word else None
    if (not below and found.quote in ("一块", "一毛")) or is_foreign(found.text, found.end):
        return None
    if follows_foreign(found.text, found.at, found.end):
        return None
    more, end = below or (0.0, found.end)
    low, high = numeral.low * factor + more, numeral.high * factor + more
    return _with_context(found.moved(low=low, high=high)._replace(end=end), "money")


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
    word = found.word or next((loose for loose in ("多", "来") if loose in found.unit), "")
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
    start, word = approximation_before_day(found.text, found.at)
    found = found._replace(at=start, word=found.word or word)
    return _with_word_behind(found, "day", day_period(found.text, start))


def _count(found: _Reading) -> Quantity | None:
    """A number of things; 一个, 一家, 一笔 say "a", not "one", and 后四位 names digits."""
    article = found.text[found.at : found.end - len(found.unit)] in ("一", "1") and found.unit not in _COUNTED_EVEN_ONCE
    places = found.unit == "位" and LAST_DIGITS_BEFORE.search(found.text[max(0, found.at - 1) : found.at])
    return None if article or places else _with_context(_with_half(found), "count")


def _with_half(found: _Reading) -> _Reading:
    """三亩半, 两岁半."""
    if found.unit not in _HALVED or not _HALF_AFTER.match(found.text, found.end):
        return found
    return found.moved(low=found.numeral.low + 0.5, high=found.numeral.high + 0.5)._replace(end=found.end + 1)


# By the groups of UNIT.
_BY_UNIT: Final[dict[str, Callable[[_Reading], Quantity | None]]] = {
    "money": _money,
    "percent": _share,
    "months": _months,
    "day": _day,
    "count": _count,
    "years": lambda found: _with_context(_with_half(found), "years"),
    "basis_points": lambda found: _with_context(found, "basis_points"),
}


def _with_context(found: _Reading, kind: QuantityKind) -> Quantity:
    """The quantity with the words of approximation and of time around it."""
    start, before = approximation_before(found.text, found.at)
    end, after = approximation_after(found.text, found.end)
    numeral = found.numeral
    word = numeral.qualifier or found.word or after or before or approximation_farther_before(found.text, start)
    if before in ("大", "好", "小", "上", "近"):
        word = before + numeral.qualifier
    least = {"大": 6, "好": 3}.get(before)
    if least and numeral.qualifier == "几":  # 大几十万 begins at six tens, 好几万 at three
        found = found.moved(low=numeral.high / 9 * least, high=numeral.high)
    per = period(found.text, start, end) if kind in ("money", "number") else None
    return _quantity(found._replace(at=start, end=end, word=word), kind, per)


def _with_word_behind(found: _Reading, kind: QuantityKind, per: Per | None) -> Quantity:
    """The quantity with the word of approximation behind it; before it only a share's is taken here."""
    share = kind == "percent"
    start, before = approximation_before_share(found.text, found.at) if share else (found.at, "")
    end, after = approximation_after(found.text, found.end)
    word = found.numeral.qualifier or found.word or after or before or approximation_farther_before(found.text, start)
    return _quantity(found._replace(at=start, end=end, word=word), kind, per)


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
