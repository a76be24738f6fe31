"""What the reader says of one call: probabilities, before anything is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Status
from pipeline.reader.artefact import Description
from pipeline.reader.encoding import AskedItem
from pipeline.reader.layout import Array


class Span(Frozen):
    """A stretch of characters in an utterance that may be a fact's value."""

    utterance: int
    start: int
    end: int


class NamedSpan(Span):
    """A stretch that the reader takes for the customer's name or employer."""

    fact: str
    probability: float


class ActFound(NamedTuple):
    """What one utterance does to an item: the likeliest act, and how likely it is that it does anything."""

    utterance: int
    act: str
    probability: float


@dataclass(frozen=True)
class Reading:
    """All probabilities of one call, 0 to 1; rows of utterances follow utterances.

    items: of the checklist. acts: shape (utterances, items, acts), the first act being none. statuses: shape (items,
    statuses). conduct: shape (utterances, risks and violations). figures: shape (spans, figures): that the span is that
    fact's value and holds. values: shape (utterances, values). names: spans taken for names, surest first. cut: the
    utterances that were too long to be read to their end.
    """

    labels: Description
    utterances: tuple[int, ...]
    items: tuple[AskedItem, ...]
    acts: Array
    statuses: Array
    conduct: Array
    figures: Array
    values: Array
    names: tuple[NamedSpan, ...]
    cut: tuple[int, ...] = ()

    def place_of(self, item: str) -> int:
        """The row of an item, by its id."""
        return [asked.id for asked in self.items].index(item)

    def status_of(self, item: str) -> dict[str, float]:
        """By status the calibrated probability that it is the item's."""
        row = self.statuses[self.place_of(item)]
        return dict(zip(self.labels.statuses, map(float, row), strict=True))

    def likeliest_status(self, item: str) -> Status:
        """The status with the highest probability."""
        probabilities = self.status_of(item)
        return Status(max(probabilities, key=lambda status: probabilities[status]))

    def acts_on(self, item: str, least: float = 0.2) -> tuple[ActFound, ...]:
        """The utterances that do something to an item with at least that probability, in spoken order."""
        rows = self.acts[:, self.place_of(item)]
        return tuple(
            ActFound(self.utterances[n], self.labels.acts[1 + int(row[1:].argmax())], float(1 - row[0]))
            for n, row in enumerate(rows)
            if 1 - row[0] >= least
        )

    def conduct_of(self, kind: str) -> Sequence[float]:
        """By utterance the probability that it shows a risk or is a violation."""
        column: list[float] = self.conduct[:, self.labels.conduct.index(kind)].tolist()
        return column
