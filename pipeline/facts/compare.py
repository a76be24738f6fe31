"""Facts against the loan file: which values said in the call disagree with what the application holds."""

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from pipeline.domain.report import Fact, FactValue, Mismatch
from pipeline.domain.vocabulary import FactType
from pipeline.numbers.find import quantities
from pipeline.numbers.quantity import decimal_text
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.text.phonetics import in_sound

APPROXIMATE_TOLERANCE = 0.05  # share by which a figure said as approximate may miss the file's
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)[~～—–-](\d+(?:\.\d+)?)")
_SEPARATORS = re.compile(r"[,，\s¥￥]|元$|%$")
_NOT_A_DIGIT = re.compile(r"\D")
_TRUE, _FALSE = frozenset({"true", "1", "是", "有", "yes", "y"}), frozenset({"false", "0", "否", "无", "no", "n"})
NUMERIC: Final[frozenset[FactType]] = frozenset({"money", "months", "percent", "years", "count", "day"})


class Figures(NamedTuple):
    """A figure or a range; low == high for a single figure."""

    low: float
    high: float


def mismatches(facts: tuple[Fact, ...], application: Mapping[str, str]) -> tuple[Mismatch, ...]:
    """The facts whose value disagrees with the loan file, in the order of the facts.

    application: by fact name, as the manifest's app.* columns stand; empty values say nothing. A range that holds the
    file's figure agrees with it, and so does an approximate figure within 5 %. Names agree when one
    holds the other or sounds like it.
    """
    return tuple(
        _mismatch(fact, said.strip())
        for fact in facts
        if (said := application.get(fact.name, "")).strip() and not agree(fact, said.strip())
    )


def agree(fact: Fact, said: str) -> bool:
    """Whether a fact and what the loan file says for it are the same."""
    kind = taxonomy().facts[fact.name].type
    if kind in NUMERIC:
        return _figures_agree(fact, said)
    compare = _COMPARISONS.get(kind, _texts_agree)
    return compare(str(fact.value), said)


def _figures_agree(fact: Fact, said: str) -> bool:
    stated, filed = figures_of(str(fact.value)), figures_of(said)
    if stated is None or filed is None:
        return str(fact.value) == said
    if stated.low == stated.high and fact.approximate:
        return abs(stated.low - filed.low) <= APPROXIMATE_TOLERANCE * abs(filed.low)
    return stated.low <= filed.high and filed.low <= stated.high


def figures_of(text: str) -> Figures | None:
    """The figure or range that a text holds (300000, 2000~3000, 30万, 3.85%), None where it holds none."""
    plain = _SEPARATORS.sub("", text)
    if found := _RANGE.fullmatch(plain):
        return Figures(float(found[1]), float(found[2]))
    if _NUMBER.fullmatch(plain):
        return Figures(float(plain), float(plain))
    read = quantities(text)
    return Figures(read[0].low, read[0].high) if len(read) == 1 else None


def _texts_agree(stated: str, filed: str) -> bool:
    """Names are heard, not read: one that sounds like the file's is the file's (陈志远, 陈之远)."""
    one, other = (in_sound(re.sub(r"\s", "", text).upper()) for text in (stated, filed))
    return one in other or other in one


def _digits_agree(stated: str, filed: str) -> bool:
    """One may be the end of the other: the file can hold a whole ID number, the call gives its end."""
    one, other = (re.sub(r"[^0-9X]", "", text.upper()) for text in (stated, filed))
    return one.endswith(other) or other.endswith(one)


def _dates_agree(stated: str, filed: str) -> bool:
    return _eight_digits(stated) == _eight_digits(filed)


def _eight_digits(date: str) -> str:
    """20240105 for 2024-01-05, 2024/1/5 and 2024年1月5日."""
    parts = [part for part in _NOT_A_DIGIT.split(date) if part]
    return "".join(part.zfill(2) for part in parts)


def _enums_agree(stated: str, filed: str) -> bool:
    return stated == filed.lower()


def _truths_agree(stated: str, filed: str) -> bool:
    return _truth(stated) == _truth(filed)


def _truth(text: str) -> bool | str:
    lowered = text.lower()
    return True if lowered in _TRUE else False if lowered in _FALSE else lowered


_COMPARISONS: dict[FactType, Callable[[str, str], bool]] = {
    "digits": _digits_agree,
    "date": _dates_agree,
    "enum": _enums_agree,
    "bool": _truths_agree,
}


def _mismatch(fact: Fact, said: str) -> Mismatch:
    return Mismatch(fact=fact.name, stated=fact.value, application=_typed(fact, said), evidence=fact.evidence)


def _typed(fact: Fact, said: str) -> FactValue:
    """The file's value as the report gives it: numbers as numbers, the rest as it stands."""
    figures = figures_of(said) if taxonomy().facts[fact.name].type in NUMERIC else None
    if figures is None:
        return said
    if figures.low != figures.high:
        return f"{decimal_text(figures.low)}~{decimal_text(figures.high)}"
    return int(figures.low) if figures.low == int(figures.low) else figures.low
