"""Score call reports against labelled calls."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import add
from typing import Final

from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport, Fact, FactValue
from pipeline.domain.vocabulary import Status
from pipeline.evaluation.confidence import Believed, Ranking, rankings
from pipeline.evaluation.counts import Counts, counted
from pipeline.evaluation.gold import GoldCall, GoldValue, Reference
from pipeline.evaluation.text import TextErrors, text_errors
from pipeline.evaluation.values import same_fact

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
    believed_facts: tuple[Believed, ...] = ()
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
        items = (Believed(confidence=judged.confidence, right=judged.right) for judged in self.judged if judged.have)
        facts = (believed for call in self.calls for believed in call.believed_facts)
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


def score_call(gold: GoldCall, report: CallReport | None, spoken: Reference | None) -> CallScore:
    """One report against its labels; a call without a report misses everything that it should have found."""
    want, items = gold.gold, _judged(gold, report)
    facts = {fact.name: fact.value for fact in report.facts} if report else {}
    wanted = {"risks": want.risks, "violations": want.violations, "mismatches": want.mismatches}
    given = _given_ids(report) if report else dict.fromkeys(wanted, frozenset[str]())
    return CallScore(
        call_id=gold.id,
        reported=report is not None,
        items=items,
        facts=fact_counts(want.facts, facts),
        believed_facts=_believed(want.facts, report.facts) if report else (),
        text=text_errors(spoken, report.transcript) if spoken and report else None,
        mistakes=(
            *_item_mistakes(gold.id, items),
            *_fact_mistakes(gold.id, want.facts, facts),
            *_id_mistakes(gold.id, wanted, given),
        ),
        **{part: counted(wanted[part], given[part]) for part in wanted},
    )


def _given_ids(report: CallReport) -> dict[str, frozenset[str]]:
    return {
        "risks": frozenset(found.id for found in report.risks),
        "violations": frozenset(found.id for found in report.violations),
        "mismatches": frozenset(found.fact for found in report.mismatches),
    }


def _judged(gold: GoldCall, report: CallReport | None) -> tuple[Judged, ...]:
    reported = {item.id: item for item in report.items} if report else {}
    return tuple(
        Judged(item=item, want=want, have=found.status, confidence=found.confidence)
        if (found := reported.get(item))
        else Judged(item=item, want=want, have=None)
        for item, want in gold.gold.items.items()
    )


def fact_counts(want: Mapping[str, GoldValue], have: Mapping[str, FactValue]) -> Counts:
    """A wrong value counts twice: the right one was missed and a wrong one given."""
    right = sum(same_fact(name, want[name], have[name]) for name in want.keys() & have.keys())
    return Counts(tp=right, fp=len(have) - right, fn=len(want) - right)


def _believed(want: Mapping[str, GoldValue], facts: Iterable[Fact]) -> tuple[Believed, ...]:
    return tuple(
        Believed(
            confidence=fact.confidence,
            right=fact.name in want and same_fact(fact.name, want[fact.name], fact.value),
        )
        for fact in facts
    )


def _item_mistakes(call_id: str, items: Iterable[Judged]) -> Iterable[Mistake]:
    wrong = (judged for judged in items if not judged.right)
    return (Mistake(call_id=call_id, what=j.item, have=j.have or ABSENT, want=j.want) for j in wrong)


def _fact_mistakes(call_id: str, want: Mapping[str, GoldValue], have: Mapping[str, FactValue]) -> Iterable[Mistake]:
    right = {name for name in want.keys() & have.keys() if same_fact(name, want[name], have[name])}
    for name in sorted((want.keys() | have.keys()) - right):
        yield Mistake(call_id=call_id, what=name, have=str(have.get(name, ABSENT)), want=str(want.get(name, ABSENT)))


def _id_mistakes(
    call_id: str, want: Mapping[str, frozenset[str]], have: Mapping[str, frozenset[str]]
) -> Iterable[Mistake]:
    for part in (part for part in want if want[part] != have[part]):
        yield Mistake(call_id=call_id, what=part, have=_listed(have[part]), want=_listed(want[part]))


def _listed(ids: frozenset[str]) -> str:
    return ", ".join(sorted(ids)) or "none"
