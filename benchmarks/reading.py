"""How right reports are on labelled calls of the corpus: python benchmarks/reading.py PART REPORTS [DIAGRAM.svg]

PART: train, tune or kept_away, or passages/tune and so on. REPORTS: the --out folder of `tinghe judge` over those calls
(benchmarks/corpus_turns.py writes its manifest). Prints what the benchmark's scorer prints, and besides: accusations in
calls with nothing wrong, evidence that touches a labelled turn, how often statuses are right by how sure they are, and
each item. DIAGRAM: where to draw how often statuses are right by how sure they are.
"""

import io
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import altair as alt
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.corpus_turns import labelled
from pipeline.domain.report import CallReport
from pipeline.evaluation.gold import GoldCall, Verdicts
from pipeline.evaluation.score import Evaluation, Judged, score_call
from pipeline.reports.codec import read_report
from pipeline.training.corpus import LabelledCall

BINS = 10
Pair = tuple[LabelledCall, CallReport]


def main() -> None:
    part, reports = sys.argv[1], Path(sys.argv[2])
    pairs = [(call, read_report(reports / f"{call.id}.json")) for call in labelled(part)]
    scored = Evaluation(calls=tuple(score_call(gold(call), report, None) for call, report in pairs))
    print(f"{len(pairs)} calls")
    for name, counts in scored.measures.items():
        print(f"{name:16}P {counts.precision:.3f}  R {counts.recall:.3f}  F1 {counts.f1:.3f}")
    print(f"{'status':16}{scored.status_accuracy:.3f} of {len(scored.judged)}")
    clean = [report for call, report in pairs if not call.risks and not call.violations]
    accused = [len(report.risks) + len(report.violations) for report in clean]
    print(f"{'nothing wrong':16}{sum(map(bool, accused))} of {len(clean)} calls accused, {sum(accused)} times")
    touched = list(evidence(pairs))
    print(f"{'evidence':16}{sum(touched) / max(1, len(touched)):.3f} of {len(touched)} touch a labelled turn")
    bins = binned(scored.judged)
    calibration(bins, len(scored.judged))
    if len(sys.argv) > 3:
        Path(sys.argv[3]).write_text(reliability_diagram(bins), encoding="utf-8")
    for item, judged in sorted(scored.by_item.items(), key=lambda pair: share_right(pair[1])):
        print(f"  {item:22}{share_right(judged):.2f} of {len(judged)}")


def gold(call: LabelledCall) -> GoldCall:
    left_out = {*call.status_unknown, *(item.id for item in call.own_items)}  # own items: benchmarks/own_items.py
    statuses = {item: label.status for item, label in call.items.items() if item not in left_out}
    return GoldCall(
        id=call.id,
        gold=Verdicts(
            items=statuses,
            facts=dict(call.facts),
            risks=frozenset(call.risks),
            violations=frozenset(call.violations),
            mismatches=frozenset(call.mismatches),
        ),
    )


def evidence(pairs: list[Pair]) -> Iterator[bool]:
    """Whether the first evidence of each verdict stands in a turn that is labelled for its item."""
    for call, report in pairs:
        turn_of = {utterance.index: turn for turn, utterance in call.utterance_of.items()}
        for result in report.items:
            if result.evidence and call.items[result.id].turns:
                yield turn_of[result.evidence[0].utterance] in call.items[result.id].turns


class Bin(NamedTuple):
    """Statuses about as sure as each other: from where on, how many, what was said and what was right, in the mean."""

    start: float
    statuses: int
    said: float
    right: float


def binned(judged: tuple[Judged, ...]) -> list[Bin]:
    bins: dict[int, list[Judged]] = defaultdict(list)
    for each in judged:
        bins[min(BINS - 1, int(each.confidence * BINS))].append(each)
    return [
        Bin(place / BINS, len(of), sum(each.confidence for each in of) / len(of), share_right(tuple(of)))
        for place, of in sorted(bins.items())
    ]


def calibration(bins: list[Bin], total: int) -> None:
    for each in bins:
        bounds = f"{each.start:.1f} to {each.start + 1 / BINS:.1f}"
        print(f"  sure {bounds}: {each.statuses:5} statuses, said {each.said:.2f}, right {each.right:.2f}")
    error = sum(abs(each.said - each.right) * each.statuses for each in bins) / total
    print(f"{'calibration':16}expected error {error:.3f}")


def reliability_diagram(bins: list[Bin]) -> str:
    """How often statuses are right by how sure they are, as SVG; on the diagonal where both agree."""
    scale = alt.Scale(domain=[0, 1])
    points = (
        alt.Chart(pd.DataFrame(bins))
        .mark_circle(color="#17517e", opacity=0.9)
        .encode(
            x=alt.X("said:Q", scale=scale, title="confidence that the report gives"),
            y=alt.Y("right:Q", scale=scale, title="share of statuses that are right"),
            size=alt.Size("statuses:Q", scale=alt.Scale(type="sqrt"), title="statuses"),
        )
    )
    diagonal = alt.Chart(pd.DataFrame({"said": [0, 1], "right": [0, 1]})).mark_line(color="#999", strokeDash=[4, 4])
    drawn = io.StringIO()
    (diagonal.encode(x="said:Q", y="right:Q") + points).properties(width=360, height=360).save(drawn, format="svg")
    return drawn.getvalue()


def share_right(judged: tuple[Judged, ...]) -> float:
    return sum(each.right for each in judged) / len(judged)


if __name__ == "__main__":
    main()
