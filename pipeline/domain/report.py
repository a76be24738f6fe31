"""The call report, named as contract.md names it."""

from typing import Final, Literal

from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Quality, Utterance
from pipeline.domain.vocabulary import FactStatus, Status

SCHEMA_ID: Final = "tinghe.call-report/1"
FactValue = str | int | float | bool


class Evidence(Frozen):
    """Where a finding stands: a quote of one utterance's text, its seconds, the rule, and why it counts (Chinese)."""

    utterance: int
    start: float
    end: float
    quote: str
    rule: str
    explanation: str


def evidence_in(utterance: Utterance, quote: str, *, rule: str, explanation: str) -> Evidence:
    """Evidence that stands in an utterance, with its index and its seconds."""
    return Evidence(
        utterance=utterance.index,
        start=utterance.start,
        end=utterance.end,
        quote=quote,
        rule=rule,
        explanation=explanation,
    )


class ItemResult(Frozen):
    """What became of one checklist item. reason is Chinese; for a missing item it says what was searched."""

    id: str
    status: Status
    reason: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()


class Fact(Frozen):
    """A value that a careful listener would write down; ranges are 'low~high', dates ISO 8601.

    approximate: not meant to the last digit (二十来万).
    """

    name: str
    value: FactValue
    unit: str
    status: FactStatus
    confidence: float
    evidence: tuple[Evidence, ...]
    approximate: bool = False


class Finding(Frozen):
    """A risk that the customer voiced or a violation that the agent committed."""

    id: str
    confidence: float
    evidence: tuple[Evidence, ...]


class Mismatch(Frozen):
    """A fact whose value in the call disagrees with the loan file."""

    fact: str
    stated: FactValue
    application: FactValue
    evidence: tuple[Evidence, ...]


class TalkShare(Frozen):
    """Share of speaking time, 0 to 1."""

    agent: float
    customer: float


class SpeechRate(Frozen):
    """Characters a minute of own speaking time."""

    agent: float
    customer: float


class Metrics(Frozen):
    """How the conversation went, in seconds, shares and counts."""

    talk_share: TalkShare
    silence_s: float
    longest_silence_s: float
    overlaps: int
    chars_per_minute: SpeechRate


class Score(Frozen):
    """coverage: verified over applicable items, 0 to 1. points: 0 to 100. verdict: Chinese, one line."""

    coverage: float
    points: int
    verdict: str


class FollowUp(Frozen):
    """What the next call has to ask, in plain Chinese."""

    item: str
    question: str


class Versions(Frozen):
    """What made the report; the same versions, settings and recording give the same bytes.

    classifier: which trained reader judged, with the hash of what was trained.
    second_reader: the model that was asked about doubtful items and the hash of the question's wording, empty where
    nobody was asked or nobody answered; such a model may answer in another way the next time.
    """

    tinghe: str
    checklist: str
    model: str
    classifier: str = ""
    settings_sha256: str
    second_reader: str = ""


class RecordingInfo(Frozen):
    """The recording that the report is about; metadata is the manifest's row as it stood."""

    call_id: str
    sha256: str
    file: str
    duration_s: float
    channels: int
    sample_rate_hz: int
    codec: str
    metadata: dict[str, str]
    product: str
    stage: str


class CallReport(Frozen):
    """Everything that Tinghe says about one call."""

    schema_id: Literal["tinghe.call-report/1"] = Field(default=SCHEMA_ID, alias="schema")
    recording: RecordingInfo
    quality: Quality
    transcript: tuple[Utterance, ...]
    items: tuple[ItemResult, ...]
    facts: tuple[Fact, ...]
    risks: tuple[Finding, ...]
    violations: tuple[Finding, ...]
    mismatches: tuple[Mismatch, ...]
    metrics: Metrics
    score: Score
    follow_up: tuple[FollowUp, ...]
    versions: Versions
