"""When two values of a fact say the same."""

import re

from pipeline.domain.report import FactValue
from pipeline.evaluation.gold import GoldValue

_NUMBER = r"\d+(?:\.\d+)?"
_RANGE = re.compile(f"({_NUMBER})[~–—至-]({_NUMBER})")
_SIGNED = re.compile(f"-?{_NUMBER}")
_IDLE = re.compile(r"[\s，。、]")
# Names heard over a telephone: one may hold the other.
_LOOSE = frozenset({"employer", "customer_name"})


def same_fact(name: str, want: GoldValue, have: FactValue) -> bool:
    """Whether a reported value is the labelled one: numbers to six digits, ranges end by end, names loosely."""
    left, right = canonical_value(want), canonical_value(have)
    if name in _LOOSE and left and right:
        return left in right or right in left
    return left == right


def canonical_value(value: GoldValue | FactValue) -> str:
    """One spelling for every value that means the same."""
    text = str(value).strip().replace(",", "")
    if text.lower() in ("true", "false"):
        return text.lower()
    ends = _RANGE.fullmatch(text)
    if ends:
        return "~".join(_six_digits(end) for end in ends.groups())
    if _SIGNED.fullmatch(text):
        return _six_digits(text)
    return _IDLE.sub("", text).upper()


def _six_digits(number: str) -> str:
    return f"{float(number):.6g}"
