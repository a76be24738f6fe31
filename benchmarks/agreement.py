"""How far two people agree who labelled the same calls apart: python benchmarks/agreement.py

The second labels stand in models/corpus/calls/second/, without the calls; they were made from the turns alone.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

from pipeline.evaluation.counts import Counts, counted
from pipeline.evaluation.score import fact_counts
from pipeline.resources import models_folder, taxonomy
from pipeline.training.corpus import ItemLabel, LabelledCall, labelled_calls

SECOND = models_folder() / "corpus" / "calls" / "second"
LABELS = {"facts": {}, "mentions": [], "risks": {}, "violations": {}, "mismatches": [], "near": []}
Pair = tuple[LabelledCall, LabelledCall]


def main() -> None:
    firsts = {call.id: call for part in ("train", "tune", "kept_away") for call in labelled_calls(part)}
    pairs = [(firsts[path.stem], second(firsts[path.stem], path)) for path in sorted(SECOND.glob("*.yaml"))]
    statuses = [(pair, item) for pair in pairs for item in pair[0].items]
    same = [pair for pair in statuses if pair[0][0].items[pair[1]].status is pair[0][1].items[pair[1]].status]
    print(f"{len(pairs)} of {len(firsts)} calls labelled twice")
    print(f"statuses   the same in {len(same)} of {len(statuses)} ({len(same) / len(statuses):.3f})")
    for pair, item in statuses:
        first, other = (call.items[item].status for call in pair)
        if first is not other:
            print(f"  {pair[0].id} {item}: {first} / {other}")
    turns = sum((turn_counts(a.items[item], b.items[item]) for (a, b), item in statuses), start=Counts())
    acts = [each for (a, b), item in statuses for each in same_acts(a.items[item], b.items[item])]
    facts = sum((fact_counts(a.facts, b.facts) for a, b in pairs), start=Counts())
    print(f"turns      F1 {turns.f1:.3f}; of turns that both name the same act in {sum(acts) / len(acts):.3f}")
    print(f"facts      F1 {facts.f1:.3f}")
    for kind in ("risks", "violations", "mismatches"):
        counts = sum((counted(set(getattr(a, kind)), set(getattr(b, kind))) for a, b in pairs), start=Counts())
        alike = sum(set(getattr(a, kind)) == set(getattr(b, kind)) for a, b in pairs)
        print(f"{kind:11}F1 {counts.f1:.3f}; the same in {alike} of {len(pairs)} calls")
    for kind in (*taxonomy().risks, *taxonomy().violations):
        first, other = (sum(kind in {**pair[n].risks, **pair[n].violations} for pair in pairs) for n in (0, 1))
        both = sum(kind in {**a.risks, **a.violations} and kind in {**b.risks, **b.violations} for a, b in pairs)
        if first != both or other != both:
            print(f"  {kind}: first {first}, second {other}, both {both}")


def second(call: LabelledCall, path: Path) -> LabelledCall:
    """The call with the labels of a file."""
    labels: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return call.with_labels(**{**LABELS, **labels})


def turn_counts(first: ItemLabel, other: ItemLabel) -> Counts:
    return counted(set(map(str, first.turns)), set(map(str, other.turns)))


def same_acts(first: ItemLabel, other: ItemLabel) -> Iterator[bool]:
    return (first.turns[turn] == other.turns[turn] for turn in first.turns.keys() & other.turns.keys())


if __name__ == "__main__":
    main()
