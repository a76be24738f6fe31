"""What a judgement rests on: the utterances behind every verdict, each with what leaving it out would change."""

from typing import Final

from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport, FactValue

# Contributions to a verdict that are worth a look: an account does not grow with the call.
MOST_SHOWN: Final = 50


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


class FactAccount(Frozen):
    """What may be a fact's value. standing: the value that is reported, None where nothing is sure enough.

    contributions: in spoken order; the weight is what the reported value's probability falls by when the mention is
    left out, all of it where another value or nothing takes its place.
    """

    standing: FactValue | None
    threshold: float
    contributions: tuple[Contribution, ...]


class ConductAccount(Frozen):
    """How likely a risk or violation is, from where on it is reported or listed, and what shows it."""

    probability: float
    reported_from: float
    listed_from: float
    contributions: tuple[Contribution, ...]


class MaskedWords(Frozen):
    """What an account quotes, masked as the page was. disclosure: how; texts: of the utterances; facts: by id."""

    disclosure: str
    texts: tuple[str, ...]
    facts: dict[str, FactAccount]


class Grounds(Frozen):
    """The accounts of all that one judgement decided by reading, by id. Numbers of utterances are the report's.

    masked: what of it is shown to whom not everything may be shown, None where nobody masked it yet.
    """

    items: dict[str, ItemAccount]
    facts: dict[str, FactAccount]
    conduct: dict[str, ConductAccount]
    masked: MaskedWords | None = None


class Analysis(Frozen):
    """What becomes of one call. grounds: what the report's verdicts rest on, None where its judge cannot say."""

    report: CallReport
    grounds: Grounds | None
