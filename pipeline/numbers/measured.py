"""A numeral with its unit, turned into the quantity that the unit makes of it."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from pipeline.numbers.numerals import VALUES, Numeral, read_numeral
from pipeline.numbers.quantity import Kind, Per, Quantity, range_text
from pipeline.numbers.rates import annual, quoted_period, step_of, with_tenths
from pipeline.numbers.units import (
    LAST_DIGITS_BEFORE,
    STREET_BEFORE,
    approximation_after,
    approximation_before,
    day_period,
    period,
)

_AND_MONTHS: Final = re.compile(r"(?:零|又)?([一二两三四五六七八九十\d]{1,2})个月")
_JIAO: Final = re.compile(r"([一二三四五六七八九\d])(?:毛|角)?(?!\d|[十百千万个年月天期点分成次家台笔号人套])")
_COUNTED_EVEN_ONCE: Final = ("台", "亩", "吨", "平", "平方")


class Measured(NamedTuple):
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
    def said(self) -> str:
        """The characters from the numeral to its unit."""
        return self.text[self.at : self.end]


def bare(found: Measured, kind: Kind) -> Quantity:
    """The quantity with the words of approximation and of time around it."""
    start, before = approximation_before(found.text, found.at)
    end, after = approximation_after(found.text, found.end)
    word = found.numeral.qualifier or found.word or after or before
    if before in ("大", "好", "小", "上", "近"):
        word = before + found.numeral.qualifier
    per = period(found.text, start, end) if kind in ("money", "number") else None
    return quantity(
        found._replace(at=start, end=end, numeral=_lifted(found.numeral, before), word=word), kind=kind, per=per
    )


def quantity(found: Measured, *, kind: Kind, per: Per | None = None) -> Quantity:
    """The value of what was read; its word is the qualifier."""
    low, high = round(found.numeral.low, 4), round(found.numeral.high, 4)
    return Quantity(
        start=found.at,
        end=found.end,
        text=found.said,
        kind=kind,
        low=low,
        high=high,
        approximate=bool(found.word),
        qualifier=found.word,
        unit=found.unit,
        per=per,
        value_text=range_text(low, high),
    )


def _lifted(numeral: Numeral, word: str) -> Numeral:
    """大几十万 begins at six tens, 好几万 at three."""
    least = {"大": 6, "好": 3}.get(word)
    if least is None or numeral.qualifier != "几":
        return numeral
    return numeral.model_copy(update={"low": numeral.high / 9 * least})


def _money(found: Measured) -> Quantity | None:
    if found.said == "一块":
        return None
    jiao = (
        _JIAO.match(found.text, found.end) if found.unit == "块" and found.numeral.low == found.numeral.high else None
    )
    if jiao is None:
        return bare(found, "money")
    value = found.numeral.low + (VALUES.get(jiao.group(1)) or int(jiao.group(1))) / 10
    exact = found.numeral.model_copy(update={"low": value, "high": value})
    return bare(found._replace(numeral=exact, end=jiao.end()), "money")


def _share(found: Measured) -> Quantity | None:
    per = quoted_period(found.text, found.at, found.end)
    step = step_of(found.unit, per, found.text, found.at, found.end)
    if step is None:
        return None
    numeral, end = found.numeral, found.end
    if found.unit == "个半点":
        numeral = numeral.model_copy(update={"low": numeral.low + 0.5, "high": numeral.high + 0.5})
    if found.unit in ("厘", "分", "成"):
        numeral, end = with_tenths(found.text, numeral, end)
    return share(found._replace(numeral=annual(numeral, step, per), end=end), per)


def share(found: Measured, per: Per | None) -> Quantity:
    """A percentage whose numeral is already in percent."""
    end, after = approximation_after(found.text, found.end)
    word = found.numeral.qualifier or found.word or after
    return quantity(found._replace(end=end, word=word), kind="percent", per=per)


def _months(found: Measured) -> Quantity | None:
    if found.said in ("一期", "二期"):
        return None
    factor = 12 if found.unit.startswith("年") else 1
    extra, end = _odd_months(found)
    low, high = found.numeral.low * factor + extra, found.numeral.high * factor + extra
    word = found.word
    if found.unit == "年" and found.text.startswith("多", end):
        word, end = "多", end + 1
    return bare(
        found._replace(numeral=found.numeral.model_copy(update={"low": low, "high": high}), word=word, end=end),
        "months",
    )


def _odd_months(found: Measured) -> tuple[float, int]:
    """The months beside the counted ones: 一年半, 两年零三个月, 一个半月."""
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


def _day(found: Measured) -> Quantity | None:
    in_month = 1 <= found.numeral.low <= found.numeral.high <= 31
    if not in_month or STREET_BEFORE.search(found.text[max(0, found.at - 1) : found.at]):
        return None
    end, after = approximation_after(found.text, found.end)
    word = found.numeral.qualifier or found.word or after
    return quantity(found._replace(end=end, word=word), kind="day", per=day_period(found.text, found.at))


def _count(found: Measured) -> Quantity | None:
    """A number of things; 一个, 一家, 一笔 say "a", not "one", and 后四位 names digits."""
    article = found.text[found.at : found.end - len(found.unit)] in ("一", "1") and found.unit not in _COUNTED_EVEN_ONCE
    places = found.unit == "位" and LAST_DIGITS_BEFORE.search(found.text[max(0, found.at - 1) : found.at])
    return None if article or places else bare(found, "count")


MAKERS: Final[dict[str, Callable[[Measured], Quantity | None]]] = {
    "money": _money,
    "percent": _share,
    "months": _months,
    "day": _day,
    "count": _count,
    "years": lambda found: bare(found, "years"),
    "basis_points": lambda found: bare(found, "basis_points"),
}
