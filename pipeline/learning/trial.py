"""Tries a refitted reader on decided calls that it was not fitted on: what flips, and whether it got worse."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from pipeline.checklist.from_reading import items_from
from pipeline.checklist.load import Checklist
from pipeline.conduct.from_reading import likeliest, risks_from, violations_from
from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Status
from pipeline.evaluation.metrics import Counts, counted
from pipeline.learning.decisions import Decision
from pipeline.learning.refit import DecidedFinding, DecidedStatus, product_labels, refitted, without
from pipeline.population.flips import Flip, Verdict, flips
from pipeline.reader.artefact import Description
from pipeline.reader.reader import shifted
from pipeline.reader.reading import Reading

KEPT_AWAY_EVERY: Final = 3  # of so many calls one is kept away from fitting
LEAST_CALLS: Final = 30  # decided calls below which nothing is learned


@dataclass(frozen=True)
class DecidedCall:
    """A call that a person decided on, as the reader reads it."""

    call_id: str
    transcript: Transcript
    checklist: Checklist
    reading: Reading
    decisions: tuple[Decision, ...]

    @cached_property
    def statuses(self) -> dict[str, Status]:
        """By item the status that was decided."""
        return {each.id: each.value for each in self.decisions if isinstance(each.value, Status)}

    @cached_property
    def findings(self) -> dict[str, bool]:
        """By risk or violation whether it holds; a call at night is found by the clock, which no decision changes."""
        kinds = self.reading.labels.conduct
        return {each.id: each.value for each in self.decisions if isinstance(each.value, bool) and each.id in kinds}

    def reweighed(self, labels: Description) -> Reading:
        """The reading as it would be with these labels."""
        before = self.reading.labels
        rows = [
            shifted(row, tuple(np.subtract(labels.shift_of(item.id), before.shift_of(item.id)).tolist()))
            for row, item in zip(self.reading.statuses, self.reading.items, strict=True)
        ]
        return replace(self.reading, labels=labels, statuses=np.stack(rows))

    def verdict(self, labels: Description) -> Verdict:
        """What the call comes to with these labels."""
        reading = self.reweighed(labels)
        items = items_from(reading, self.transcript, self.checklist)
        found = (*risks_from(reading, self.transcript, {}), *violations_from(reading, self.transcript, {}))
        return Verdict(
            statuses={item.id: item.status for item in items}, findings=frozenset(each.id for each in found), points=0
        )


class Measures(Frozen):
    """How a reader does on decided calls. statuses, flagged: of decided items; findings: of decided ones."""

    statuses_right: int = 0
    statuses: int = 0
    flagged: Counts = Counts()
    findings: Counts = Counts()

    def __add__(self, other: "Measures") -> "Measures":
        """Both together."""
        return Measures(
            statuses_right=self.statuses_right + other.statuses_right,
            statuses=self.statuses + other.statuses,
            flagged=self.flagged + other.flagged,
            findings=self.findings + other.findings,
        )

    @property
    def accuracy(self) -> float:
        """Share of decided statuses that are right; 1 where none is decided."""
        return self.statuses_right / self.statuses if self.statuses else 1.0

    def is_worse_than(self, other: "Measures") -> bool:
        """Whether any of the three figures is lower."""
        mine = (self.accuracy, self.flagged.f1, self.findings.f1)
        return any(a < b for a, b in zip(mine, (other.accuracy, other.flagged.f1, other.findings.f1), strict=True))


class Trial(Frozen):
    """A refitted reader and what it would change.

    learned_on, kept_away: how many calls. fitted: the items and kinds that changed. left: those that were fitted and
    put back, being worse on the calls kept away. before, after: on those. changes: in all decided calls, also in what
    nobody decided on. not_learned: decisions on what is decided by no reader.
    """

    labels: Description
    learned_on: int
    kept_away: int
    fitted: tuple[str, ...]
    left: tuple[str, ...]
    not_learned: int
    before: Measures
    after: Measures
    changes: tuple[Flip, ...]

    @property
    def enough(self) -> bool:
        """Whether there were calls enough to fit and to measure."""
        return self.learned_on + self.kept_away >= LEAST_CALLS and self.kept_away > 0 and self.learned_on > 0

    @property
    def may_be_adopted(self) -> bool:
        """Whether it was measured, changes something and is not worse in any figure."""
        return self.enough and bool(self.fitted) and not self.after.is_worse_than(self.before)


def run_trial(labels: Description, calls: Sequence[DecidedCall]) -> Trial:
    """Fit on two thirds of the calls, measure on the others. labels: those that the readings were made with.

    Only what was decided on in both parts is fitted, and what gets worse by itself on the calls kept away is put back.
    """
    training = [call for call in calls if not is_kept_away(call.call_id)]
    held_out = [call for call in calls if is_kept_away(call.call_id)]
    measurable = _decided_in(training) & _decided_in(held_out)
    tried = _fitted(labels, training, measurable)
    before = [(call, call.verdict(labels)) for call in calls]
    held_out_before = [(call, verdict) for call, verdict in before if is_kept_away(call.call_id)]
    errors_before, errors = _errors(held_out_before), _errors((call, call.verdict(tried)) for call in held_out)
    left = tuple(sorted(name for name in measurable if errors[name] > errors_before[name]))
    fitted = without(tried, left)
    after = [(call, call.verdict(fitted)) for call in calls]
    held_out_after = [(call, verdict) for call, verdict in after if is_kept_away(call.call_id)]
    return Trial(
        labels=fitted,
        learned_on=len(training),
        kept_away=len(held_out),
        fitted=_changed(labels, fitted),
        left=left,
        not_learned=sum(len(call.decisions) - len(call.statuses) - len(call.findings) for call in calls),
        before=sum((measures_of(call, verdict) for call, verdict in held_out_before), start=Measures()),
        after=sum((measures_of(call, verdict) for call, verdict in held_out_after), start=Measures()),
        changes=tuple(
            flip for (c, was), (_, now) in zip(before, after, strict=True) for flip in flips(c.call_id, was, now)
        ),
    )


def _fitted(labels: Description, calls: Sequence[DecidedCall], wanted: frozenset[str]) -> Description:
    """Labels fitted on what the calls decide of the wanted items and kinds, from the product's own on."""
    product = product_labels(labels)
    statuses, findings = [], []
    for call in calls:
        reading = call.reweighed(product)
        statuses += [
            DecidedStatus(item, list(reading.status_of(item).values()), decided)
            for item, decided in call.statuses.items()
            if item in wanted
        ]
        findings += [
            DecidedFinding(kind, likeliest(call.reading, call.transcript, kind), holds)
            for kind, holds in call.findings.items()
            if kind in wanted
        ]
    return refitted(product, statuses, findings)


