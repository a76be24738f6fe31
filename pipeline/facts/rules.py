"""models/facts.yaml, read once: what a figure would mean as each fact's value."""

import re
from functools import cache
from typing import Annotated, Literal

from pydantic import BeforeValidator

from pipeline.domain.base import Frozen
from pipeline.resources import models_folder
from pipeline.yamlfile import load_yaml

QuantityKind = Literal[
    "money", "number", "months", "percent", "day", "years", "count", "date", "digits", "basis_points"
]


def _any_of(patterns: list[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


# A list of regular expressions, searched at once.
Cues = Annotated[re.Pattern[str], BeforeValidator(_any_of)]
_NEVER = re.compile(r"(?!)")


class FigureRule(Frozen):
    """How a figure counts as one fact's value.

    kinds: kinds of quantities that can be it. bare_unit: what a number without a unit counts in. least, most: the
    plausible range, in the fact's unit. yearly, monthly: cues around the figure, written #, for which time it is.
    """

    kinds: tuple[QuantityKind, ...]
    bare_unit: float = 1
    least: float = 0
    most: float = 1e12
    yearly: Cues = _NEVER
    monthly: Cues = _NEVER


class FactRules(Frozen):
    """models/facts.yaml as a whole; figures by fact."""

    figures: dict[str, FigureRule]


@cache
def figure_rules() -> dict[str, FigureRule]:
    """The rule of every fact that is a figure.

    Raises:
        ChecklistError: models/facts.yaml has an unknown key, or a pattern that does not compile.
    """
    return load_yaml(models_folder() / "facts.yaml").parse(FactRules).figures
