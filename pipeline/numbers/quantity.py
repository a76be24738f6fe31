"""The value that every reader of numbers gives, and how it is written down."""

import math
from typing import Literal

from pipeline.domain.base import Frozen

QuantityKind = Literal[
    "money", "number", "months", "percent", "basis_points", "day", "years", "count", "date", "digits"
]
Per = Literal["month", "year", "day", "quarter"]


class Quantity(Frozen):
    """One quantity in a text; text == the whole text[start:end].

    start, end: character offsets, qualifiers and unit included. low, high: the value in the kind's own measure, equal
    when it is no range: yuan for money, months for months, percent for percent, day of the month for day, the plain
    number otherwise (0 for date and digits). approximate: not meant to the digit. qualifier: the word that makes it so
    (来, 多, 大几, 不到, 以内, 左右 …), "" when none. unit: as spoken (万, 块, 个, 年, 期, 号 …), "" when none. per: the
    time that an amount is for, or that a rate was quoted for. value_text: what the taxonomy writes: a range as
    "low~high", a date as ISO 8601 ("1988-07-15", "1988-07", "1988", "--07-15" without a year), digits as "321X".

    An amount in a named currency other than the yuan is no quantity: 五万美元 gives none. Neither do days of the lunar
    calendar. A range may begin in one unit and end in another (一个月到三年), and 一半 is 50 percent.

    Readings that only the talk around can settle are left to the caller:
    - 五十个 is kind "count" with unit 个; where a loan amount is spoken of it means 万. Bare 五十 is kind "number".
    - 三年 is kind "months" with unit 年, whether a term or the years that somebody has been in business.
    - 一个月 and 一年 are kind "months" even where they only say what an amount is per.
    - A rate quoted by the month or the day (月息四厘, 日息万分之五) is already a year's (4.8, 18.25); per says how it
      was quoted. Bare 四厘 has per None and is read as a year's 4 %; by the month it would be 4.8.
    - A month without its year is no date; with its day it is (七月十五).
    - 一套 and 一个 say "a" and are no count; neither is the 一亩 of 两万一亩, which says what a price is for.
    - A bare run of Arabic digits (4319) is kind "number"; the property digits gives it as digits.
    """

    start: int
    end: int
    text: str
    kind: QuantityKind
    low: float
    high: float
    approximate: bool = False
    qualifier: str = ""
    unit: str = ""
    per: Per | None = None
    value_text: str

    @property
    def digits(self) -> str | None:
        """The digits as spoken where the quantity can be read as a string of digits, else None."""
        if self.kind == "digits":
            return self.value_text
        return self.text if self.kind == "number" and self.text.isascii() and self.text.isdigit() else None


def decimal_text(value: float) -> str:
    """A number as a plain decimal: 500000, 4.35, never an exponent; "inf" for one too long to be any."""
    if not math.isfinite(value):
        return "inf"
    rounded = round(value, 6)
    if math.isclose(rounded, round(rounded), abs_tol=1e-9):
        return str(round(rounded))
    return f"{rounded:.6f}".rstrip("0")


def range_text(low: float, high: float) -> str:
    """One decimal, or two joined as low~high."""
    return decimal_text(low) if low == high else f"{decimal_text(low)}~{decimal_text(high)}"
