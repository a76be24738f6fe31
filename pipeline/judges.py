"""Who judges a transcript: the trained reader, its findings put into the report's words."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from functools import cached_property
from pathlib import Path
from typing import Protocol

from pipeline.checklist.from_reading import items_from
from pipeline.checklist.load import Checklist
from pipeline.checklist.score import follow_up, score
from pipeline.conduct.from_reading import (
    account_of_conduct,
    doubtful_conduct,
    heard_by_people,
    risks_from,
    told_to_nobody,
    violations_from,
)
from pipeline.conduct.rules import off_hours
from pipeline.dialogue.announcements import EVERYBODY_A_PERSON, OnTheLine, who_is_on_the_line
from pipeline.domain.base import Frozen
from pipeline.domain.grounds import Grounds
from pipeline.domain.job import Job
from pipeline.domain.report import Fact, Finding, FollowUp, ItemResult, Mismatch, Score
from pipeline.domain.transcript import Transcript
from pipeline.facts.compare import mismatches
from pipeline.facts.filed import incomparable
from pipeline.facts.from_reading import Candidate, accounts_of_facts, candidates_by_fact, facts_from
from pipeline.facts.proposals import Proposal, proposals
from pipeline.reader.artefact import Artefact, Description
from pipeline.reader.reader import Reader, account_of_item, load_reader
from pipeline.reader.reading import Reading
from pipeline.rules import Rules, shipped_rules


class Findings(Frozen):
    """All that is found in a transcript.

    mismatches: facts that differ from the loan file. doubts: too unsure to be held against anybody, for a reviewer's
    ear. unread: utterances whose end was not read. grounds: what all of it rests on, None where the judge cannot say.
    incomparable: what a reviewer reads of cells of the loan file that are compared with nothing.
    line: which of it was said by a machine or to none but a machine.
    """

    items: tuple[ItemResult, ...]
    facts: tuple[Fact, ...]
    risks: tuple[Finding, ...]
    violations: tuple[Finding, ...]
    mismatches: tuple[Mismatch, ...] = ()
    doubts: tuple[Finding, ...] = ()
    unread: tuple[int, ...] = ()
    grounds: Grounds | None = None
    incomparable: tuple[str, ...] = ()
    line: OnTheLine = EVERYBODY_A_PERSON

    @property
    def score(self) -> Score:
        """Coverage, points and the verdict that a reviewer reads first."""
        return score(self.items, self.risks, self.violations)

    def follow_up(self, questions: Mapping[str, str]) -> tuple[FollowUp, ...]:
        """What the next call has to ask. questions: by item."""
        return follow_up(self.items, questions)


class Judge(Protocol):
    """What analysing a call needs of a judge."""

    @property
    def identity(self) -> str:
        """What reports name: the same identity gives the same findings."""
        ...

    def judge(self, job: Job, transcript: Transcript, checklist: Checklist) -> Findings:
        """Everything that is found in a transcript."""
        ...


class ReaderJudge:
    """Judges by what the trained reader says of each utterance in its context."""

    def __init__(
        self,
        weights: Path | None = None,
        *,
        trained: Path | None = None,
        threads: int = 0,
        reader: Reader | None = None,
        rules: Rules | None = None,
        time_zone: tzinfo | None = None,
    ) -> None:
        """Keep where everything is; it is loaded at the first call.

        weights: the folder they are in. trained: the folder of the trained reader, None for the product's. threads: 0
        for one a core. reader: one that is there already. rules: what decides beside it, None for the product's.
        time_zone: by whose clock calls belong between eight and ten, None for China's.
        """
        self._time_zone = time_zone
        self._weights, self._threads, self._given = weights, threads, reader
        self._trained, self._rules = Artefact(trained), rules or shipped_rules()

    @property
    def identity(self) -> str:
        """The reader's version and the hash of what was trained."""
        return self._given.identity if self._given else self._trained.identity

    @property
    def labels(self) -> Description:
        """What the reader decides, and its thresholds; known without loading it."""
        return self._given.labels if self._given else self._trained.description

    def judge(self, job: Job, transcript: Transcript, checklist: Checklist) -> Findings:
        """Everything that is found in a transcript.

        Raises:
            WeightsError: the language model is not there.
        """
        spans, reading = self._read(transcript, checklist)
        line = who_is_on_the_line(transcript, self._rules.announcements)
        by_fact = candidates_by_fact(reading, spans, transcript, line.unreached)
        facts = facts_from(reading, by_fact, transcript, job.application)
        committed = violations_from(reading, transcript, self._rules.explanations)
        to_nobody = tuple(each for each in committed if told_to_nobody(each, line))
        violations = tuple(each for each in committed if each not in to_nobody)
        risks = risks_from(reading, transcript, self._rules.explanations)
        doubts = doubtful_conduct(reading, transcript, self._rules.explanations)
        late = off_hours(transcript, job.started_at, self._time_zone)
        return Findings(
            items=items_from(reading, transcript, checklist, line),
            facts=facts,
            risks=heard_by_people(risks, line),
            violations=(*violations, late) if late else violations,
            mismatches=mismatches(facts, job.application),
            doubts=heard_by_people((*doubts, *to_nobody), line),
            unread=reading.cut,
            incomparable=incomparable(job.application),
            line=line,
            grounds=self._grounds(reading, by_fact, transcript),
        )

    def grounds(self, transcript: Transcript, checklist: Checklist) -> Grounds:
        """What the judgement of a transcript rests on; raises WeightsError as judge does."""
        spans, reading = self._read(transcript, checklist)
        line = who_is_on_the_line(transcript, self._rules.announcements)
        return self._grounds(reading, candidates_by_fact(reading, spans, transcript, line.unreached), transcript)

    def _read(self, transcript: Transcript, checklist: Checklist) -> tuple[tuple[Proposal, ...], Reading]:
        spans = proposals(transcript, checklist.product, self._rules.figures)
        return spans, self.reader.read(transcript, checklist.product, checklist.stage, checklist.asked, spans)

    def _grounds(self, reading: Reading, by_fact: Mapping[str, Sequence[Candidate]], transcript: Transcript) -> Grounds:
        return Grounds(
            items={item.id: account_of_item(self.reader, reading, item.id) for item in reading.items},
            facts=accounts_of_facts(reading, by_fact),
            conduct={kind: account_of_conduct(reading, transcript, kind) for kind in reading.labels.conduct},
        )

    @cached_property
    def reader(self) -> Reader:
        """The reader, loaded at the first call."""
        return self._given or load_reader(self._trained, self._weights, threads=self._threads)
