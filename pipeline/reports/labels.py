"""How ids and values are written for people: Chinese names, amounts in 万, terms in months."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache

from pipeline.domain.base import Frozen
from pipeline.domain.report import Fact, FactValue
from pipeline.domain.vocabulary import FactStatus, FactType, Status
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rulebook.yamlfile import load_yaml

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_AT_THE_END_IN_BRACKETS = re.compile(r"（[^（）]*）$")
_MONEY_UNITS = ((Decimal(100_000_000), "亿元"), (Decimal(10_000), "万元"))
_UNITS: dict[FactType, str] = {"months": "个月", "percent": "%", "years": "年", "count": "人", "day": "日"}
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


class Labels(Frozen):
    """models/labels.yaml."""

    facts: dict[str, str]
    values: dict[str, dict[str, str]]
    fact_statuses: dict[FactStatus, str]


@cache
def labels() -> Labels:
    """The Chinese names that the taxonomy does not give, read once."""
    return load_yaml(models_folder() / "labels.yaml").parse(Labels)


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
        return _date(str(value))
    if kind == "money":
        return _figures(value, _money)
    return _figures(value, lambda text: _with_unit(text, _UNITS[kind])) if kind in _UNITS else str(value)


def _figures(value: FactValue, write: Callable[[str], tuple[str, str]]) -> str:
    """A figure, or both ends of a range with their unit written once where it is the same."""
    ends = [write(end) for end in str(value).split("~")]
    if len({unit for _, unit in ends}) == 1:
        return "～".join(number for number, _ in ends) + ends[0][1]
    return "～".join(number + unit for number, unit in ends)


def _money(text: str) -> tuple[str, str]:
    """In 万 or 亿 where two decimals say all of it, else to the last fen."""
    yuan = _number(text)
    if yuan is None:
        return text, ""
    for size, unit in _MONEY_UNITS:
        if abs(yuan) >= size and yuan * 100 % size == 0:
            return _plain(yuan / size), unit
    return _plain(yuan), "元"


def _with_unit(text: str, unit: str) -> tuple[str, str]:
    number = _number(text)
    return (text, "") if number is None else (_plain(number), unit)


def _date(text: str) -> str:
    parts = _DATE.fullmatch(text)
    return "{}年{}月{}日".format(*map(int, parts.groups())) if parts else text


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"


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
