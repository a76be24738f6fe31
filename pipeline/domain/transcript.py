"""Recognised speech, who spoke it, the transcript made of it, and how warnings about a verdict are told apart."""

from collections.abc import Iterable
from typing import Final

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from pipeline.domain.base import Frozen, TimeSpan
from pipeline.domain.vocabulary import Role

# Of calls whose roles were decided with less than this, about one in ten is decided wrongly
# (docs/decisions/0003-speaker-encoder.md).
SURE_OF_ROLES: Final = 0.8
# How warnings about a verdict are told from those about the recognition: by their end, beginning, or subject.
UNSURE: Final = "把握不足，未计入结果，请复听"
UNREAD: Final = "后半部分未作判断，请复听"
SECOND_READER: Final = "第二阅读"
LOAN_FILE: Final = "申请资料列"
NOT_THE_CUSTOMER: Final = "接听的不是客户本人，是"


class HeardWord(TimeSpan):
    """One token or word as the recogniser timed it. probability: 0 to 1."""

    text: str
    probability: float


class HeardSegment(TimeSpan):
    """One stretch of one channel as the recogniser wrote it down.

    confidence: mean token probability, 0 to 1. words may be empty where nothing needed finer times. alternatives: the
    words of further decoding hypotheses for the same stretch.
    """

    channel: int
    text: str
    confidence: float
    words: tuple[HeardWord, ...] = ()
    alternatives: tuple[tuple[HeardWord, ...], ...] = ()


class Unheard(TimeSpan):
    """Speech-like sound without trustworthy text; reason is Chinese, for reviewers."""

    channel: int = 0
    reason: str


class Heard(Frozen):
    """What recognition gave for one recording: segments in order of start time, and speech that has no text.

    speech_s: seconds of detected speech in all channels.
    """

    segments: tuple[HeardSegment, ...]
    unheard: tuple[Unheard, ...]
    speech_s: float
    warnings: tuple[str, ...] = ()


class AttributedSegment(HeardSegment):
    """A recognised segment whose speaker is known. role_confidence: 0 to 1."""

    role: Role
    role_confidence: float = 1.0


class Attribution(Frozen):
    """Who said what, and on which grounds.

    role_confidence: 0 to 1 for the call as a whole. role_evidence: Chinese, one ground a line.
    """

    segments: tuple[AttributedSegment, ...]
    role_confidence: float
    role_evidence: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Change(Frozen):
    """One repair between recognised and final text.

    text[start:end] of the utterance stands for what the recogniser wrote (heard); rule: which one replaced it.
    """

    start: int
    end: int
    heard: str
    text: str
    rule: str


class Utterance(TimeSpan):
    """One uninterrupted stretch of one speaker.

    heard: as the recogniser wrote it. text: simplified, numbers normalised, terms repaired. confidence: 0 to 1.
    channel: None where the words did not come from a recording.
    """

    index: int
    role: Role
    heard: str
    text: str
    confidence: float = 1.0
    channel: int | None = None
    changes: tuple[Change, ...] = ()
    # When each letter or digit of heard begins, in seconds. In no report and no store: empty unless heard just now.
    letter_times: SkipJsonSchema[tuple[float, ...]] = Field(default=(), exclude=True, repr=False)


class Quality(Frozen):
    """How far the transcript can be trusted. coverage: seconds of recognised over all speech, 0 to 1."""

    coverage: float = 1.0
    unheard: tuple[Unheard, ...] = ()
    role_confidence: float = 1.0
    role_evidence: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Transcript(Frozen):
    """A call as text: utterances in order of start time, and how far they can be trusted."""

    utterances: tuple[Utterance, ...]
    quality: Quality = Quality()


def recognition_warnings(warnings: Iterable[str]) -> tuple[str, ...]:
    """Those that are not about a verdict.

    A recognition is stored with these alone: judging it anew gives warnings of its own, and those of the earlier
    verdict no longer hold.
    """
    subjects = (SECOND_READER, NOT_THE_CUSTOMER)
    return tuple(
        each
        for each in warnings
        if not each.endswith((UNSURE, UNREAD))
        and not each.startswith(LOAN_FILE)
        and not any(subject in each for subject in subjects)
    )
