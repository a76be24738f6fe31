"""Whether confidence means something: what share of the mistakes stands among the least confident results."""

import math
from collections.abc import Iterable
from typing import Final

from pipeline.domain.base import Frozen

SHARES: Final = (0.1, 0.2)


class Believed(Frozen):
    """One result with its confidence, 0 to 1, and whether it is right."""

    confidence: float
    right: bool


class Ranking(Frozen):
    """The least confident results. share: of all results, 0 to 1. of_mistakes: the share of all mistakes among them."""

    share: float
    results: int
    mistakes: int
    of_mistakes: float


def rankings(results: Iterable[Believed], shares: Iterable[float] = SHARES) -> tuple[Ranking, ...]:
    """For each share, how many mistakes a reviewer meets who looks at the least confident results first.

    Results of the same confidence stand with the right ones first, so that no tie flatters.
    """
    ordered = sorted(results, key=lambda result: (result.confidence, not result.right))
    wrong = sum(not result.right for result in ordered)
    return tuple(_ranking(ordered, share, wrong) for share in shares)


def _ranking(ordered: list[Believed], share: float, wrong: int) -> Ranking:
    first = ordered[: math.ceil(len(ordered) * share)]
    mistakes = sum(not result.right for result in first)
    return Ranking(share=share, results=len(first), mistakes=mistakes, of_mistakes=mistakes / wrong if wrong else 0.0)
