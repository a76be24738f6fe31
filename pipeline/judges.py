"""Who judges a transcript: the trained reader, or the rules of version 0.1 where its weights are not to be had."""

from functools import cached_property
from pathlib import Path
from typing import Protocol

from pipeline.checklist.from_reading import items_from
from pipeline.checklist.judge import judge_items
from pipeline.checklist.schema import Checklist
from pipeline.checklist.told import told_in
from pipeline.conduct.from_reading import doubtful_conduct, risks_from, violations_from
from pipeline.conduct.risks import find_risks
from pipeline.conduct.violations import find_violations, off_hours
from pipeline.domain.base import Frozen
from pipeline.domain.job import Job
from pipeline.domain.report import Fact, Finding, ItemResult
from pipeline.domain.transcript import Transcript
from pipeline.facts.extract import extract_facts
from pipeline.facts.from_reading import facts_from
from pipeline.facts.proposals import proposals
from pipeline.intents.classifier import classifier_version
from pipeline.intents.reading import read_intents
from pipeline.reader.artefact import Artefact
from pipeline.reader.load import load_reader
from pipeline.reader.reader import Reader


class Findings(Frozen):
    """All that is found in a transcript.

    doubts: too unsure to be held against anybody, for a reviewer's ear. unread: utterances whose end was not read.
    """

    items: tuple[ItemResult, ...]
    facts: tuple[Fact, ...]
    risks: tuple[Finding, ...]
    violations: tuple[Finding, ...]
    doubts: tuple[Finding, ...] = ()
    unread: tuple[int, ...] = ()


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

    def __init__(self, weights: Path | None = None, *, threads: int = 0, reader: Reader | None = None) -> None:
        """weights: the folder they are in. threads: 0 for one a core. reader: one that is there already."""
        self._weights, self._threads, self._given = weights, threads, reader
        self._trained = Artefact()

    @property
    def identity(self) -> str:
        """The reader's version and the hash of what was trained."""
        return self._given.identity if self._given else self._trained.identity

    def judge(self, job: Job, transcript: Transcript, checklist: Checklist) -> Findings:
        """Everything that is found in a transcript.

        Raises:
            WeightsError: the language model is not there.
        """
        found = proposals(transcript, checklist.product)
        reading = self._reader.read(transcript, checklist.product, checklist.stage, found)
        violations = violations_from(reading, transcript)
        late = off_hours(transcript, job.started_at)
        return Findings(
            items=items_from(reading, transcript, checklist),
            facts=facts_from(reading, found, transcript, job.application),
            risks=risks_from(reading, transcript),
            violations=(*violations, late) if late else violations,
            doubts=doubtful_conduct(reading, transcript),
            unread=reading.cut,
        )

    @cached_property
    def _reader(self) -> Reader:
        return self._given or load_reader(self._trained, self._weights, threads=self._threads)


class RulesJudge:
    """Judges by patterns and a phrase classifier, as version 0.1 did."""

    @property
    def identity(self) -> str:
        """Which phrase bank the classifier was trained from."""
        return classifier_version()

    def judge(self, job: Job, transcript: Transcript, checklist: Checklist) -> Findings:
        """Everything that is found in a transcript."""
        intents = read_intents(transcript)
        risks = find_risks(transcript, checklist.product, intents)
        facts = extract_facts(transcript, checklist.product, checklist.stage, job.application, intents)
        told = told_in(transcript, facts, risks)
        return Findings(
            items=judge_items(transcript, checklist, job.customer, intents, told),
            facts=facts,
            risks=risks,
            violations=find_violations(transcript, job.started_at, checklist.product, intents),
        )
