"""Facts against the loan file: which values disagree with it, and which a recogniser may have got wrong."""

import re
from collections.abc import Mapping
from typing import Final

from pipeline.domain.report import Fact, FactValue, Mismatch
from pipeline.domain.vocabulary import FactType
from pipeline.facts.filed import as_filed
from pipeline.facts.measures import Bounds
from pipeline.numbers.find import quantities
from pipeline.numbers.quantity import range_text
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.text.phonetics import in_sound

APPROXIMATE_TOLERANCE = 0.05  # share by which a figure said as approximate may miss the file's
BADLY_HEARD = 0.75  # confidence of an utterance below which its figures are to be listened to
ONE_DIGIT_OFF = 0.6  # what a value keeps of its confidence when one digit sets it apart from the loan file's
_REMARK_BADLY_HEARD = "；该句识别不清，请复听"
_REMARK_ONE_DIGIT = "；与申请资料只差一位数字，可能听错，请复听"
NUMERIC: Final[frozenset[FactType]] = frozenset({"money", "months", "percent", "years", "count", "day"})
FIGURES: Final[frozenset[FactType]] = NUMERIC | {"digits", "date"}  # what is said in figures
_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")
_RANGE = re.compile(r"(\d{1,15}(?:\.\d+)?)[~～—–-](\d{1,15}(?:\.\d+)?)")
_SEPARATORS = re.compile(r"[,，\s¥￥]|元$|%$")
_NOT_A_DIGIT = re.compile(r"\D")
_HIDDEN = re.compile(r"[*＊•]+")
_TRUE, _FALSE = frozenset({"true", "1", "是", "有", "yes", "y"}), frozenset({"false", "0", "否", "无", "no", "n"})


def mismatches(facts: tuple[Fact, ...], application: Mapping[str, str]) -> tuple[Mismatch, ...]:
    """The facts whose value disagrees with the loan file, in the order of the facts.

    application: by fact name, as the manifest's app.* columns stand; empty values say nothing, and neither do those
    that a spreadsheet lost a part of. A range that holds the file's figure agrees with it, and so does an approximate
    figure within 5 %. Names agree when one holds the other or sounds like it.
    """
    filed = [(fact, as_filed(fact.name, application.get(fact.name, ""))) for fact in facts]
    return tuple(
        Mismatch(fact=fact.name, stated=fact.value, application=_reported(fact, value), evidence=fact.evidence)
        for fact, value in filed
        if value and not agree(fact, value)
    )


def _reported(fact: Fact, filed: str) -> FactValue:
    """The file's value as the report gives it: numbers as numbers, the rest as it stands."""
    figures = figures_of(filed) if taxonomy().facts[fact.name].type in NUMERIC else None
    if figures is None:
        return filed
    if figures.low != figures.high:
        return range_text(figures.low, figures.high)
    return int(figures.low) if figures.low == int(figures.low) else figures.low


def agree(fact: Fact, filed: str) -> bool:
    """Whether a fact and what the loan file says for it are the same."""
    kind, stated = taxonomy().facts[fact.name].type, str(fact.value)
    if kind in NUMERIC:
        return _figures_agree(fact, filed)
    match kind:
        case "digits":  # one may be the end of the other: the file can hold a whole ID number, the call gives its end
            return _digits_agree(stated, filed)
        case "date":  # 2024-01-05, 2024/1/5 and 2024年1月5日 are the same
            dates = ([part.zfill(2) for part in _NOT_A_DIGIT.split(text) if part] for text in (stated, filed))
            one, other = map("".join, dates)
            return one.startswith(other)  # the file may know no more than the year
        case "enum":
            return stated == filed.lower()
        case "bool":
            return _truth(stated) == _truth(filed)
        case _:  # names are heard, not read: one that sounds like the file's is the file's (陈志远, 陈之远)
            one, other = (in_sound(re.sub(r"\s", "", text).upper()) for text in (stated, filed))
            return one in other or other in one


def _digits_agree(stated: str, filed: str) -> bool:
    """The file may show the two ends of a number alone: 138****5678."""
    one, other = (re.sub(r"[^0-9X*]", "", _HIDDEN.sub("*", text.upper())) for text in (stated, filed))
    head, hidden, tail = other.partition("*")
    if hidden:
        whole = len(one) > len(head) + len(tail)
        return (one.startswith(head) or not whole) and (one.endswith(tail) or tail.endswith(one))
    return one.endswith(other) or other.endswith(one)


def _figures_agree(fact: Fact, filed: str) -> bool:
    stated, wanted = figures_of(str(fact.value)), figures_of(filed)
    if stated is None or wanted is None:
        return str(fact.value) == filed
    if stated.low == stated.high and fact.approximate:
        return abs(stated.low - wanted.low) <= APPROXIMATE_TOLERANCE * abs(wanted.low)
    return stated.low <= wanted.high and wanted.low <= stated.high


def figures_of(text: str) -> Bounds | None:
    """The figure or range that a text holds (300000, 2000~3000, 30万, 3.85%), None where it holds none."""
    plain = _SEPARATORS.sub("", text)
    if found := _RANGE.fullmatch(plain):
        return Bounds(float(found[1]), float(found[2]))
    if _NUMBER.fullmatch(plain):
        return Bounds(float(plain), float(plain))
    read = quantities(text)
    return Bounds(read[0].low, read[0].high) if len(read) == 1 else None


def _truth(text: str) -> bool | str:
    lowered = text.lower()
    return True if lowered in _TRUE else False if lowered in _FALSE else lowered


def doubt_between(stated: str, confidence: float, kind: FactType, filed: str) -> tuple[str, float]:
    """What to remark on a value, "" for nothing, and what its confidence is to be multiplied by.

    confidence: how well its utterance was heard, 0 to 1. filed: what the loan file says for the fact, "" where it says
    nothing. Written transcripts are taken at their word.
    """
    if confidence >= 1 or kind not in FIGURES:
        return "", 1.0
    if filed and one_digit_off(stated, filed):
        return _REMARK_ONE_DIGIT, ONE_DIGIT_OFF
    return (_REMARK_BADLY_HEARD if confidence < BADLY_HEARD else ""), 1.0


def one_digit_off(stated: str, filed: str) -> bool:
    """Whether one digit was changed, lost or added between the two."""
    one, other = _significant_digits(stated), _significant_digits(filed)
    if one == other or not one or not other:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    shorter, longer = sorted((one, other), key=len)
    return len(longer) - len(shorter) == 1 and any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))


def _significant_digits(text: str) -> str:
    """The digits of a value, figures first as plain numbers, without the noughts at the end that only say how large."""
    figures = figures_of(text)
    plain = f"{figures.low:f}".rstrip("0").rstrip(".") if figures and figures.low == figures.high else text
    return _NOT_A_DIGIT.sub("", plain)
