"""A case from its calls: the best state of every item, what contradicts, what is open, when to call again."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations

from pipeline.cases.rules import FollowUpRules
from pipeline.domain.base import Frozen
from pipeline.domain.report import Fact, FactValue, FollowUp, ItemResult, Mismatch
from pipeline.domain.vocabulary import Status
from pipeline.facts.compare import agree

# The state that serves the case best comes first; between equals the later call counts.
BEST_FIRST = (
    Status.VERIFIED,
    Status.NOT_APPLICABLE,
    Status.INSUFFICIENT,
    Status.REFUSED,
    Status.UNANSWERED,
    Status.NOT_EVALUABLE,
    Status.MISSING,
)
SETTLED = frozenset({Status.VERIFIED, Status.NOT_APPLICABLE})


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
    """A fact that two calls tell differently, the earlier first."""

    fact: str
    first: FactValue
    first_call: str
    second: FactValue
    second_call: str


class FileMismatch(Frozen):
    """A fact that a call tells otherwise than the loan file."""

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
    calls = sorted(calls, key=_moment)
    states = _best_states(calls)
    chased = [state for state in states if state.status not in SETTLED]
    risks = tuple(dict.fromkeys(risk for call in calls for risk in call.risks))
    return CaseOverview(
        case_id=case_id,
        calls=tuple(call.call_id for call in calls),
        settled=tuple(state for state in states if state.status in SETTLED),
        open=tuple(sorted(chased, key=lambda state: -rules.weight_of(state.item))),
        contradictions=tuple(_contradictions(calls, rules.changing)),
        mismatches=tuple(FileMismatch(call_id=c.call_id, mismatch=each) for c in calls for each in c.mismatches),
        risks=risks,
        due=_due(calls, rules.days_for(frozenset(risks))),
    )


def _moment(call: CaseCall) -> tuple[float, str]:
    return (call.started_at.timestamp() if call.started_at else 0.0, call.call_id)


def _best_states(calls: Sequence[CaseCall]) -> list[ItemState]:
    best: dict[str, ItemState] = {}
    for call in calls:
        questions = {each.item: each.question for each in call.follow_up}
        for item in call.items:
            state = _state(call, item, questions.get(item.id, ""))
            former = best.get(item.id)
            if former is None or BEST_FIRST.index(state.status) <= BEST_FIRST.index(former.status):
                best[item.id] = state
    return list(best.values())


def _state(call: CaseCall, item: ItemResult, question: str) -> ItemState:
    second = item.evidence[-1].start if item.evidence else None
    return ItemState(item=item.id, status=item.status, call_id=call.call_id, second=second, question=question)


def _contradictions(calls: Sequence[CaseCall], changing: frozenset[str]) -> Iterator[Contradiction]:
    """Every pair of calls that tell the same fact differently."""
    for earlier, later in combinations(calls, 2):
        told = {fact.name: fact for fact in later.facts}
        for fact in earlier.facts:
            other = told.get(fact.name)
            if other and fact.name not in changing and not _same(fact, other):
                yield Contradiction(
                    fact=fact.name,
                    first=fact.value,
                    first_call=earlier.call_id,
                    second=other.value,
                    second_call=later.call_id,
                )


def _same(one: Fact, other: Fact) -> bool:
    return agree(one, str(other.value)) or agree(other, str(one.value))


def _due(calls: Sequence[CaseCall], days: int) -> date | None:
    """So many days after the last call that has a time."""
    times = [call.started_at for call in calls if call.started_at]
    return times[-1].date() + timedelta(days=days) if times else None
