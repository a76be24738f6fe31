"""A case from its calls: the best state of every item, what contradicts, what is open, when to call again.

What weighs how much, and after how many days a case is called again, is read from models/cases/follow_up.yaml.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Final

from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.domain.report import Fact, FactValue, FollowUp, ItemResult, Mismatch
from pipeline.domain.vocabulary import Status
from pipeline.facts.compare import agree
from pipeline.rulebook.yamlfile import load_yaml

# The state that serves the case best comes first; between equals the later call counts.
BEST_FIRST: Final = (
    Status.VERIFIED,
    Status.NOT_APPLICABLE,
    Status.INSUFFICIENT,
    Status.REFUSED,
    Status.UNANSWERED,
    Status.NOT_EVALUABLE,
    Status.MISSING,
)
SETTLED: Final = frozenset({Status.VERIFIED, Status.NOT_APPLICABLE})
_USUAL_WEIGHT: Final = 1


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
        return self.items.get(item, _USUAL_WEIGHT)

    def days_for(self, risks: frozenset[str]) -> int:
        """Days until the next call: the more and the heavier the risks, the fewer."""
        total = sum(self.risks.get(risk, _USUAL_WEIGHT) for risk in risks)
        reached = [step.days for step in self.steps if step.from_ <= total]
        return min(reached, default=max(step.days for step in self.steps))


def read_follow_up_rules(folder: Path) -> FollowUpRules:
    """The rules of a models folder.

    Raises:
        ChecklistError: the file does not hold to its schema; names the line.
    """
    return load_yaml(folder / "cases" / "follow_up.yaml").parse(FollowUpRules)


class CaseCall(Frozen):
    """What one call of a case came to. started_at: None where the manifest did not say it."""

    call_id: str
    stage: str
    started_at: datetime | None
    items: tuple[ItemResult, ...]
    facts: tuple[Fact, ...]
    risks: tuple[str, ...]
    mismatches: tuple[Mismatch, ...]
    follow_up: tuple[FollowUp, ...]


class ItemState(Frozen):
    """The best state of an item, with the call and the second that give it; None where it has no evidence."""

    item: str
    status: Status
    call_id: str
    second: float | None
    question: str


class Contradiction(Frozen):
    """A fact that two calls state differently, the earlier first."""

    fact: str
    first: FactValue
    first_call: str
    second: FactValue
    second_call: str


class FileMismatch(Frozen):
    """A fact that a call states otherwise than the loan file has it."""

    call_id: str
    mismatch: Mismatch


class CaseOverview(Frozen):
    """A case. open: what the next call has to ask, the heaviest first. due: None where no call has a date."""

    case_id: str
    calls: tuple[str, ...]
    settled: tuple[ItemState, ...]
    open: tuple[ItemState, ...]
    contradictions: tuple[Contradiction, ...]
    mismatches: tuple[FileMismatch, ...]
    risks: tuple[str, ...]
    due: date | None


def overview_of(case_id: str, calls: Sequence[CaseCall], rules: FollowUpRules) -> CaseOverview:
    """The case as its calls leave it; calls in any order, those without a time first."""
    calls = sorted(calls, key=_time_and_id)
    states = _best_states(calls)
    unsettled = [state for state in states if state.status not in SETTLED]
    risks = tuple(dict.fromkeys(risk for call in calls for risk in call.risks))
    times = [call.started_at for call in calls if call.started_at]
    return CaseOverview(
        case_id=case_id,
        calls=tuple(call.call_id for call in calls),
        settled=tuple(state for state in states if state.status in SETTLED),
        open=tuple(sorted(unsettled, key=lambda state: -rules.weight_of(state.item))),
        contradictions=tuple(_contradictions(calls, rules.changing)),
        mismatches=tuple(FileMismatch(call_id=c.call_id, mismatch=each) for c in calls for each in c.mismatches),
        risks=risks,
        due=times[-1].date() + timedelta(days=rules.days_for(frozenset(risks))) if times else None,
    )


def _time_and_id(call: CaseCall) -> tuple[float, str]:
    return (call.started_at.timestamp() if call.started_at else 0.0, call.call_id)


def _best_states(calls: Sequence[CaseCall]) -> list[ItemState]:
    best: dict[str, ItemState] = {}
    for call in calls:
        questions = {each.item: each.question for each in call.follow_up}
        for item in call.items:
            former = best.get(item.id)
            if former is None or BEST_FIRST.index(item.status) <= BEST_FIRST.index(former.status):
                best[item.id] = ItemState(
                    item=item.id,
                    status=item.status,
                    call_id=call.call_id,
                    second=item.evidence[-1].start if item.evidence else None,
                    question=questions.get(item.id, ""),
                )
    return list(best.values())


def _contradictions(calls: Sequence[CaseCall], changing: frozenset[str]) -> Iterator[Contradiction]:
    """Every pair of calls that state the same fact differently."""
    for earlier, later in combinations(calls, 2):
        later_facts = {fact.name: fact for fact in later.facts}
        for fact in earlier.facts:
            other = later_facts.get(fact.name)
            if other and fact.name not in changing and not _agree(fact, other):
                yield Contradiction(
                    fact=fact.name,
                    first=fact.value,
                    first_call=earlier.call_id,
                    second=other.value,
                    second_call=later.call_id,
                )


def _agree(one: Fact, other: Fact) -> bool:
    """Whether either value lies within what the other leaves open: a range, an approximate figure."""
    return agree(one, str(other.value)) or agree(other, str(one.value))
