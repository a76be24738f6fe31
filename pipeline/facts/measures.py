"""models/facts.yaml: from a quantity as said to a value in its fact's unit.

Units are yuan, months, percent a year, years, heads, and days of the month.
"""

import re
from bisect import bisect_left
from pathlib import Path
from typing import Literal, NamedTuple

from pipeline.domain.base import Frozen
from pipeline.numbers.quantity import Quantity, QuantityKind
from pipeline.rulebook.pattern import NEVER, AnyOf
from pipeline.rulebook.yamlfile import load_yaml

Conversion = Literal["amount_a_month", "amount_a_year", "rate_a_year", "months", "years", "day_of_month"]
MONTHS_A_YEAR = 12
CONTEXT = 200  # characters around a figure that can say what it is of
MONTHS_A_QUARTER = 3
_VAGUE = re.compile(r"几|好多|若干|多少")
_BARE_LIMIT = 2000  # a bare number below it is taken to leave out its 万, where amounts are spoken of in 万
_BARE_LIMIT_OF_PROJECTS = 10_000  # in projects even thousands mean 万
_ANY_BELOW = 100
_NO_NOUN = re.compile(r"#(?=[，。！？吧就够左也行呢啊了]|的样|的话|$)")
_PERIOD = re.compile(r"[年月]")
_DAY = re.compile(r"-\d\d-(\d\d)$")  # of a whole date; 1978-03 ends in its month
_ONE = re.compile(r"^[一1](个月|年|期|笔|个)$")
_ONE_AS_MEASURE = re.compile(r"^[一1](个月|期|笔|个)$")  # 一个月 is hardly ever a term, 一年 can be
_SIGNS = {"day": "&", "date": "&", "months": "~", "years": "~"}
_BORDERS = re.compile(r"[，、,；]")


class FigureRule(Frozen):
    """How a figure counts as one fact's value.

    kinds: kinds of quantities that can be it. bare_unit: what a number without a unit counts in. least, most: the
    plausible range, in the fact's unit. whole: whether only whole numbers count (days of the month, heads).
    convert: what the value is turned into, as it stands where none is named.
    yearly, monthly: cues around the figure, written #, for which time it is.
    """

    kinds: tuple[QuantityKind, ...]
    bare_unit: float = 1
    least: float = 0
    most: float = 1e12
    whole: bool = False
    convert: Conversion | None = None
    yearly: AnyOf = NEVER
    monthly: AnyOf = NEVER


FigureRules = dict[str, FigureRule]  # by fact


class FactRules(Frozen):
    """models/facts.yaml as a whole."""

    figures: FigureRules


def read_figure_rules(folder: Path) -> FigureRules:
    """The rule of every fact that is a figure, of a models folder.

    Raises:
        ChecklistError: facts.yaml has an unknown key, or a pattern that does not compile.
    """
    return load_yaml(folder / "facts.yaml").parse(FactRules).figures


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


def measured(rule: FigureRule, quantity: Quantity, marked: str, unsaid: Circumstances) -> Bounds | None:
    """The quantity as a value of the rule's fact, None where it cannot be one.

    marked: the sentence with the quantity written as #. Vague figures (几十万), figures of another kind, and values
    outside the plausible range are none.
    """
    # 五十个 without a noun behind it means 五十万 where loans are spoken of.
    means_wan = rule.bare_unit > 1 and quantity.kind == "count" and quantity.unit in ("个", "")
    if quantity.kind not in rule.kinds and not (means_wan and _NO_NOUN.search(marked)):
        return None
    if _VAGUE.search(quantity.text):
        return None
    if unsaid.period and not _PERIOD.search(marked):
        marked = marked.replace("#", f"{unsaid.period}#", 1)
    bounds = _converted(rule, quantity, _with_unit(rule, quantity, unsaid.product), marked)
    if bounds is None or not rule.least <= bounds.low <= bounds.high <= rule.most:
        return None
    return None if rule.whole and not _are_whole(bounds) else bounds


def _are_whole(bounds: Bounds) -> bool:
    return all(value % 1 == 0 for value in bounds)


