"""How ids and values are written for people: Chinese names, amounts in 万, terms in months."""

from collections.abc import Callable
from functools import cache

from pipeline.domain.base import Frozen
from pipeline.domain.report import Fact, FactValue
from pipeline.resources import models_folder, taxonomy
from pipeline.yamlfile import load_yaml

_TEN_THOUSAND, _HUNDRED_MILLION = 10_000, 100_000_000
_UNITS = {"months": "个月", "percent": "%", "years": "年", "count": "人", "day": "日"}


class Labels(Frozen):
    """models/labels.yaml."""

    facts: dict[str, str]
    values: dict[str, dict[str, str]]
    fact_statuses: dict[str, str]


@cache
def labels() -> Labels:
    """The Chinese names, read once."""
    return load_yaml(models_folder() / "labels.yaml").parse(Labels)


def fact_name(name: str) -> str:
    """A fact's Chinese name."""
    return labels().facts.get(name, name)


def fact_value(name: str, value: FactValue) -> str:
    """A fact's value as people write it: 25万元, 36个月, 4.35%, 已婚."""
    kind = taxonomy().facts[name].type if name in taxonomy().facts else "text"
    if isinstance(value, bool) or kind == "bool":
        return "有" if str(value).lower() == "true" else "无"
    if kind == "enum":
        return labels().values.get(name, {}).get(str(value), str(value))
    if kind == "money":
        return _each_end(value, _money)
    if kind in _UNITS:
        return _each_end(value, _plain) + _UNITS[kind]
    return str(value)


def fact_text(fact: Fact) -> str:
    """A fact's value as people write it."""
    return fact_value(fact.name, fact.value)


def _each_end(value: FactValue, write: Callable[[str], str]) -> str:
    return "～".join(write(end) for end in str(value).split("~"))


def _money(text: str) -> str:
    number = _number(text)
    if number is None:
        return text
    for size, unit in ((_HUNDRED_MILLION, "亿元"), (_TEN_THOUSAND, "万元")):
        if abs(number) >= size:
            return f"{number / size:.6g}{unit}"
    return f"{number:.6g}元"


def _plain(text: str) -> str:
    number = _number(text)
    return text if number is None else f"{number:.6g}"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def clock(seconds: float) -> str:
    """Seconds as m:ss."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
