"""models/facts.yaml: what a figure would mean as each fact's value."""

from pathlib import Path
from typing import Literal

from pipeline.domain.base import Frozen
from pipeline.rulebook.yamlfile import NEVER, AnyOf, load_yaml

QuantityKind = Literal[
    "money", "number", "months", "percent", "day", "years", "count", "date", "digits", "basis_points"
]


class FigureRule(Frozen):
    """How a figure counts as one fact's value.

    kinds: kinds of quantities that can be it. bare_unit: what a number without a unit counts in. least, most: the
    plausible range, in the fact's unit. yearly, monthly: cues around the figure, written #, for which time it is.
    """

    kinds: tuple[QuantityKind, ...]
    bare_unit: float = 1
    least: float = 0
    most: float = 1e12
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
