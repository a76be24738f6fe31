"""What a new judgement changes in the verdicts that stand: the impact of a checklist before it is adopted."""

from collections import Counter
from collections.abc import Iterable

from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Status


class Verdict(Frozen):
    """What was decided on a call. findings: ids of risks and violations."""

    statuses: dict[str, Status]
    findings: frozenset[str]
    points: int


class Flip(Frozen):
    """One change; before or after is empty where an item or finding was not there."""

    call_id: str
    what: str
    before: str
    after: str


def verdict_of(report: CallReport) -> Verdict:
    """The verdict that a report gives."""
    return Verdict(
        statuses={item.id: item.status for item in report.items},
        findings=frozenset(finding.id for finding in (*report.risks, *report.violations)),
        points=report.score.points,
    )


def flips(call_id: str, before: Verdict, after: Verdict) -> tuple[Flip, ...]:
    """Items whose status changes, in their order, then findings that come or go."""
    statuses = [
        (item, str(before.statuses.get(item, "")), str(after.statuses.get(item, "")))
        for item in dict.fromkeys([*before.statuses, *after.statuses])
    ]
    changed = [
        Flip(call_id=call_id, what=item, before=former, after=new) for item, former, new in statuses if former != new
    ]
    gone = [Flip(call_id=call_id, what=id_, before="found", after="") for id_ in before.findings - after.findings]
    come = [Flip(call_id=call_id, what=id_, before="", after="found") for id_ in after.findings - before.findings]
    return (*changed, *sorted([*gone, *come], key=lambda flip: flip.what))


def tally(changes: Iterable[Flip]) -> list[tuple[Flip, int]]:
    """How many calls make each change, the commonest first; the flips are without their calls."""
    counted = Counter(flip.model_copy(update={"call_id": ""}) for flip in changes)
    return sorted(counted.items(), key=lambda each: (-each[1], each[0].what))
