"""models/cases/follow_up.yaml: what weighs how much, and when a case is called again."""

from pathlib import Path

from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.rulebook.yamlfile import load_yaml

USUAL_WEIGHT = 1


class Step(Frozen):
    """From this sum of risks on, a case is called again after so many days."""

    from_: int = Field(alias="from", ge=0)
    days: int = Field(gt=0)


class FollowUpRules(Frozen):
    """The whole file. risks, items: weights by id. changing: facts that differ from call to call by their nature."""

    risks: dict[str, int]
    steps: tuple[Step, ...] = Field(min_length=1)
    items: dict[str, int]
    changing: frozenset[str]

    def weight_of(self, item: str) -> int:
        """How heavy an open item is."""
        return self.items.get(item, USUAL_WEIGHT)

    def days_for(self, risks: frozenset[str]) -> int:
        """Days until the next call: the more and the heavier the risks, the fewer."""
        total = sum(self.risks.get(risk, USUAL_WEIGHT) for risk in risks)
        reached = [step.days for step in self.steps if step.from_ <= total]
        return min(reached, default=max(step.days for step in self.steps))


def read_follow_up_rules(folder: Path) -> FollowUpRules:
    """The rules of a models folder.

    Raises:
        ChecklistError: the file does not hold to its schema; names the line.
    """
    return load_yaml(folder / "cases" / "follow_up.yaml").parse(FollowUpRules)
