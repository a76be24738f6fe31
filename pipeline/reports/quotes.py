"""Evidence as a page shows it: a quote once, whatever rules found it, and of a long list the first few at once."""

from collections.abc import Sequence

from pipeline.domain.base import Frozen
from pipeline.domain.report import Evidence

AT_ONCE = 4


class Quoted(Frozen):
    """A quote, every reason why it counts, and every rule that found it."""

    evidence: Evidence
    explanations: tuple[str, ...]
    rules: tuple[str, ...]


class Quotes(Frozen):
    """What is shown at once, and what waits to be unfolded."""

    first: tuple[Quoted, ...]
    more: tuple[Quoted, ...]


def quotes(evidence: Sequence[Evidence]) -> Quotes:
    """The evidence by quote, in the order in which each quote came first."""
    alike: dict[tuple[int, float, str], list[Evidence]] = {}
    for each in evidence:
        alike.setdefault((each.utterance, each.start, each.quote), []).append(each)
    shown = tuple(_quoted(some) for some in alike.values())
    return Quotes(first=shown[:AT_ONCE], more=shown[AT_ONCE:])


def _quoted(alike: Sequence[Evidence]) -> Quoted:
    return Quoted(
        evidence=alike[0],
        explanations=tuple(dict.fromkeys(each.explanation for each in alike)),
        rules=tuple(dict.fromkeys(each.rule for each in alike)),
    )
