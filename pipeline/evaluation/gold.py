"""Labelled calls: what a careful reviewer found, the words spoken where known, and when a value is the labelled one."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field, ValidationError

from pipeline.domain.base import Frozen
from pipeline.domain.report import FactValue
from pipeline.domain.vocabulary import Role, Status
from pipeline.errors import UsageError
from pipeline.rulebook.yamlfile import load_yaml

GoldValue = bool | int | float | str | date

_NUMBER = r"\d+(?:\.\d+)?"
_RANGE = re.compile(f"({_NUMBER})[~–—至-]({_NUMBER})")
_SIGNED = re.compile(f"-?{_NUMBER}")
_IGNORED = re.compile(r"[\s，。、]")
# Names heard over a telephone: one may hold the other.
_LOOSELY_COMPARED = frozenset({"employer", "customer_name"})


class Verdicts(Frozen):
    """The labels of one call, in the taxonomy's ids."""

    items: dict[str, Status]
    facts: dict[str, GoldValue] = Field(default_factory=dict)
    risks: frozenset[str] = frozenset()
    violations: frozenset[str] = frozenset()
    mismatches: frozenset[str] = frozenset()


class GoldCall(Frozen):
    """One labelled call; the rest of its file says how it was made and does not matter here."""

    model_config = ConfigDict(extra="ignore")

    id: str
    gold: Verdicts


class ReferenceTurn(Frozen):
    """What one speaker said, word for word. start: seconds."""

    model_config = ConfigDict(extra="ignore")

    role: Role
    start: float
    text: str


class Reference(Frozen):
    """The turns of one call as they were spoken, and whether the recording has a channel a role."""

    model_config = ConfigDict(extra="ignore")

    layout: Literal["stereo", "mono"]
    turns: tuple[ReferenceTurn, ...]


def read_gold(folder: Path) -> tuple[GoldCall, ...]:
    """The labelled calls of a folder (*.yaml), in the order of their names.

    Raises:
        UsageError: there are none.
        ChecklistError: a file does not hold to the form; names file, line and what is allowed.
    """
    calls = tuple(load_yaml(path).parse(GoldCall) for path in sorted(folder.glob("*.yaml")))
    if not calls:
        raise UsageError(folder, "holds no labelled call", "Give a folder with one YAML file a call.")
    return calls


def read_reference(folder: Path, call_id: str) -> Reference:
    """The words spoken in a call: CALL_ID.turns.json.

    Raises:
        UsageError: it is not there or not of that form.
    """
    path = folder / f"{call_id}.turns.json"
    try:
        return Reference.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValidationError, json.JSONDecodeError) as error:
        remedy = 'Give JSON of the form {"layout": "stereo|mono", "turns": [{"role", "start", "text"}]}.'
        raise UsageError(path, f"the spoken turns cannot be read ({type(error).__name__})", remedy) from error


def same_fact(name: str, want: GoldValue, have: FactValue) -> bool:
    """Whether a reported value is the labelled one: numbers to six digits, ranges end by end, names loosely."""
    left, right = _canonical(want), _canonical(have)
    if name in _LOOSELY_COMPARED and left and right:
        return left in right or right in left
    return left == right


def _canonical(value: GoldValue | FactValue) -> str:
    """One spelling for every value that means the same."""
    text = str(value).strip().replace(",", "")
    if text.lower() in ("true", "false"):
        return text.lower()
    ends = _RANGE.fullmatch(text)
    if ends:
        return "~".join(f"{float(end):.6g}" for end in ends.groups())
    return f"{float(text):.6g}" if _SIGNED.fullmatch(text) else _IGNORED.sub("", text).upper()
