"""How far two people agree who labelled the same calls apart: python benchmarks/agreement.py [--differences]

The second labels stand in models/corpus/calls/second/, without the calls; they were made from the turns alone. Some of
the calls are kept away, so what differs is named only where it is asked for.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

from pipeline.evaluation.metrics import Counts, counted
from pipeline.evaluation.score import fact_counts
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.training.corpus import ItemLabel, LabelledCall, Part, labelled_calls

SECOND = models_folder() / "corpus" / "calls" / "second"
LABELS = {"facts": {}, "mentions": [], "risks": {}, "violations": {}, "mismatches": [], "near": []}
Pair = tuple[LabelledCall, LabelledCall]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python benchmarks/agreement.py", description=__doc__)
    parser.add_argument("--differences", action="store_true", help="name what the two labelled differently")
    asked = parser.parse_args()
    firsts = {call.id: call for part in get_args(Part) for call in labelled_calls(part)}
    pairs = [(firsts[path.stem], labelled_again(firsts[path.stem], path)) for path in sorted(SECOND.glob("*.yaml"))]
    statuses = [(pair, item) for pair in pairs for item in pair[0].items]
    same = [agree(pair, item) for pair, item in statuses]
    low, high = interval([[agree(pair, item) for item in pair[0].items] for pair in pairs])
    print(f"{len(pairs)} of {len(firsts)} calls labelled twice")
    print(
        f"statuses   the same in {sum(same)} of {len(same)} ({sum(same) / len(same):.3f}, 95 % {low:.3f} to {high:.3f})"
    )
    print(
        f"           Cohen's kappa {kappa([each.items[item].status for each in pair] for pair, item in statuses):.3f}"
    )
    if asked.differences:
        for pair, item in statuses:
            if not agree(pair, item):
                print(f"  {pair[0].id} {item}: {' / '.join(each.items[item].status for each in pair)}")
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


def labelled_again(call: LabelledCall, path: Path) -> LabelledCall:
    """The call with the labels of a file."""
    labels: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return call.with_labels(**{**LABELS, **labels})


def agree(pair: Pair, item: str) -> bool:
    return pair[0].items[item].status is pair[1].items[item].status


def interval(by_call: list[list[bool]], draws: int = 2000) -> tuple[float, float]:
    """The middle 95 % of the share over calls drawn again, with their items together (bootstrap by clusters)."""
    draw = np.random.default_rng(0)
    right, of = (np.array([f(call) for call in by_call]) for f in (sum, len))
    picks = draw.integers(0, len(by_call), (draws, len(by_call)))
    low, high = np.percentile(right[picks].sum(1) / of[picks].sum(1), (2.5, 97.5))
    return float(low), float(high)


def kappa(pairs: Iterable[Sequence[str]]) -> float:
    """Agreement beyond what the frequencies of the labels alone would give (Cohen 1960)."""
    rows = list(pairs)
    first, other = (Counter(row[n] for row in rows) for n in (0, 1))
    by_chance = sum(first[label] * other[label] for label in first) / len(rows) ** 2
    return (sum(a == b for a, b in rows) / len(rows) - by_chance) / (1 - by_chance)


def turn_counts(first: ItemLabel, other: ItemLabel) -> Counts:
    return counted(first.turns.keys(), other.turns.keys())


def same_acts(first: ItemLabel, other: ItemLabel) -> Iterator[bool]:
    return (first.turns[turn] == other.turns[turn] for turn in first.turns.keys() & other.turns.keys())


if __name__ == "__main__":
    main()
