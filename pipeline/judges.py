"""Who judges a transcript: the trained reader, its findings put into the report's words."""

from functools import cached_property
from pathlib import Path
from typing import Protocol

from pipeline.checklist.from_reading import items_from
from pipeline.checklist.schema import Checklist
from pipeline.conduct.calling_hours import off_hours
from pipeline.conduct.from_reading import doubtful_conduct, risks_from, violations_from
from pipeline.domain.base import Frozen
from pipeline.domain.job import Job
from pipeline.domain.report import Fact, Finding, ItemResult
from pipeline.domain.transcript import Transcript
from pipeline.facts.from_reading import facts_from
from pipeline.facts.proposals import proposals
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

    def __init__(
        self,
        weights: Path | None = None,
        *,
        trained: Path | None = None,
        threads: int = 0,
        reader: Reader | None = None,
    ) -> None:
        """Keep where everything is; it is loaded at the first call.

        weights: the folder they are in. trained: the folder of the trained reader, None for the product's. threads: 0
        for one a core. reader: one that is there already.
        """
        self._weights, self._threads, self._given = weights, threads, reader
        self._trained = Artefact(trained)

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
        reading = self.reader.read(transcript, checklist.product, checklist.stage, checklist.asked, found)
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
    def reader(self) -> Reader:
        """The reader, loaded at the first call."""
        return self._given or load_reader(self._trained, self._weights, threads=self._threads)