def is_kept_away(call_id: str) -> bool:
    """Whether a call is not fitted on; the same call always falls the same way."""
    return hashlib.sha256(call_id.encode()).digest()[0] % KEPT_AWAY_EVERY == 0


def measures_of(call: DecidedCall, verdict: Verdict) -> Measures:
    """A verdict against what people decided; what they left open does not count."""
    given = {item: verdict.statuses[item] for item in call.statuses}
    return Measures(
        statuses_right=sum(given[item] is decided for item, decided in call.statuses.items()),
        statuses=len(given),
        flagged=counted(
            {item for item, decided in call.statuses.items() if decided.flagged},
            {item for item, status in given.items() if status.flagged},
        ),
        findings=counted(
            {kind for kind, holds in call.findings.items() if holds}, verdict.findings & call.findings.keys()
        ),
    )


def _decided_in(calls: Iterable[DecidedCall]) -> frozenset[str]:
    return frozenset(name for call in calls for name in (*call.statuses, *call.findings))


def _errors(judged: Iterable[tuple[DecidedCall, Verdict]]) -> Counter[str]:
    """By item and kind how many decisions the verdicts contradict."""
    wrong: Counter[str] = Counter()
    for call, verdict in judged:
        wrong.update(item for item, decided in call.statuses.items() if verdict.statuses[item] is not decided)
        wrong.update(kind for kind, holds in call.findings.items() if (kind in verdict.findings) is not holds)
    return wrong


def _changed(before: Description, after: Description) -> tuple[str, ...]:
    """The items and kinds that are weighed otherwise."""
    shifts = before.status_shifts.keys() | after.status_shifts.keys()
    items = {item for item in shifts if before.shift_of(item) != after.shift_of(item)}
    then, now = before.thresholds, after.thresholds
    return tuple(sorted(items | {kind for kind in before.conduct if then.of_conduct(kind) != now.of_conduct(kind)}))
