"""Shares and interest rates: 百分之四点三五, 4.35%, 四厘五, 三成五, 万分之五, 年化三点八.

A quoted period turns a rate into a year's: 月息 times 12, 日息 times 365 (how card and penalty interest is published).
"""

import re
from typing import Final

from pipeline.numbers.numerals import PLACES, VALUES, Numeral, read_numeral
from pipeline.numbers.quantity import Per
from pipeline.numbers.units import nearest

_FRACTIONS: Final = {"百": 1.0, "千": 0.1, "万": 0.01}
_FRACTION: Final = re.compile("([百千万])分之")
_PLAIN_FRACTION: Final = re.compile("([二三四五六七八九十])分之([一二两三四五六七八九])")
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
_INTEREST: Final = re.compile(r"[息利][^，。；！？,;!?]*$|年化[^，。；！？,;!?]*$")
_INTEREST_AFTER: Final = re.compile("[零一二三四五六七八九半]{0,4}的?[息利]")
_RATE_BEFORE: Final = re.compile(
    r"(?:年化|利率|年息|月息|日息|年利|月利|成本)(?:率|利率|成本)?"
    r"(?:就?是|为|大概|大约|在|才|到|合|降到|按|:|：|，)?$"
)
_NO_SHARE_AFTER: Final = re.compile("功|为|本|立|员|交|不变|绩|年人|是|都是")
_TENTH: Final = re.compile(r"([零一二三四五六七八九]{1,4})(?![十百千万个年月点天])|半")
HIGHEST_BARE_RATE: Final = 36.0  # percent a year; behind 年化 a larger bare number is not a rate


def read_fraction(text: str, at: int) -> tuple[Numeral, float] | None:
    """What 百分之, 千分之 or 万分之 introduces, or the parts of 三分之二, and how many percent one of it is."""
    if plain := _PLAIN_FRACTION.match(text, at):
        return _numeral(plain.group(2), plain.end()), 100 / (VALUES | PLACES)[plain.group(1)]
    match = _FRACTION.match(text, at)
    numeral = read_numeral(text, match.end()) if match else None
    return (numeral, _FRACTIONS[match.group(1)]) if match and numeral else None


def _numeral(digit: str, end: int) -> Numeral:
    return Numeral(low=VALUES[digit], high=VALUES[digit], end=end)


def follows_rate_word(text: str, at: int) -> bool:
    """Whether 年化, 利率 or the like stands right before, so that a bare number is percent."""
    return _RATE_BEFORE.search(text[max(0, at - 8) : at]) is not None


def quoted_period(text: str, start: int, end: int) -> Per | None:
    """Whether a rate at [start, end) was quoted by the year, the month or the day."""
    before = nearest(_QUOTED, text[max(0, start - 12) : start])
    return before or next((per for per, pattern in _QUOTED_AFTER.items() if pattern.match(text, end)), None)


def annual(numeral: Numeral, step: float, per: Per | None) -> Numeral:
    """The numeral in percent: a year's where its period is known. step: percent for one of what was said."""
    factor = step * _ANNUAL[per]
    return numeral.model_copy(update={"low": numeral.low * factor, "high": numeral.high * factor})


def step_of(unit: str, per: Per | None, text: str, start: int, end: int) -> float | None:
    """How many percent one 厘, 分, 成 or 点 is, or None where the word does not speak of a share there.

    By the month 厘 is a tenth of a percent and 分 a whole one; by the year ten times as much, which is also how either
    without a period is read.
    """
    if unit == "成":
        return None if _NO_SHARE_AFTER.match(text, end) else 10
    if unit == "厘":
        return 0.1 if per in ("month", "day") else 1
    if unit == "分":
        spoken_of = _INTEREST.search(text[max(0, start - 6) : start]) or _INTEREST_AFTER.match(text, end)
        return (1 if per == "month" else 10) if spoken_of else None
    return 1


def with_tenths(text: str, numeral: Numeral, end: int) -> tuple[Numeral, int]:
    """The numeral with the decimals behind its unit (四厘五, 三厘三七五, 三成半), and where they end."""
    match = _TENTH.match(text, end)
    if match is None:
        return numeral, end
    extra = float("0." + "".join(str(VALUES[char]) for char in match.group(1))) if match.group(1) else 0.5
    return numeral.model_copy(update={"low": numeral.low + extra, "high": numeral.high + extra}), match.end()
