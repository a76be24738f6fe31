"""Batches as one asks for them in a program: what they come to, what they ask of an analyser, what the store notes."""

import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch.folder import OutputFolder
from pipeline.batch.work import Ending, Failure
from pipeline.domain.grounds import Analysis
from pipeline.domain.job import Job
from pipeline.errors import ExitStatus, StoreUrlError, TingheError, WeightsError
from pipeline.privacy.masking import Disclosure
from pipeline.services import batch
from pipeline.services.batch import STORE_FILE, Kind
from pipeline.settings import load_settings
from pipeline.store.engine import url_of
from tests.batch.test_run import jobs_of
from tests.batch.working import SECRET
from tests.cli.conftest import NoEngines
from tests.services.batches import log_of, run
from tests.store.reading import rows


def test_an_outcome_says_what_was_done_and_what_stands_in_the_folder(jobs: list[Job], out: Path) -> None:
    outcome = run(jobs, out)
    assert (outcome.done, outcome.current, outcome.failures, outcome.stopped_by) == (2, 0, (), 0)
    assert [(row.call_id, row.href, row.coverage) for row in outcome.rows] == [
        ("a", "a.html", 0.5),
        ("b", "b.html", 0.5),
    ]
    assert outcome.exit_status is ExitStatus.DONE
    assert [row["call_id"] for row in rows(out / STORE_FILE, "SELECT call_id FROM calls ORDER BY 1")] == ["a", "b"]


def test_failures_are_values_and_stored_and_the_others_are_done(tmp_path: Path, out: Path) -> None:
    jobs = jobs_of(tmp_path / "in", a="fine", b="not audio", c="bug")
    outcome = run(jobs, out)
    foreseen, unforeseen = outcome.failures
    assert foreseen == Failure(
        call_id="b",
        file=str(tmp_path / "in" / "b.wav"),
        reason="this is not audio",
        remedy="Export the call again.",
    )
    assert (unforeseen.call_id, unforeseen.reason) == ("c", "unforeseen ValueError")
    assert SECRET not in unforeseen.model_copy(update={"trace": ""}).model_dump_json()
    assert (outcome.done, [row.call_id for row in outcome.rows]) == (1, ["a"])
    assert outcome.exit_status is ExitStatus.SOME_FAILED
    assert rows(out / STORE_FILE, "SELECT call_id, reason FROM failures ORDER BY 1") == [
        {"call_id": "b", "reason": "this is not audio"},
        {"call_id": "c", "reason": "unforeseen ValueError"},
    ]


def test_what_stands_unchanged_is_not_done_again_unless_asked_or_set_otherwise(jobs: list[Job], out: Path) -> None:
    def counts(**more: Any) -> tuple[int, int]:
        settings = load_settings(asr=more.pop("asr", {}))
        outcome = batch.run(jobs, "recordings", settings, out, **more)
        return outcome.done, outcome.current

    assert [counts(), counts(), counts(redo=True), counts(asr={"beam_size": 2}), counts(asr={"beam_size": 2})] == [
        (2, 0),
        (0, 2),
        (2, 0),
        (2, 0),
        (0, 2),
    ]
    jobs[1].path.write_text("fine and longer", encoding="utf-8")
    assert counts(asr={"beam_size": 2}) == (1, 1)


@pytest.mark.parametrize(("kind", "command"), [("recordings", "run"), ("transcripts", "judge")])
def test_a_run_is_stored_under_its_command_and_folder(jobs: list[Job], out: Path, kind: Kind, command: str) -> None:
    run(jobs, out, kind)
    (noted,) = rows(out / STORE_FILE, "SELECT command, folder, ended_at FROM runs")
    assert (noted["command"], noted["folder"], noted["ended_at"] is None) == (command, str(out.resolve()), False)
    assert [row["source"] for row in rows(out / STORE_FILE, "SELECT source FROM hearings ORDER BY id")] == [
        str(job.path.resolve()) for job in jobs
    ]


def test_another_store_may_be_named(jobs: list[Job], out: Path, tmp_path: Path) -> None:
    run(jobs, out, store=url_of(tmp_path / "all.db"))
    assert len(rows(tmp_path / "all.db", "SELECT * FROM judgements")) == 2
    assert not (out / STORE_FILE).exists()


class Tells(NoEngines):
    """Says in the report's codec which of its ways was taken."""

    def analyse_recording(self, job: Job) -> Analysis:
        return self._by("recording", super().analyse_recording(job))

    def analyse_transcript(self, job: Job) -> Analysis:
        return self._by("transcript", super().analyse_transcript(job))

    @staticmethod
    def _by(codec: str, analysis: Analysis) -> Analysis:
        recording = analysis.report.recording.model_copy(update={"codec": codec})
        return analysis.model_copy(update={"report": analysis.report.model_copy(update={"recording": recording})})


@pytest.mark.parametrize(
    ("kind", "audio_in_pages", "codec", "sound"),
    [
        ("recordings", True, "recording", True),
        ("recordings", False, "recording", False),
        ("transcripts", True, "transcript", False),
    ],
)
def test_recordings_are_heard_transcripts_are_read_and_only_recordings_sound_in_pages(
    jobs: list[Job],
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: Kind,
    audio_in_pages: bool,
    codec: str,
    sound: bool,
) -> None:
    monkeypatch.setattr(batch, "Analyser", Tells)
    batch.run(jobs[:1], kind, load_settings(audio_in_pages=audio_in_pages), out)
    folder = OutputFolder(out)
    report = folder.report("a")
    assert report is not None
    assert report.recording.codec == codec
    assert ("bXAz" in folder.page_path("a").read_text(encoding="utf-8")) is sound  # "mp3" as a page holds it


