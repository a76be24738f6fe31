"""Why a fact has the value that it has: everything that was said of it, each with what leaving it out would change."""

from collections.abc import Sequence

from pipeline.domain.base import Frozen
from pipeline.domain.report import FactValue
from pipeline.domain.transcript import Transcript
from pipeline.facts.from_reading import Said, threshold_of, value_standing, values_said
from pipeline.facts.proposals import Proposal
from pipeline.reader.account import Contribution
from pipeline.reader.reading import Reading

_LEAST = 0.05  # probability of a value that is told at all


class FactAccount(Frozen):
    """What may be a fact's value. standing: the value that is reported, None where nothing is sure enough.

    contributions: in spoken order; the weight is what the reported value's probability falls by when the mention is
    left out, all of it where another value or nothing takes its place.
    """

    standing: FactValue | None
    threshold: float
    contributions: tuple[Contribution, ...]


def account_of_fact(reading: Reading, spans: Sequence[Proposal], transcript: Transcript, fact: str) -> FactAccount:
    """Every mention that may be the fact's value. spans: what the reading's figures are of."""
    threshold, said = threshold_of(reading, fact), values_said(reading, spans, transcript)[fact]
    said = sorted(said, key=lambda each: (each.span.utterance, each.span.start, -each.probability))
    standing = value_standing(said, threshold)
    return FactAccount(
        standing=standing.value if standing else None,
        threshold=threshold,
        contributions=tuple(
            Contribution(
                utterance=each.span.utterance,
                does=str(each.value),
                probability=each.probability,
                weight=_weight(said, each, standing, threshold),
            )
            for each in said
            if each.probability >= _LEAST
        ),
    )


def _weight(said: Sequence[Said], left_out: Said, standing: Said | None, threshold: float) -> float:
    if standing is None:
        return 0.0
    without = value_standing([each for each in said if each is not left_out], threshold)
    if without is None or without.value != standing.value:
        return standing.probability
    return standing.probability - without.probability
