"""Shares and interest rates: 百分之四点三五, 4.35%, 四厘五, 三成五, 万分之五, 加五十个基点.

A quoted period turns a rate into a year's: 月息 times 12, 日息 times 365 (how card and penalty interest is published).
"""

import re
from typing import Final, NamedTuple

from pipeline.language.numerals import Numeral, read_numeral
from pipeline.language.quantity import Per

_FRACTIONS: Final = {"百": 1.0, "千": 0.1, "万": 0.01}
_FRACTION: Final = re.compile("([百千万])分之")
_QUOTED: Final[dict[Per, re.Pattern[str]]] = {
    "month": re.compile(r"月(?:息|利率|利|费率|化)[^，。；！？,;!?]{0,5}$"),
    "day": re.compile(
        r"(?:日|天)(?:息|利率|利|费率)[^，。；！？,;!?]{0,5}$|(?:按日|每天|每日|一天)[^，。；！？,;!?]{0,3}$"
    ),
    "year": re.compile(r"年(?:息|利率|利|化利率|化|费率)[^，。；！？,;!?]{0,6}$"),
}
_QUOTED_AFTER: Final[dict[Per, re.Pattern[str]]] = {
    "month": re.compile(r"的?月(?:息|利率|利)"),
    "day": re.compile(r"的?日(?:息|利率)"),
    "year": re.compile(r"的?年(?:息|利率|化)"),
}
_ANNUAL: Final[dict[Per | None, float]] = {"month": 12, "day": 365, "year": 1, None: 1}
_INTEREST: Final = re.compile(r"[息利费]|年化|月化")
RATE_BEFORE: Final = re.compile(
    r"(?:年化|利率|年息|月息|日息|年利|月利|成本)(?:率|利率|成本)?(?:就?是|为|大概|大约|在|才|到|合|降到|按|:|：|，)?$"
)
_NO_SHARE_AFTER: Final = re.compile("功|为|本|立|员|交|不变|绩|年人|是|都是")
_NO_INTEREST_AFTER: Final = re.compile("钟|期|行|店|公司|局|部|钱|之|析|开|别|给|享|数|配|清")


class Rate(NamedTuple):
    """A share in percent. per: the period that it was quoted for; the bounds are already a year's then."""

    low: float
    high: float
    per: Per | None


def read_fraction(text: str, at: int) -> tuple[Numeral, float] | None:
    """What 百分之, 千分之 or 万分之 introduces, and how many percent one of it is."""
    match = _FRACTION.match(text, at)
    numeral = read_numeral(text, match.end()) if match else None
    return (numeral, _FRACTIONS[match.group(1)]) if match and numeral else None


def quoted_period(text: str, start: int, end: int) -> Per | None:
    """Whether a rate at [start, end) was quoted by the year, the month or the day."""
    before = text[max(0, start - 12) : start]
    found = [(match.start(), per) for per, pattern in _QUOTED.items() if (match := pattern.search(before))]
    if found:
        return max(found)[1]
    return next((per for per, pattern in _QUOTED_AFTER.items() if pattern.match(text, end)), None)


def rate(numeral: Numeral, step: float, per: Per | None) -> Rate:
    """A rate in percent a year where its period is known, else in percent. step: percent for one of what was said."""
    factor = step * _ANNUAL[per]
    return Rate(numeral.low * factor, numeral.high * factor, per)


def step_of(unit: str, per: Per | None, text: str, start: int, end: int) -> float | None:
    """How many percent one 厘, 分, 成 or 点 is, or None where the word does not speak of a rate there.

    By the month 厘 is a tenth of a percent and 分 a whole one; by the year ten times as much, which is also how a 厘
    without a period is read.
    """
    if unit == "成":
        return None if _NO_SHARE_AFTER.match(text, end) else 10
    if unit == "厘":
        return 0.1 if per in ("month", "day") else 1
    if unit == "分":
        spoken_of = _INTEREST.search(text[max(0, start - 6) : start] + text[end : end + 3])
        return (1 if per == "month" else 10) if spoken_of and not _NO_INTEREST_AFTER.match(text, end) else None
    return 1
