"""Stores of transcripts whose verdicts the tests decide, saved as `tinghe judge` saves them."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from pipeline.batch.manifest import known_job
from pipeline.checklist.load import Checklist
from pipeline.domain.job import Job
from pipeline.domain.report import CallReport
from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Status
from pipeline.judges import Findings, Judge
from pipeline.reports.codec import to_json
from pipeline.services.analyse import Analyser
from pipeline.settings import load_settings
from pipeline.store.runs import stored_run
from tests.cli.test_rejudge import SAID
from tests.making import a_finding, an_item

KNOWN = {
    "product": "consumer",
    "stage": "pre_loan",
    "started_at": "2026-03-11T10:42:00+08:00",
    "app.loan_amount": "200000",
}


class Deciding:
    """A judge that finds what it was told to find, whatever was said; jobs: those that it was asked about."""

    def __init__(self, known_as: str = "judge-1", /, *, risks: tuple[str, ...] = (), **statuses: Status) -> None:
        self.identity = known_as
        self.jobs: list[Job] = []
        self._risks, self._statuses = risks, statuses

    def judge(self, job: Job, transcript: Transcript, checklist: Checklist) -> Findings:
        self.jobs.append(job)
        items = tuple(an_item(name, status) for name, status in self._statuses.items())
        return Findings(items=items, facts=(), risks=tuple(map(a_finding, self._risks)), violations=())


def judging_by(judge: Judge) -> Analyser:
    return Analyser(load_settings(), judge=judge)


def a_transcript(path: Path) -> Path:
    """Three questions and their answers, three seconds a turn."""
    turns = [{"role": role, "start": 3.0 * n, "end": 3.0 * n + 2, "text": text} for n, (role, text) in enumerate(SAID)]
    path.write_text(json.dumps({"turns": turns}, ensure_ascii=False), encoding="utf-8")
    return path


def store(url: str, path: Path, judge: Judge, **known: str) -> CallReport:
    """Judge a transcript and save it, under the name of its file, with where it stands."""
    report = judging_by(judge).transcript(known_job({**KNOWN, **known}, path.stem, path))
    save_report(url, report, str(path))
    return report


def save_report(url: str, report: CallReport, source: str = "") -> None:
    with stored_run(url, "judge") as run:
        run.report(to_json(report), source)


def dump(path: Path) -> str:
    """All that stands in an SQLite file, the log and the runs too."""
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())
