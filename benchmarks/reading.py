"""How right reports are on labelled calls of the corpus: python benchmarks/reading.py PART REPORTS

PART: train, tune or kept_away. REPORTS: the --out folder of `tinghe judge` over those calls (benchmarks/corpus_turns.py
writes its manifest). Prints what the benchmark's scorer prints, and besides: accusations in calls with nothing wrong,
evidence that touches a labelled turn, how often statuses are right by how sure they are, and each item.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from pipeline.domain.report import CallReport, ItemResult
from pipeline.evaluation.counts import Counts, counted
from pipeline.evaluation.values import same_fact
from pipeline.reports.codec import read_report
from pipeline.training.corpus import LabelledCall, labelled_calls

BINS = 10
Pair = tuple[LabelledCall, CallReport]


def main() -> None:
    part, reports = sys.argv[1], Path(sys.argv[2])
    pairs = [(call, read_report(reports / f"{call.id}.json")) for call in labelled_calls(part)]
    items = [(call, result) for call, report in pairs for result in report.items]
    flags = sum((flagged(call, result) for call, result in items), Counts())
    right = sum(result.status == call.items[result.id].status for call, result in items)
    print(f"{len(pairs)} calls")
    show("flagged items", flags)
    print(f"{'status':16}{right / len(items):.3f} of {len(items)}")
    show("facts", sum((facts(*pair) for pair in pairs), Counts()))
    for kind in ("risks", "violations"):
        show(kind, sum((conduct(kind, *pair) for pair in pairs), Counts()))
    show("mismatches", sum((mismatches(*pair) for pair in pairs), Counts()))
    clean = [(call, report) for call, report in pairs if not call.risks and not call.violations]
    accused = [len(report.risks) + len(report.violations) for _, report in clean]
    print(f"{'nothing wrong':16}{sum(map(bool, accused))} of {len(clean)} calls accused, {sum(accused)} times")
    touched = list(evidence(pairs))
    print(f"{'evidence':16}{sum(touched) / len(touched):.3f} of {len(touched)} touch a labelled turn")
    calibration(items)
    per_item(items)


def show(name: str, counts: Counts) -> None:
    print(f"{name:16}P {counts.precision:.3f}  R {counts.recall:.3f}  F1 {counts.f1:.3f}")


def flagged(call: LabelledCall, result: ItemResult) -> Counts:
    want = {result.id} if call.items[result.id].status.flagged else set()
    return counted(want, {result.id} if result.status.flagged else set())


def facts(call: LabelledCall, report: CallReport) -> Counts:
    said = {fact.name: fact.value for fact in report.facts}
    same = {name for name in said.keys() & call.facts.keys() if same_fact(name, call.facts[name], said[name])}
    want = {(name, name in same) for name in call.facts}
    return counted(
        {name if right else f"{name} as labelled" for name, right in want},
        {n if n in same else f"{n} as said" for n in said},
    )


def conduct(kind: str, call: LabelledCall, report: CallReport) -> Counts:
    return counted(set(getattr(call, kind)), {finding.id for finding in getattr(report, kind)})


def mismatches(call: LabelledCall, report: CallReport) -> Counts:
    return counted(set(call.mismatches), {mismatch.fact for mismatch in report.mismatches})


def evidence(pairs: list[Pair]) -> Iterator[bool]:
    """Whether the first evidence of each right verdict stands in a turn that is labelled for its item."""
    for call, report in pairs:
        turn_of = {utterance.index: turn for turn, utterance in call.utterance_of.items()}
        for result in report.items:
            if result.evidence and call.items[result.id].turns:
                yield turn_of[result.evidence[0].utterance] in call.items[result.id].turns


def calibration(items: list[tuple[LabelledCall, ItemResult]]) -> None:
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for call, result in items:
        right = result.status == call.items[result.id].status
        bins[min(BINS - 1, int(result.confidence * BINS))].append((result.confidence, right))
    error = 0.0
    for place, results in sorted(bins.items()):
        sure = sum(confidence for confidence, _ in results) / len(results)
        right = sum(each for _, each in results) / len(results)
        error += abs(sure - right) * len(results) / len(items)
        bounds = f"{place / BINS:.1f} to {(place + 1) / BINS:.1f}"
        print(f"  sure {bounds}: {len(results):5} statuses, said {sure:.2f}, right {right:.2f}")
    print(f"{'calibration':16}expected error {error:.3f}")


def per_item(items: list[tuple[LabelledCall, ItemResult]]) -> None:
    all_, wrong = Counter[str](), Counter[str]()
    for call, result in items:
        all_[result.id] += 1
        wrong[result.id] += result.status != call.items[result.id].status
    for item, count in sorted(all_.items(), key=lambda pair: -wrong[pair[0]] / pair[1]):
        print(f"  {item:22}{1 - wrong[item] / count:.2f} of {count}")


if __name__ == "__main__":
    main()
