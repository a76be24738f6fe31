"""From a quantity as said to a value in its fact's unit: yuan, months, percent a year, years, heads, day of month."""

import re
from typing import NamedTuple

from pipeline.facts.rules import FigureRule
from pipeline.numbers.quantity import Quantity

MONTHS_A_YEAR = 12
_VAGUE = re.compile(r"几|好多|若干|多少")
_BARE_LIMIT = 2000  # a bare number below it is taken to leave out its 万, where amounts are spoken of in 万
_BARE_LIMIT_OF_PROJECTS = 10_000
_ANY_BELOW = 100
_NO_NOUN = re.compile(r"#(?=[，。！？吧就够左也行呢啊了]|的样|的话|$)")
_PERIOD = re.compile(r"[年月]")
_DAY = re.compile(r"-(\d\d)$")
_ONE = re.compile(r"^[一1](个月|年|期|笔|个)$")
_ONE_AS_MEASURE = re.compile(r"^[一1](个月|期|笔|个)$")  # 一个月 is hardly ever a term, 一年 can be
_SIGNS = {"day": "&", "date": "&", "months": "~", "years": "~"}
_BORDERS = re.compile(r"[，、,；]")


class Bounds(NamedTuple):
    """A value in its fact's unit; low == high unless a range was said."""

    low: float
    high: float

    def times(self, factor: float) -> "Bounds":
        """Both bounds multiplied."""
        return Bounds(self.low * factor, self.high * factor)


class Circumstances(NamedTuple):
    """What a figure leaves unsaid.

    period: what the question asked for (一年, 一个月), "" for nothing. product: the loan's.
    """

    period: str = ""
    product: str = ""


def measured(fact: str, rule: FigureRule, quantity: Quantity, marked: str, unsaid: Circumstances) -> Bounds | None:
    """The quantity as a value of the fact, None where it cannot be one.

    marked: the sentence with the quantity written as #. Vague figures (几十万), figures of another kind, and values
    outside the plausible range are none.
    """
    if not _fits(rule, quantity, marked) or _VAGUE.search(quantity.text):
        return None
    if unsaid.period and not _PERIOD.search(marked):
        marked = marked.replace("#", f"{unsaid.period}#", 1)
    said = _with_unit(rule, quantity, Bounds(quantity.low, quantity.high), unsaid.product)
    bounds = _in_unit(fact, rule, quantity, said, marked)
    return bounds if bounds and rule.least <= bounds.low and bounds.high <= rule.most else None


def _fits(rule: FigureRule, quantity: Quantity, marked: str) -> bool:
    return quantity.kind in rule.kinds or (rule.bare_unit > 1 and _heads_meaning_wan(quantity, marked))


def _heads_meaning_wan(quantity: Quantity, marked: str) -> bool:
    """Whether it is 五十个 without a noun behind it, which where loans are spoken of means 五十万."""
    return quantity.kind == "count" and quantity.unit in ("个", "") and bool(_NO_NOUN.search(marked))


def _in_unit(fact: str, rule: FigureRule, quantity: Quantity, said: Bounds, marked: str) -> Bounds | None:
    match fact:
        case "monthly_income":
            return _a_month(rule, quantity, said, marked)
        case "annual_revenue":
            return _a_year(rule, quantity, said, marked)
        case "repayment_day":
            return _day_of_month(quantity, said)
        case _:
            return said.times(_factor(fact, rule, quantity, marked))


def _factor(fact: str, rule: FigureRule, quantity: Quantity, marked: str) -> float:
    """What the quantity's own measure is multiplied by: a monthly rate or a term in years by 12, years from months."""
    if fact == "annual_rate":
        return MONTHS_A_YEAR if _quoted_monthly(rule, quantity, marked) else 1
    if fact == "loan_term":
        return MONTHS_A_YEAR if quantity.kind == "years" else 1
    return 1 / MONTHS_A_YEAR if fact == "business_years" and quantity.kind == "months" else 1


def _with_unit(rule: FigureRule, quantity: Quantity, said: Bounds, product: str) -> Bounds:
    """A number said without its unit, in the unit that goes without saying; in projects even thousands mean 万."""
    limit = _BARE_LIMIT_OF_PROJECTS if product == "project" else _BARE_LIMIT
    if quantity.kind not in ("number", "count") or said.high >= limit or rule.bare_unit == 1:
        return said
    return said.times(rule.bare_unit) if _round(said.low) else Bounds(-1, -1)


def _round(value: float) -> bool:
    """Whether somebody would say an amount like this without its 万: 三十, 一百二, but not 三百六十七 or 四点五."""
    return value % 1 == 0 and (value <= _ANY_BELOW or value % 5 == 0)


def _a_month(rule: FigureRule, quantity: Quantity, said: Bounds, marked: str) -> Bounds | None:
    """A year's income counts only where a twelfth of it is a whole sum: anything else nobody would write down."""
    if quantity.per == "day":
        return None
    yearly = quantity.per == "year" or (rule.yearly.search(marked) and not rule.monthly.search(marked))
    if not yearly or quantity.per == "month":
        return said
    monthly = said.times(1 / MONTHS_A_YEAR)
    return monthly if all(value % 1 == 0 for value in monthly) else None


def _a_year(rule: FigureRule, quantity: Quantity, said: Bounds, marked: str) -> Bounds | None:
    if quantity.per == "day":
        return None
    monthly = quantity.per == "month" or (rule.monthly.search(marked) and not rule.yearly.search(marked))
    return said.times(MONTHS_A_YEAR) if monthly and quantity.per != "year" else said


def _quoted_monthly(rule: FigureRule, quantity: Quantity, marked: str) -> bool:
    """Whether a rate was quoted by the month some words away from it."""
    return quantity.per is None and bool(rule.monthly.search(marked)) and not rule.yearly.search(marked)


def _day_of_month(quantity: Quantity, said: Bounds) -> Bounds | None:
    if quantity.kind in ("day", "number"):
        return said
    found = _DAY.search(quantity.value_text)
    return Bounds(float(found[1]), float(found[1])) if found else None


def is_measure(text: str, quantity: Quantity, said: tuple[Quantity, ...]) -> bool:
    """Whether a quantity only says for how long or how many another is: 一个月八千, 一年二十万."""
    if _ONE_AS_MEASURE.match(quantity.text):
        return True
    following = next((other for other in said if other.start >= quantity.end), None)
    if not following or not _ONE.match(quantity.text):
        return False
    return following.kind in ("money", "number") and not _BORDERS.search(text[quantity.end : following.start])


def mark(text: str, said: tuple[Quantity, ...], focus: Quantity) -> str:
    """The sentence with the quantity in focus as #, and the others as @, dates as &, times as ~.

    一个月 and the like stay words.
    """
    for quantity in sorted(said, key=lambda quantity: -quantity.start):
        sign = "#" if quantity == focus else _SIGNS.get(quantity.kind, "@")
        if sign == "#" or not _ONE.match(quantity.text):
            text = f"{text[: quantity.start]}{sign}{text[quantity.end :]}"
    return text
