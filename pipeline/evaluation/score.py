"""Score call reports against labelled calls: one by one, and a folder of each."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import add
from pathlib import Path
from typing import Final

from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport, FactValue
from pipeline.domain.vocabulary import Status
from pipeline.errors import ReportError, UsageError
from pipeline.evaluation.gold import GoldCall, GoldValue, Reference, read_gold, read_reference, same_fact
from pipeline.evaluation.metrics import Counts, Prediction, Ranking, counted, rankings
from pipeline.evaluation.text import TextErrors, text_errors
from pipeline.reports.codec import read_report

ABSENT: Final = "absent"


class Judged(Frozen):
    """One item of one call: the labelled status, and the reported one (None where there is no such item)."""

    item: str
    want: Status
    have: Status | None
    confidence: float = 0.0

    @property
    def right(self) -> bool:
        """Whether the report says what the label says."""
        return self.want is self.have

    @property
    def counts(self) -> Counts:
        """As a flag: is this something that a reviewer must chase?"""
        want = {self.item} if self.want.flagged else set()
        have = {self.item} if self.have and (self.have.flagged or self.have is Status.NOT_EVALUABLE) else set()
        return counted(want, have)


class Mistake(Frozen):
    """One difference between report and label. what: the item, fact, or part of the report."""

    call_id: str
    what: str
    have: str
    want: str


class CallScore(Frozen):
    """One call against its labels. text: None where nobody wrote down what was said, or there is no report."""

    call_id: str
    reported: bool
    items: tuple[Judged, ...]
    facts: Counts
    fact_predictions: tuple[Prediction, ...] = ()
    risks: Counts
    violations: Counts
    mismatches: Counts
    text: TextErrors | None
    mistakes: tuple[Mistake, ...]


class Evaluation(Frozen):
    """All calls together."""

    calls: tuple[CallScore, ...]

    @property
    def judged(self) -> tuple[Judged, ...]:
        """Every item of every call."""
        return tuple(judged for call in self.calls for judged in call.items)

    @property
    def measures(self) -> dict[str, Counts]:
        """Precision and recall of each part of the reports."""
        parts = ("facts", "risks", "violations", "mismatches")
        return {
            "flagged items": total(judged.counts for judged in self.judged),
            **{part: total(getattr(call, part) for call in self.calls) for part in parts},
        }

    @property
    def status_accuracy(self) -> float:
        """Share of items with the labelled status."""
        return sum(judged.right for judged in self.judged) / max(1, len(self.judged))

    @property
    def confidence_rankings(self) -> dict[str, tuple[Ranking, ...]]:
        """How well the confidences of items and of facts put the wrong ones first."""
        items = (Prediction(confidence=judged.confidence, right=judged.right) for judged in self.judged if judged.have)
        facts = (prediction for call in self.calls for prediction in call.fact_predictions)
        return {"items": rankings(items), "facts": rankings(facts)}

    @property
    def text(self) -> TextErrors | None:
        """Recognition over all calls whose words are known."""
        known = [call.text for call in self.calls if call.text]
        return reduce(add, known) if known else None

    @property
    def confusion(self) -> dict[Status, Counter[str]]:
        """How often each reported status stands where each labelled one should."""
        table: dict[Status, Counter[str]] = {status: Counter() for status in Status}
        for judged in self.judged:
            table[judged.want][judged.have or ABSENT] += 1
        return {want: row for want, row in table.items() if row}

    @property
    def by_item(self) -> dict[str, tuple[Judged, ...]]:
        """The same item over all calls, in the order of their first appearance."""
        order = dict.fromkeys(judged.item for judged in self.judged)
        return {item: tuple(judged for judged in self.judged if judged.item == item) for item in order}

    @property
    def unreported(self) -> tuple[str, ...]:
        """Calls without a report."""
        return tuple(call.call_id for call in self.calls if not call.reported)


def total(counts: Iterable[Counts]) -> Counts:
    """All of them together."""
    return sum(counts, start=Counts())


def evaluate(gold: Path, reports: Path, turns: Path | None = None) -> Evaluation:
    """Score every labelled call, those without a report included.

    gold: a folder of CALL_ID.yaml. reports: of CALL_ID.json. turns: of CALL_ID.turns.json, for the error rates.

    Raises:
        UsageError: a folder or a file in it is not what it should be.
    """
    if not reports.is_dir():
        raise UsageError(reports, "is no folder", "Give the --out folder of an earlier tinghe run or judge.")
    scores = []
    for call in read_gold(gold):
        path = reports / f"{call.id}.json"
        try:
            report = read_report(path) if path.exists() else None
        except ReportError as error:
            raise UsageError(path, error.cause, error.remedy) from error
        scores.append(score_call(call, report, read_reference(turns, call.id) if turns and report else None))
    return Evaluation(calls=tuple(scores))


def score_call(gold: GoldCall, report: CallReport | None, reference: Reference | None) -> CallScore:
    """One report against its labels; a call without a report misses everything that it should have found."""
    want, items = gold.gold, _judged(gold, report)
    facts = {fact.name: fact.value for fact in report.facts} if report else {}
    wanted = {"risks": want.risks, "violations": want.violations, "mismatches": want.mismatches}
    given = dict.fromkeys(wanted, frozenset[str]())
    if report:
        given["risks"] = frozenset(found.id for found in report.risks)
        given["violations"] = frozenset(found.id for found in report.violations)
        given["mismatches"] = frozenset(found.fact for found in report.mismatches)
    return CallScore(
        call_id=gold.id,
        reported=report is not None,
        items=items,
        facts=fact_counts(want.facts, facts),
        fact_predictions=tuple(
            Prediction(confidence=fact.confidence, right=_is_labelled(want.facts, fact.name, fact.value))
            for fact in (report.facts if report else ())
        ),
        text=text_errors(reference, report.transcript) if reference and report else None,
        mistakes=tuple(
            Mistake(call_id=gold.id, what=what, have=has, want=wants)
            for what, has, wants in _differences(items, want.facts, facts, wanted, given)
        ),
        **{part: counted(wanted[part], given[part]) for part in wanted},
    )


def fact_counts(want: Mapping[str, GoldValue], have: Mapping[str, FactValue]) -> Counts:
    """A wrong value counts twice: the right one was missed and a wrong one given."""
    right = sum(_is_labelled(want, name, value) for name, value in have.items())
    return Counts(tp=right, fp=len(have) - right, fn=len(want) - right)


def _judged(gold: GoldCall, report: CallReport | None) -> tuple[Judged, ...]:
    reported = {item.id: item for item in report.items} if report else {}
    return tuple(
        Judged(item=item, want=want, have=found.status, confidence=found.confidence)
        if (found := reported.get(item))
        else Judged(item=item, want=want, have=None)
        for item, want in gold.gold.items.items()
    )


def _is_labelled(want: Mapping[str, GoldValue], name: str, value: FactValue) -> bool:
    return name in want and same_fact(name, want[name], value)


def _differences(
    items: Iterable[Judged],
    want: Mapping[str, GoldValue],
    have: Mapping[str, FactValue],
    wanted: Mapping[str, frozenset[str]],
    given: Mapping[str, frozenset[str]],
) -> Iterator[tuple[str, str, str]]:
    """Item, fact (want, have) or part of the report (wanted, given), with what is reported and what is labelled."""
    yield from ((judged.item, judged.have or ABSENT, judged.want) for judged in items if not judged.right)
    for name in sorted(want.keys() | have.keys()):
        if name not in have or not _is_labelled(want, name, have[name]):
            yield name, str(have.get(name, ABSENT)), str(want.get(name, ABSENT))
    for part, ids in wanted.items():
        if ids != given[part]:
            yield part, ", ".join(sorted(given[part])) or "none", ", ".join(sorted(ids)) or "none"
