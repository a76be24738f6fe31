"""The loan file's cells as whoever filled them in meant them: what a spreadsheet or a data frame did to them undone.

A spreadsheet writes 3E+05 for 300000, 13800138000.0 for a telephone number, 0.0385 for 3.85 % and midnight behind a
date. What it has rounded away nobody can put back: such a cell is compared with nothing, and the report says so.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

from pipeline.domain.transcript import LOAN_FILE
from pipeline.domain.vocabulary import FactType
from pipeline.facts.measures import MONTHS_A_YEAR
from pipeline.numbers.find import quantities
from pipeline.privacy.checksums import is_resident_id
from pipeline.rulebook.labels import labels
from pipeline.rulebook.taxonomy import taxonomy

_NOTHING: Final = frozenset({"nan", "none", "null", "n/a", "#n/a", "nat", "<na>", "-", "--", "—", "——", "/", "空"})
_NO_AMOUNT: Final = frozenset({"无", "没有"})  # no debt is a debt of 0
_BROKEN_CELL: Final = re.compile(r"#+|#(REF|VALUE|NAME|NUM|NULL|DIV/0)[!?]?", re.IGNORECASE)
_AS_TEXT: Final = re.compile(r'="(.*)"|\'(.*)', re.DOTALL)  # how people make a spreadsheet keep the noughts in front
_CURRENCY: Final = re.compile(r"^(?:人民币|RMB|CNY|[¥￥])|(?:元整?|圆整?)$", re.IGNORECASE)
_EXPONENT: Final = re.compile(r"([+-]?\d+(?:\.(\d+))?)E([+-]?\d{1,3})", re.IGNORECASE)
_NUMBER: Final = re.compile(r"([+-]?\d+)(?:\.(\d*))?")
_DIGITS_POINT_NOUGHT: Final = re.compile(r"(\d+)\.0+")
_MOST_DIGITS: Final = 15  # that a spreadsheet keeps of a number
_SHOWN_DECIMALS: Final = 5  # of a number too wide for its cell: rounded, where it had more
_ID_DIGITS, _LOST_OF_ID = 18, "000"
# Below it a rate or share is none that a bank writes down: what stands there is a fraction of one.
_LEAST_PERCENT: Final = {"annual_rate": Decimal("0.5")}
_UNITS: Final[dict[FactType, tuple[tuple[re.Pattern[str], int], ...]]] = {
    "months": ((re.compile(r"(\d+(?:\.\d+)?)(?:个?月|期)"), 1), (re.compile(r"(\d+(?:\.\d+)?)年"), MONTHS_A_YEAR)),
    "years": ((re.compile(r"(\d+(?:\.\d+)?)年"), 1), (re.compile(r"(\d+)个?月"), -MONTHS_A_YEAR)),
    "count": ((re.compile(r"(\d+)[人名位个]"), 1),),
    "day": ((re.compile(r"(?:每月)?(\d{1,2})[日号]"), 1),),
}
_YEARS_AND_MONTHS: Final = re.compile(r"(\d+)年零?(\d+)个?月")
_TIME: Final = r"(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?{_TIME}")
_YEAR_LAST: Final = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}")
_SERIAL: Final = re.compile(r"[1-6]\d{4}")
_DAY_ZERO: Final = date(1899, 12, 30)
_PARTIAL: Final = re.compile(r"\d{4}(?:[-/.年]\d{1,2}月?|年)?")
_WITH_MONTH_NAME: Final = ("%d-%b-%y", "%d-%b-%Y", "%d %b %Y", "%b %d, %Y")
_CENTURY, _PIVOT = 100, 2030  # a birth year of two digits is of the last century from 30 on


def as_filed(fact: str, cell: str) -> str | None:
    """A cell of the loan file as it was meant: numbers plain, dates ISO 8601, "" where it says nothing.

    fact: of the taxonomy; a cell of any other column stays as it stands. What was right already comes back as it was.
    None where the spreadsheet lost a part of it, or where it is nothing that the fact could be.
    """
    plain = _unwrapped(cell)
    if plain.lower() in _NOTHING:
        return ""
    if fact not in taxonomy().facts:
        return plain
    if _BROKEN_CELL.fullmatch(plain):
        return None
    kind = taxonomy().facts[fact].type
    if kind == "text" or not plain:
        return plain
    read = _READERS.get(kind, _figure)
    return read(fact, kind, unicodedata.normalize("NFKC", plain).strip())


def incomparable(application: Mapping[str, str]) -> tuple[str, ...]:
    """What a reviewer reads of each cell that is compared with nothing, in Chinese, by its column."""
    return tuple(
        f"{LOAN_FILE} app.{fact} 的内容不完整或无法识别（数字可能在电子表格中丢失了位数），未与通话核对"
        for fact, cell in application.items()
        if as_filed(fact, cell) is None
    )


def _unwrapped(cell: str) -> str:
    plain = cell.strip().strip("\u200b\ufeff").strip()
    kept = _AS_TEXT.fullmatch(plain)
    return (kept[1] or kept[2] or "").strip() if kept else plain


def _value(fact: str, kind: FactType, cell: str) -> str | None:
    """A word of the taxonomy, by its id or by its Chinese name, or yes and no."""
    return _value_names().get(fact, {}).get(cell, cell) if kind == "enum" else cell.removesuffix(".0")


def _digits(_fact: str, _kind: FactType, cell: str) -> str | None:
    """A number that is a name: every digit counts."""
    if whole := _DIGITS_POINT_NOUGHT.fullmatch(cell):
        cell = whole[1]
    if exponent := _EXPONENT.fullmatch(cell):
        shown = len(exponent[2] or "") >= int(exponent[3]) >= 0
        cell = f"{Decimal(cell):f}".partition(".")[0] if shown else ""
        if not shown or len(cell) > _MOST_DIGITS:
            return None
    is_rounded = len(cell) == _ID_DIGITS and cell.endswith(_LOST_OF_ID) and not is_resident_id(cell)
    return None if is_rounded else cell


def _figure(fact: str, kind: FactType, cell: str) -> str | None:
    plain = _CURRENCY.sub("", re.sub(r"[,，\s]", "", cell)) if kind == "money" else re.sub(r"[,，\s]", "", cell)
    if exponent := _EXPONENT.fullmatch(plain):
        return _from_exponent(plain, exponent)
    if number := _NUMBER.fullmatch(plain):
        if len(number[1].lstrip("+-")) > _MOST_DIGITS:
            return None
        value = Decimal(plain)
        is_fraction = kind == "percent" and 0 < value < _LEAST_PERCENT.get(fact, 1)
        return _plain(value * 100) if is_fraction else _plain(value)
    if plain in _NO_AMOUNT and kind == "money":
        return "0"
    if kind == "day" and (dated := _YEAR_FIRST.fullmatch(cell)):
        return str(int(dated[3]))
    return _with_unit(kind, plain) or (cell if _holds_a_figure(plain) else None)


def _from_exponent(cell: str, exponent: re.Match[str]) -> str | None:
    """3E+05 is 300000; 1.23457E+11 was wider than its cell and was rounded."""
    decimals, power = len(exponent[2] or ""), int(exponent[3])
    if abs(power) > _MOST_DIGITS or _SHOWN_DECIMALS <= decimals < power:
        return None
    return _plain(Decimal(cell))


def _with_unit(kind: FactType, cell: str) -> str:
    """A number with its unit as a number of the fact's, "" where the unit is none that is known here."""
    if kind == "months" and (both := _YEARS_AND_MONTHS.fullmatch(cell)):
        return str(int(both[1]) * MONTHS_A_YEAR + int(both[2]))
    for pattern, factor in _UNITS.get(kind, ()):
        if found := pattern.fullmatch(cell):
            value = Decimal(found[1])
            return _plain(value * factor if factor > 0 else round(value / -factor, 6))
    return ""