def _with_unit(rule: FigureRule, quantity: Quantity, product: str) -> Bounds:
    """A number said without its unit is in the one that goes without saying, if somebody would leave it out there.

    People do at 三十 and 一百二, not at 三百六十七 or 四点五, which are outside every range then.
    """
    bounds = Bounds(quantity.low, quantity.high)
    limit = _BARE_LIMIT_OF_PROJECTS if product == "project" else _BARE_LIMIT
    if quantity.kind not in ("number", "count") or bounds.high >= limit or rule.bare_unit == 1:
        return bounds
    is_round = bounds.low % 1 == 0 and (bounds.low <= _ANY_BELOW or bounds.low % 5 == 0)
    return bounds.times(rule.bare_unit) if is_round else Bounds(-1, -1)


def _converted(rule: FigureRule, quantity: Quantity, bounds: Bounds, marked: str) -> Bounds | None:
    match rule.convert:
        case "amount_a_month" | "amount_a_year" | "rate_a_year":
            return _for_period(rule, quantity, bounds, marked)
        case "months":
            return bounds.times(MONTHS_A_YEAR) if quantity.kind == "years" else bounds
        case "years":
            return bounds.times(1 / MONTHS_A_YEAR) if quantity.kind == "months" else bounds
        case "day_of_month" if quantity.kind not in ("day", "number"):
            found = _DAY.search(quantity.value_text)
            return Bounds(float(found[1]), float(found[1])) if found else None
        case _:
            return bounds


def _for_period(rule: FigureRule, quantity: Quantity, bounds: Bounds, marked: str) -> Bounds | None:
    """An amount or a rate for the period that its fact is for; cues for both periods around it say nothing."""
    yearly, monthly = bool(rule.yearly.search(marked)), bool(rule.monthly.search(marked))
    by_year, by_month = yearly and not monthly, monthly and not yearly
    per = quantity.per
    if rule.convert == "rate_a_year":  # one quoted for a time beside it is already a year's
        return bounds.times(MONTHS_A_YEAR) if per is None and by_month else bounds
    if per == "day":
        return None
    if rule.convert == "amount_a_year":
        if per == "quarter":
            return bounds.times(MONTHS_A_YEAR / MONTHS_A_QUARTER)
        return bounds.times(MONTHS_A_YEAR) if per == "month" or (by_month and per != "year") else bounds
    months = MONTHS_A_QUARTER if per == "quarter" else MONTHS_A_YEAR
    if per in ("quarter", "year") or (by_year and per != "month"):
        # A year's income counts only where a twelfth of it is a whole sum: anything else nobody would write down.
        bounds = bounds.times(1 / months)
        return bounds if _are_whole(bounds) else None
    return bounds


def is_measure(text: str, quantity: Quantity, quantities: tuple[Quantity, ...]) -> bool:
    """Whether a quantity only says for how long or how many another is: 一个月八千, 一年二十万."""
    if _ONE_AS_MEASURE.match(quantity.text):
        return True
    place = bisect_left(quantities, quantity.end, key=_start)
    if place == len(quantities) or not _ONE.match(quantity.text):
        return False
    following = quantities[place]
    return following.kind in ("money", "number") and not _BORDERS.search(text[quantity.end : following.start])


def mark(text: str, quantities: tuple[Quantity, ...], focus: Quantity) -> str:
    """The sentence with the quantity in focus as #, and the others as @, dates as &, times as ~.

    quantities: all of the sentence, in order. 一个月 and the like stay words. Of a longer sentence only what stands
    within CONTEXT characters of the focus is given: the time for a whole sentence must not grow with its square.
    """
    first = bisect_left(quantities, focus.start - CONTEXT, key=_start)
    done = max(focus.start - CONTEXT, quantities[first - 1].end if first else 0, 0)
    marked = ""
    for quantity in quantities[first : bisect_left(quantities, focus.end + CONTEXT, key=_start)]:
        sign = "#" if quantity.start == focus.start else _SIGNS.get(quantity.kind, "@")
        if sign == "#" or not _ONE.match(quantity.text):
            marked += text[done : quantity.start] + sign
            done = quantity.end
    return marked + text[done : max(done, focus.end + CONTEXT)]


def _start(quantity: Quantity) -> int:
    return quantity.start
