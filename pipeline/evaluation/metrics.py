"""Precision and recall, and how well confidences put the mistakes first."""

import math
from collections.abc import Iterable, Set
from typing import Final

from pipeline.domain.base import Frozen

SHARES: Final = (0.1, 0.2)


class Counts(Frozen):
    """What was found and right (tp), found and wrong (fp), and not found (fn)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(tp=self.tp + other.tp, fp=self.fp + other.fp, fn=self.fn + other.fn)

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        """Share of what there is that was found; 1 where there is nothing."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return self.f(1.0)

    def f(self, beta: float) -> float:
        """The F measure; beta below 1 weighs precision more (van Rijsbergen 1979)."""
        weight = beta * beta
        both = weight * self.precision + self.recall
        return (1 + weight) * self.precision * self.recall / both if both else 0.0


def counted(want: Set[object], have: Set[object]) -> Counts:
    """What was wanted against what was found."""
    return Counts(tp=len(want & have), fp=len(have - want), fn=len(want - have))


class Prediction(Frozen):
    """One result with its confidence, 0 to 1, and whether it is right."""

    confidence: float
    right: bool


class Ranking(Frozen):
    """The least confident results. share: of all results, 0 to 1. of_mistakes: the share of all mistakes among them."""

    share: float
    results: int
    mistakes: int
    of_mistakes: float


def rankings(predictions: Iterable[Prediction], shares: Iterable[float] = SHARES) -> tuple[Ranking, ...]:
    """For each share, how many mistakes a reviewer meets who looks at the least confident results first.

    Results of the same confidence stand with the right ones first, so that no tie flatters.
    """
    wrong = [not each.right for each in sorted(predictions, key=lambda each: (each.confidence, not each.right))]
    found = []
    for share in shares:
        first = wrong[: math.ceil(len(wrong) * share)]
        of_mistakes = sum(first) / sum(wrong) if any(wrong) else 0.0
        found.append(Ranking(share=share, results=len(first), mistakes=sum(first), of_mistakes=of_mistakes))
    return tuple(found)
