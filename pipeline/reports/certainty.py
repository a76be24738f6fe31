"""How sure a finding is, in three bands that a reviewer takes in at a glance."""

from enum import StrEnum
from typing import Final

from pipeline.domain.report import CallReport, ItemResult
from pipeline.domain.vocabulary import Status

# The reader's probabilities say how often they are right (docs/evaluation.md): from SURE_FROM on about one verdict in
# twenty is wrong, below DOUBTFUL_FROM more than every second one.
SURE_FROM: Final = 0.8
DOUBTFUL_FROM: Final = 0.5


class Band(StrEnum):
    """sure; doubtful: look again; untold: this recording does not tell."""

    SURE = "sure"
    DOUBTFUL = "doubtful"
    UNTOLD = "untold"

    @property
    def name_zh(self) -> str:
        """What a reviewer reads."""
        return {Band.SURE: "有把握", Band.DOUBTFUL: "疑似，请复核", Band.UNTOLD: "难以判定，请复听"}[self]


def band(confidence: float) -> Band:
    """The band of a confidence from 0 to 1, taken as people read it, in whole percents."""
    percents = round(confidence * 100)
    if percents >= SURE_FROM * 100:
        return Band.SURE
    return Band.DOUBTFUL if percents >= DOUBTFUL_FROM * 100 else Band.UNTOLD


def item_band(item: ItemResult) -> Band:
    """As band; what could not be evaluated is never sure, however surely it could not."""
    return Band.UNTOLD if item.status is Status.NOT_EVALUABLE else band(item.confidence)


def items_to_review(report: CallReport) -> tuple[ItemResult, ...]:
    """The items that are not sure, the least sure first; in the checklist's order where two are as sure."""
    doubtful = (item for item in report.items if item_band(item) is not Band.SURE)
    return tuple(sorted(doubtful, key=lambda item: item.confidence))
