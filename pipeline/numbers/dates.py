"""Calendar dates and days of the month as they are said: 八八年五月六号, 1988-05-06, 九零年, 每月二十号前后."""

import re
from calendar import monthrange

from pipeline.numbers.numerals import VALUES, read_numeral
from pipeline.numbers.quantity import Quantity

_D = "[0-9零一二三四五六七八九]"
_SPOKEN = "[0-9一二三四五六七八九十零]{1,3}"
_YEAR = re.compile(rf"({_D}{{4}}|{_D}{{2}})年(?:的)?[，,、 ]?")
_MONTH = re.compile(rf"({_SPOKEN})月(?!份?(?:均|供|息|费))份?(?:的)?[，,、 ]?")
_DAY = re.compile(rf"({_SPOKEN})(?:号|日)?")
_MARKED_DAY = re.compile(rf"({_SPOKEN})(?:号|日)(?![楼线院门库仓机店厅窗院室])")
_WRITTEN = re.compile(r"(19\d\d|20\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?!\d)|((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)")
_RANGE_YEARS = re.compile("一二|三四|三五|四五|五六|六七|七八|八九")
_BORN = re.compile(r"生|属|出生")


def read_date(text: str, at: int) -> Quantity | None:
    """A date that begins at an offset of a folded text, as far as it was said, or None.

    Two digits are a year of the last century from 30 to 99 and of this one below; 三五年 and 25年 without more are
    terms, and left to be read as such.
    """
    written = _WRITTEN.match(text, at)
    if written and (found := _written(written)):
        return found
    return _spoken(text, at)


def _written(match: re.Match[str]) -> Quantity | None:
    parts = tuple(int(group) for group in match.groups() if group and group.isdigit())
    return _dated(match.string, match.start(), match.end(), parts) if _exists(*parts) else None


def _spoken(text: str, at: int) -> Quantity | None:
    year_match = _YEAR.match(text, at)
    year = _year(year_match) if year_match else None
    after_year = year_match.end() if year_match and year else at
    month_match = _MONTH.match(text, after_year)
    month = _small(month_match.group(1), 12) if month_match else None
    if month_match is None or month is None:
        return _year_alone(text, year_match, year)
    return _with_day(text, at, year, month, month_match.end())


def _with_day(text: str, at: int, year: int | None, month: int, after_month: int) -> Quantity | None:
    day_match = (_DAY if year else _MARKED_DAY).match(text, after_month)
    day = _small(day_match.group(1), 31) if day_match else None
    if day_match and day and _exists(year or 2000, month, day):
        return _dated(text, at, day_match.end(), (year, month, day))
    end = after_month - (text[after_month - 1] in "，,、 ")
    return _dated(text, at, end, (year, month)) if year else None


def _year_alone(text: str, match: re.Match[str] | None, year: int | None) -> Quantity | None:
    if match is None or year is None:
        return None
    digits, end = match.group(1), match.start(1) + len(match.group(1)) + 1
    if len(digits) == 2 and _reads_as_term(text, digits, end):
        return None
    return _dated(text, match.start(), end, (year,))


def _reads_as_term(text: str, digits: str, end: int) -> bool:
    """三五年 and 25年 are lengths of time unless a birth is spoken of."""
    if _BORN.search(text[end : end + 4]) or "零" in digits:
        return False
    if digits.isascii():
        return int(digits) <= 40
    return _RANGE_YEARS.fullmatch(digits) is not None


def _year(match: re.Match[str]) -> int | None:
    """The year of two or four digits, or None where the four are no year of a living person or a loan."""
    value = int("".join(str(VALUES.get(char, char)) for char in match.group(1)))
    if len(match.group(1)) == 2:
        return value + (1900 if value >= 30 else 2000)
    return value if 1900 <= value <= 2099 else None


def _small(said: str, most: int) -> int | None:
    """A month or a day of at most so much, or None."""
    if said.isascii():
        value = int(said)
    elif said.startswith("零") and len(said) == 2:
        value = VALUES.get(said[1], 0)
    else:
        numeral = read_numeral(said, 0)
        value = int(numeral.low) if numeral and numeral.end == len(said) and numeral.low == numeral.high else 0
    return value if 1 <= value <= most else None


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _dated(text: str, start: int, end: int, parts: tuple[int | None, ...]) -> Quantity:
    """A date from its year (None where only month and day were said), month and day as far as they are known."""
    year, *rest = parts
    value = "-".join([f"{year:04d}" if year else "-", *(f"{part:02d}" for part in rest)])
    return Quantity(start=start, end=end, text=text[start:end], kind="date", low=0, high=0, value_text=value)
