"""Why the reader says what it says: the utterances that bear a finding, each with what leaving it out would change."""

from pipeline.domain.base import Frozen
from pipeline.reader.reader import Reader
from pipeline.reader.reading import Reading


class Contribution(Frozen):
    """One utterance's share in a finding.

    does: the act, fact value or finding that it shows. probability: that it does. weight: by how much the finding's
    probability falls when the utterance is left out; negative where it speaks against it.
    """

    utterance: int
    does: str
    probability: float
    weight: float


class ItemAccount(Frozen):
    """The reader's verdict on an item. statuses: their probabilities. contributions: in spoken order."""

    item: str
    statuses: dict[str, float]
    contributions: tuple[Contribution, ...]


def account_of_item(reader: Reader, reading: Reading, item: str) -> ItemAccount:
    """Every utterance that does something to the item, weighed by leaving it out."""
    statuses = reading.status_of(item)
    verdict = max(statuses, key=lambda status: statuses[status])
    return ItemAccount(
        item=item,
        statuses=statuses,
        contributions=tuple(
            Contribution(
                utterance=act.utterance,
                does=act.act,
                probability=act.probability,
                weight=statuses[verdict] - reader.status_without(reading, item, act.utterance)[verdict],
            )
            for act in reading.acts_on(item)
        ),
    )


def account_of_conduct(reading: Reading, kind: str, least: float = 0.05) -> tuple[Contribution, ...]:
    """The utterances that may show a risk or violation, the surest first; what is reported is the surest one's."""
    shown = sorted(zip(reading.conduct_of(kind), reading.utterances, strict=True), reverse=True)
    after = [probability for probability, _ in shown[1:]] + [0.0]
    return tuple(
        Contribution(
            utterance=utterance,
            does=kind,
            probability=probability,
            weight=probability - after[0] if place == 0 else 0.0,
        )
        for place, (probability, utterance) in enumerate(shown)
        if probability >= least
    )
