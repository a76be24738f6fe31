"""What a second run has to do again."""

import hashlib
from pathlib import Path

import pytest

from pipeline.batch.folder import OutputFolder
from pipeline.batch.plan import plan, plan_anew
from pipeline.domain.job import Job
from pipeline.domain.report import Versions
from pipeline.reports import codec
from tests.making import VERSIONS, a_job, a_recording, a_report

METADATA = {"file": "a.wav", "case_id": "LC-1"}


def now(product: str, stage: str) -> Versions:
    return VERSIONS.model_copy(update={"checklist": f"{product}.{stage}@1"})


@pytest.fixture
def job(tmp_path: Path) -> Job:
    (tmp_path / "a.wav").write_bytes(b"RIFF")
    return a_job(tmp_path / "a.wav", metadata=METADATA)


@pytest.fixture
def folder(tmp_path: Path, job: Job) -> OutputFolder:
    """An output folder in which the job is done."""
    recording = a_recording("a", sha256=hashlib.sha256(b"RIFF").hexdigest(), metadata=METADATA)
    out = OutputFolder(tmp_path / "out")
    out.path.mkdir()
    out.keep("a", page="<html></html>", report=codec.to_json(a_report(recording)))
    return out


def test_a_call_whose_report_would_come_out_the_same_is_left_alone(job: Job, folder: OutputFolder) -> None:
    parted = plan([job], folder, now)
    assert (parted.due, parted.current) == ((), (job,))


def test_a_call_without_a_report_is_due(job: Job, tmp_path: Path) -> None:
    assert plan([job], OutputFolder(tmp_path / "fresh"), now).due == (job,)


def test_redo_makes_all_due(job: Job) -> None:
    assert plan_anew([job]).due == (job,)


@pytest.mark.parametrize("changed", ["tinghe", "checklist", "model", "settings_sha256"])
def test_a_change_of_any_version_makes_a_call_due(job: Job, folder: OutputFolder, changed: str) -> None:
    assert plan([job], folder, lambda *_: VERSIONS.model_copy(update={changed: "other"})).due == (job,)


def test_a_change_of_the_recording_makes_a_call_due(job: Job, folder: OutputFolder) -> None:
    job.path.write_bytes(b"RIFX")
    assert plan([job], folder, now).due == (job,)


def test_a_change_of_the_manifests_row_makes_a_call_due(job: Job, folder: OutputFolder) -> None:
    other = job.model_copy(update={"metadata": {**METADATA, "app.loan_amount": "300000"}})
    assert plan([other], folder, now).due == (other,)


def test_a_recording_that_is_gone_makes_a_call_due_so_that_it_is_named(job: Job, folder: OutputFolder) -> None:
    job.path.unlink()
    assert plan([job], folder, now).due == (job,)


@pytest.mark.parametrize("content", ["", "{", '{"schema": "someone.else/1"}', "[]"])
def test_a_report_that_is_not_whole_makes_a_call_due(job: Job, folder: OutputFolder, content: str) -> None:
    folder.report_path("a").write_text(content, encoding="utf-8")
    assert plan([job], folder, now).due == (job,)


def test_a_page_that_is_gone_makes_a_call_due(job: Job, folder: OutputFolder) -> None:
    folder.page_path("a").unlink()
    assert plan([job], folder, now).due == (job,)
