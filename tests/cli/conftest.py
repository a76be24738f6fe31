"""The command line in this process, with engines that need no weights."""

import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest

from pipeline import judges
from pipeline.batch.executors import Serial
from pipeline.cli import main
from pipeline.domain.base import TimeSpan
from pipeline.domain.grounds import Analysis
from pipeline.domain.job import Job
from pipeline.domain.report import CallReport, Versions
from pipeline.reader.reader import Reader
from pipeline.services import batch
from pipeline.settings import Settings
from tests.batch.working import analyse, listen
from tests.making import VERSIONS


class Ended(NamedTuple):
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


@pytest.fixture
def without_weights(monkeypatch: pytest.MonkeyPatch, plain_reader: Reader) -> None:
    """Commands that judge take the plain reader."""
    monkeypatch.setattr(judges, "load_reader", lambda *_, **__: plain_reader)


Tinghe = Callable[..., Ended]


class NoEngines:
    """An analyser that does as the files ask (tests/batch/working.py)."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def analyse_recording(self, job: Job) -> Analysis:
        return self._stamped(analyse(job))

    def recording(self, job: Job) -> CallReport:
        return self.analyse_recording(job).report

    def analyse_transcript(self, job: Job) -> Analysis:
        return self._stamped(analyse(job))

    def listening_copy(self, job: Job, cover: Sequence[TimeSpan] = ()) -> bytes:
        return listen(job, cover)

    def require_judge(self) -> None:
        """It judges without."""

    def recording_versions(self, product: str, stage: str) -> Versions:
        return VERSIONS.model_copy(update={"settings_sha256": self.settings.sha256()})

    def transcript_versions(self, product: str, stage: str) -> Versions:
        return self.recording_versions(product, stage)

    def _stamped(self, analysis: Analysis) -> Analysis:
        report = analysis.report
        versions = self.recording_versions(report.recording.product, report.recording.stage)
        return analysis.model_copy(update={"report": report.model_copy(update={"versions": versions})})


@pytest.fixture
def tinghe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tinghe:
    """Call the command as the shell would."""
    monkeypatch.setattr(batch, "Analyser", NoEngines)
    # Another process would not know of what is put in the place of the engines.
    monkeypatch.setattr(batch, "Processes", lambda build, workers, most_mb: Serial(build))

    def call(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["tinghe", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return Ended(int(left.value.code or 0), said.out, said.err)

    return call