def test_to_show_all_makes_pages_anew_judges_nothing_and_is_noted_with_how_many_calls(
    jobs: list[Job], out: Path
) -> None:
    shown = []
    for disclosure in (Disclosure.MASKED, Disclosure.ALL, Disclosure.MASKED):
        outcome = run(jobs, out, disclosure=disclosure, reason="a complaint")
        shown.append((outcome.done, outcome.current, OutputFolder(out).page_shows("a")))
    assert shown == [(2, 0, Disclosure.MASKED), (0, 2, Disclosure.ALL), (0, 2, Disclosure.MASKED)]
    (noted,) = log_of(out / STORE_FILE, "reveal")
    assert (noted["run"], noted["what"], noted["calls"], noted["reason"]) == (2, "pages and tables", 2, "a complaint")


class Recorder:
    """A progress that keeps what it is told."""

    def __init__(self) -> None:
        self.events: list[tuple[object, ...]] = []

    def starts(self, due: Sequence[Job], current: int) -> None:
        self.events.append(("starts", [job.call_id for job in due], current))

    def begins(self, job: Job) -> None:
        self.events.append(("begins", job.call_id))

    def ends(self, job: Job, ending: Ending) -> None:
        self.events.append(("ends", job.call_id, type(ending).__name__))

    def stops(self) -> None:
        self.events.append(("stops",))


def test_progress_is_told_of_what_is_due_and_of_every_call(tmp_path: Path, out: Path) -> None:
    run(jobs_of(tmp_path / "in", a="fine"), out)
    recorder = Recorder()
    run(jobs_of(tmp_path / "in", a="fine", b="not audio", c="fine"), out, progress=recorder)
    assert recorder.events == [
        ("starts", ["b", "c"], 1),
        ("begins", "b"),
        ("ends", "b", "Failure"),
        ("begins", "c"),
        ("ends", "c", "Done"),
        ("stops",),
    ]


def test_no_job_is_refused_before_anything_is_made(out: Path) -> None:
    with pytest.raises(TingheError) as refused:
        run([], out)
    assert str(refused.value) == ("nothing to do: no call was named. Name recordings, folders of them, or a manifest.")
    assert not out.exists()


def test_a_reader_that_is_not_there_is_refused_before_anything_is_made(jobs: list[Job], tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="there is no trained reader here"):
        batch.run(jobs, "transcripts", load_settings(reader=tmp_path / "in"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_would_befall_every_call_is_raised_and_the_run_is_not_noted_as_ended(tmp_path: Path, out: Path) -> None:
    with pytest.raises(WeightsError, match="tinghe models pull base"):
        run(jobs_of(tmp_path / "in", a="fine", b="no weights", c="fine"), out)
    (noted,) = rows(out / STORE_FILE, "SELECT ended_at FROM runs")
    assert noted["ended_at"] is None
    assert [row["call_id"] for row in rows(out / STORE_FILE, "SELECT call_id FROM calls")] == ["a"]


def test_a_folder_that_is_a_file_is_refused_and_left_as_it_is(jobs: list[Job], without_engines: None) -> None:
    with pytest.raises(TingheError, match="cannot be used as the output folder"):
        run(jobs, jobs[0].path)
    assert jobs[0].path.read_text(encoding="utf-8") == "fine"


def test_a_store_that_is_none_is_refused_before_a_call_is_done(jobs: list[Job], out: Path) -> None:
    with pytest.raises(StoreUrlError, match="oracle"):
        run(jobs, out, store="oracle://x/y")
    assert list(out.iterdir()) == []


def test_several_workers_come_to_what_one_comes_to(jobs: list[Job], tmp_path: Path) -> None:
    alone = batch.run(jobs, "recordings", load_settings(), tmp_path / "alone")
    together = batch.run(jobs, "recordings", load_settings(), tmp_path / "together", workers=2)
    assert [failure.call_id for failure in alone.failures] == ["a", "b"]
    assert sorted(together.failures, key=lambda failure: failure.call_id) == list(alone.failures)


def test_to_show_all_is_noted_in_the_store_beside_the_pages_too(jobs: list[Job], out: Path, tmp_path: Path) -> None:
    run(jobs, out)
    run(jobs, out, store=url_of(tmp_path / "other.db"), disclosure=Disclosure.ALL, reason="a complaint")
    for store in (out / STORE_FILE, tmp_path / "other.db"):
        assert [(said["calls"], said["reason"]) for said in log_of(store, "reveal")] == [(2, "a complaint")]


def test_a_run_that_was_stopped_is_told_from_one_that_ended(
    jobs: list[Job], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop_at_the_first(self: NoEngines, job: Job) -> Analysis:
        signal.raise_signal(signal.SIGTERM)
        raise AssertionError

    with monkeypatch.context() as patch:
        patch.setattr(NoEngines, "analyse_recording", stop_at_the_first)
        assert run(jobs, out).stopped_by == signal.SIGTERM
    run(jobs, out)
    assert [said["stopped_by"] for said in log_of(out / STORE_FILE, "run_ended")] == [signal.SIGTERM, 0]
