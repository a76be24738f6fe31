"""The shapes of a page's drawings: what became of the items, and who spoke when with the evidence marked."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from pipeline.domain.base import Frozen, TimeSpan
from pipeline.domain.report import CallReport, Evidence, ItemResult
from pipeline.domain.vocabulary import Role, Status
from pipeline.reports.labels import clock, finding_name, item_name, short

# The timeline's measures, in units of its view box; templates/call.html.j2 draws the lanes.
LEFT, WIDTH = 34.0, 590.0
_MOST_TICKS = 7
_TICK_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_THINNEST = 1.0

MarkKind = Literal["item", "risk", "violation"]


class Share(Frozen):
    """How many applicable items have a status, as a stretch of a bar 100 wide."""

    status: Status
    count: int
    x: float
    width: float


class Stretch(Frozen):
    """A stretch of time as a stretch of the timeline."""

    x: float
    width: float
    role: Role | None = None


class Mark(Frozen):
    """An evidence on the timeline; second and utterance say where a click leads."""

    x: float
    kind: MarkKind
    title: str
    second: float
    utterance: int


class Tick(Frozen):
    """A time written under the timeline."""

    x: float
    label: str


class Timeline(Frozen):
    """Everything that the timeline shows of length_s seconds."""

    length_s: float
    left: float
    width: float
    spoken: tuple[Stretch, ...]
    unheard: tuple[Stretch, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]


def shares(items: Sequence[ItemResult]) -> tuple[Share, ...]:
    """The applicable items by status, in the order of Status."""
    counts: Counter[Status] = Counter(item.status for item in items if item.status is not Status.NOT_APPLICABLE)
    drawn: list[Share] = []
    for status in (status for status in Status if counts[status]):
        x = drawn[-1].x + drawn[-1].width if drawn else 0.0
        drawn.append(Share(status=status, count=counts[status], x=x, width=100 * counts[status] / counts.total()))
    return tuple(drawn)


def timeline(report: CallReport) -> Timeline:
    """Who speaks when, what was not recognised, and where the evidence stands."""
    length = max(1.0, report.recording.duration_s, *(u.end for u in report.transcript))
    longer = math.ceil(length / _MOST_TICKS / _TICK_STEPS_S[-1]) * _TICK_STEPS_S[-1]  # whole hours
    step = next((s for s in _TICK_STEPS_S if length / s <= _MOST_TICKS), longer)
    return Timeline(
        length_s=length,
        left=LEFT,
        width=WIDTH,
        spoken=tuple(_stretch(u, length, u.role) for u in report.transcript),
        unheard=tuple(_stretch(u, length) for u in report.quality.unheard),
        marks=tuple(
            Mark(
                x=_x(e.start, length),
                kind=kind,
                title=f"{clock(e.start)} {name}",
                second=e.start,
                utterance=e.utterance,
            )
            for kind, name, e in _evidence(report)
        ),
        ticks=tuple(Tick(x=_x(second, length), label=clock(second)) for second in range(0, int(length) + 1, step)),
    )


def _x(second: float, length_s: float) -> float:
    return round(LEFT + WIDTH * min(max(second, 0.0), length_s) / length_s, 1)


def _stretch(span: TimeSpan, length_s: float, role: Role | None = None) -> Stretch:
    x = _x(span.start, length_s)
    return Stretch(x=x, width=max(_THINNEST, round(_x(span.end, length_s) - x, 1)), role=role)


def _evidence(report: CallReport) -> Iterator[tuple[MarkKind, str, Evidence]]:
    """Findings last: they are drawn over the items."""
    for item in report.items:
        yield from (("item", item_name(item.id), evidence) for evidence in item.evidence)
    for risk in report.risks:
        yield from (("risk", short(finding_name(risk.id)), evidence) for evidence in risk.evidence)
    for violation in report.violations:
        yield from (("violation", short(finding_name(violation.id)), evidence) for evidence in violation.evidence)