def _holds_a_figure(cell: str) -> bool:
    return any(character.isdigit() for character in cell) or bool(quantities(cell))


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(_fact: str, _kind: FactType, cell: str) -> str | None:
    """ISO 8601; a year, or a year and a month, as they stand; None where day and month cannot be told apart."""
    cell = cell.removesuffix(".0")
    if cell.isdecimal() and len(cell) == len("19880506"):
        cell = f"{cell[:4]}-{cell[4:6]}-{cell[6:]}"
    try:
        if found := _YEAR_FIRST.fullmatch(cell):
            return date(*map(int, found.groups())).isoformat()
        if found := _YEAR_LAST.fullmatch(cell):
            one, other, year = map(int, found.groups())
            return _day_and_month(year, one, other)
        if _SERIAL.fullmatch(cell):
            return (_DAY_ZERO + timedelta(days=int(cell))).isoformat()
    except ValueError:
        return None
    return cell if _PARTIAL.fullmatch(cell) else _with_month_name(cell)


def _day_and_month(year: int, one: int, other: int) -> str | None:
    """7/15/1988 and 15/7/1988 can be told apart, 5/6/1988 cannot."""
    if one != other and max(one, other) <= MONTHS_A_YEAR:
        return None
    day, month = (one, other) if one > MONTHS_A_YEAR else (other, one)
    return date(year, month, day).isoformat()


def _with_month_name(cell: str) -> str | None:
    for form in _WITH_MONTH_NAME:
        try:
            found = datetime.strptime(cell, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
        return found.replace(year=found.year - (_CENTURY if found.year >= _PIVOT else 0)).isoformat()
    return None


_READERS: Final[dict[FactType, Callable[[str, FactType, str], str | None]]] = {
    "digits": _digits,
    "date": _date,
    "enum": _value,
    "bool": _value,
}


@cache
def _value_names() -> dict[str, dict[str, str]]:
    """By fact the id of every value, by its Chinese name."""
    return {fact: {name: id_ for id_, name in named.items()} for fact, named in labels().values.items()}
