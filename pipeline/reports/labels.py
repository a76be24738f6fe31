"""How ids and values are written for people: Chinese names, amounts in 万, terms in months."""

import re
from datetime import datetime
from decimal import Decimal

from pipeline.domain.report import Fact, FactValue
from pipeline.domain.vocabulary import UNITS, FactStatus, FactType, Status
from pipeline.rulebook.labels import labels
from pipeline.rulebook.taxonomy import taxonomy

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_AT_THE_END_IN_BRACKETS = re.compile(r"（[^（）]*）$")
_LARGE_AMOUNTS = ((Decimal(100_000_000), "亿元"), (Decimal(10_000), "万元"))
# A shape for each status beside its colour, for those who see no colours and for print.
_MARKS = {
    Status.VERIFIED: "✓",
    Status.INSUFFICIENT: "△",
    Status.UNANSWERED: "？",
    Status.REFUSED: "✕",
    Status.MISSING: "○",
    Status.NOT_APPLICABLE: "—",
    Status.NOT_EVALUABLE: "◇",
}


def product_name(product: str) -> str:
    """A product's Chinese name; an id that is none stays as it is, here and below."""
    return taxonomy().products.get(product, product)


def stage_name(stage: str) -> str:
    """A stage's Chinese name."""
    return taxonomy().stages.get(stage, stage)


def stage_short(stage: str) -> str:
    """A stage's Chinese name without what is done in it: 贷前调查."""
    return stage_name(stage).split("·")[0]


def kind_name(product: str, stage: str) -> str:
    """Product and stage: 个人消费贷款 · 贷前调查."""
    return " · ".join(filter(None, (product_name(product), stage_short(stage))))


def item_name(item: str) -> str:
    """An item's Chinese name."""
    entry = taxonomy().items.get(item)
    return entry.name if entry else item


def finding_name(finding: str) -> str:
    """The Chinese name of a risk or violation."""
    return {**taxonomy().risks, **taxonomy().violations}.get(finding, finding)


def short(name: str) -> str:
    """A name without what it explains in brackets at its end."""
    return _AT_THE_END_IN_BRACKETS.sub("", name)


def mark(status: Status) -> str:
    """The sign of an item's status."""
    return _MARKS[status]


def fact_name(name: str) -> str:
    """A fact's Chinese name."""
    return labels().facts.get(name, name)


def fact_status(status: FactStatus) -> str:
    """The Chinese name of a fact's status."""
    return labels().fact_statuses[status]


def fact_text(fact: Fact) -> str:
    """A fact's value as people write it, and whether it was meant to the last digit."""
    return f"约{fact_value(fact.name, fact.value)}" if fact.approximate else fact_value(fact.name, fact.value)


def fact_value(name: str, value: FactValue) -> str:
    """A fact's value as people write it: 25万元, 36个月, 4.35%, 已婚, 1990年3月5日; what has no such form stays."""
    entry = taxonomy().facts.get(name)
    kind: FactType = entry.type if entry else "text"
    if kind == "bool":
        return {"true": "有", "false": "无"}.get(str(value).lower(), str(value))
    if kind == "enum":
        return labels().values.get(name, {}).get(str(value), str(value))
    if kind == "date":
        parts = _DATE.fullmatch(str(value))
        return "{}年{}月{}日".format(*map(int, parts.groups())) if parts else str(value)
    if kind not in UNITS:
        return str(value)
    ends = [_figure(end, kind) for end in str(value).split("~")]  # of a range, or the figure alone
    if len({unit for _, unit in ends}) == 1:
        return "～".join(number for number, _ in ends) + ends[0][1]
    return "～".join(number + unit for number, unit in ends)


def _figure(text: str, kind: FactType) -> tuple[str, str]:
    """A figure and its unit: money in 万 or 亿 where two decimals say all of it, else to the last fen."""
    if not _NUMBER.fullmatch(text):
        return text, ""
    number, unit = Decimal(text), UNITS[kind]
    if kind == "money":
        for size, large_unit in _LARGE_AMOUNTS:
            if abs(number) >= size and number * 100 % size == 0:
                number, unit = number / size, large_unit
                break
    return f"{number.normalize():,f}", unit


def clock(seconds: float) -> str:
    """Seconds as m:ss, or h:mm:ss from an hour on."""
    hours, rest = divmod(int(seconds), 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def percent(share: float) -> str:
    """A share from 0 to 1 as whole per cent; only what is whole reads 100%, only what is nothing 0%."""
    if not 0 < share < 1:
        return f"{share:.0%}"
    return f"{min(99, max(1, round(share * 100)))}%"


def local_time(text: str) -> str:
    """An ISO 8601 date and time as people write it, to the minute; anything else as it stood."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{moment:%Y-%m-%d %H:%M}" if ":" in text else text
