"""What stands around a quantity: how exact it is (大概, 出头), and the time that it is said for (一个月, 每年)."""

import re
from typing import Final

from pipeline.language.quantity import Per

_BEFORE: Final = re.compile(
    r"(不到|不超过|超过|不低于|低于|不止|将近|接近|大概|大约|差不多|至少|起码|最少|最多|顶多|多于|少于|好|大|(?<!最)小|上|(?<![最附])近|(?<![节签预条违])约)"
    r"(?:是|有|在|要|也就)?$"
)
# Which of these short words need what right behind them: 好几万 but not 正好五万.
_BEFORE_NEEDS: Final = {"好": "几", "大": "几", "上": "百千万亿"}
_AFTER: Final = re.compile(
    r"(?:的)?(?:不到(?![位账期家手\d一二两三四五六七八九十])|左右|上下|以内|之内|以上|以下|出头|封顶|打底|起步|多一?点|不止|朝上|往上|前后|样子)"
)
_MONTHLY: Final = (
    "每个月|一个月|每月|月月|一月|月供|月入|月收入|月薪|月均|按月|月租|月付|月还|个月(?:要|得)?[还交付拿挣赚]"
)
_YEARLY: Final = "每年|一年(?!期|半|多|零)|年薪|年收入|年入|全年|年均|年营业额|年流水|年销售额|年产值|年租金"
_PER_BEFORE: Final[dict[Per, re.Pattern[str]]] = {
    "month": re.compile(rf"(?:{_MONTHLY})[^，。；！？,.;!?\d、]{{0,6}}$"),
    "year": re.compile(rf"(?:{_YEARLY})[^，。；！？,.;!?\d、]{{0,6}}$"),
    "quarter": re.compile(r"(?:每个?季度?|一个季度|按季)[^，。；！？,.;!?\d、]{0,6}$"),
    "day": re.compile(r"(?:每天|一天|每日|日均|天天)[^，。；！？,.;!?\d、]{0,6}$"),
}
_PER_AFTER: Final[dict[Per, re.Pattern[str]]] = {
    "month": re.compile(r"(?:钱)?(?:左右|多)?(?:一个月|每个?月|/月|的?月供|的?月租)"),
    "year": re.compile(r"(?:钱)?(?:左右|多)?(?:一年(?!期|半|零|多)|每年|/年)"),
    "quarter": re.compile(r"(?:钱)?(?:一个季度|每个?季度|一季)"),
    "day": re.compile(r"(?:钱)?(?:一天|每天|/天)"),
}
_DAY_PER: Final[dict[Per, re.Pattern[str]]] = {
    "month": re.compile("(?:每个?|按|月)月(?:的)?$"),
    "quarter": re.compile("季度?(?:末|最后一个)?月?(?:的)?$"),
}


def approximation_before(text: str, at: int) -> tuple[int, str]:
    """Where a word of approximation before a numeral begins, and the word; (at, "") without one."""
    match = _BEFORE.search(text[max(0, at - 6) : at])
    if match is None:
        return at, ""
    word = match.group(1)
    needed = _BEFORE_NEEDS.get(word)
    return (at - len(match.group()), word) if needed is None or text[at] in needed else (at, "")


def approximation_after(text: str, end: int) -> tuple[int, str]:
    """Where a word of approximation behind a quantity ends, and the word; (end, "") without one."""
    match = _AFTER.match(text, end)
    return (match.end(), match.group().removeprefix("的")) if match else (end, "")


def period(text: str, start: int, end: int) -> Per | None:
    """The time that an amount at [start, end) is said for; what follows it outranks what precedes it."""
    after: Per | None = next((per for per, pattern in _PER_AFTER.items() if pattern.match(text, end)), None)
    return after or nearest(_PER_BEFORE, text[max(0, start - 14) : start])


def day_period(text: str, at: int) -> Per | None:
    """Whether a day is one of every month or of every quarter."""
    return nearest(_DAY_PER, text[max(0, at - 8) : at])


def nearest(patterns: dict[Per, re.Pattern[str]], before: str) -> Per | None:
    """The period whose pattern matches nearest to the end of what stands before."""
    found = [(match.start(), per) for per, pattern in patterns.items() if (match := pattern.search(before))]
    return max(found)[1] if found else None
