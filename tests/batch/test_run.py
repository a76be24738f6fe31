"""Whole batches, with work that needs no engine."""

import csv
import logging
import os
import signal
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pipeline.batch.executors import Executor, Processes, Serial
from pipeline.batch.folder import OutputFolder, open_folder
from pipeline.batch.plan import plan, plan_anew
from pipeline.batch.progress import PlainProgress
from pipeline.batch.run import Outcome, run_batch
from pipeline.domain.job import Job
from pipeline.errors import ExitStatus, TingheError, WeightsError
from pipeline.reports.codec import read_grounds
from tests.batch.working import GROUNDS, SECRET, build
from tests.making import VERSIONS, a_job


def one_by_one(out: Path) -> Executor:
    return Serial(partial(build, out))


def two_at_a_time(out: Path) -> Executor:
    return Processes(partial(build, out), workers=2)


EXECUTORS = pytest.mark.parametrize("executor_of", [one_by_one, two_at_a_time])
# Each case starts two processes; tests/services/test_batch.py holds several against one in every run of the suite.
SLOWLY_TOO = pytest.mark.parametrize("executor_of", [one_by_one, pytest.param(two_at_a_time, marks=pytest.mark.slow)])


def jobs_of(folder: Path, **asked: str) -> list[Job]:
    folder.mkdir(exist_ok=True)
    for name, text in asked.items():
        (folder / f"{name}.wav").write_text(text, encoding="utf-8")
    return [a_job(folder / f"{name}.wav") for name in asked]


def run(jobs: list[Job], out: Path, executor_of: Callable[[Path], Executor] = one_by_one) -> Outcome:
    with open_folder(out) as folder:
        return run_batch(plan_anew(jobs), executor_of(out), folder, PlainProgress(lambda _: None))


def failures(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((out / "failures.csv").read_text(encoding="utf-8-sig").splitlines()))


@EXECUTORS
def test_every_call_gets_a_report_and_a_page_and_the_batch_its_overview(
    tmp_path: Path, executor_of: Callable[[Path], Executor]
) -> None:
    outcome = run(jobs_of(tmp_path / "in", a="1", b="2"), tmp_path / "out", executor_of)
    assert (outcome.done, outcome.failures, outcome.exit_status) == (2, (), ExitStatus.DONE)
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {
        *("a.json", "a.html", "b.json", "b.html"),
        *("grounds", "index.html", "summary.csv", "summary.xlsx", "failures.csv"),
    }
    kept = read_grounds(tmp_path / "out" / "b.json")
    assert kept is not None
    assert kept.model_copy(update={"masked": None}) == GROUNDS
    assert failures(tmp_path / "out") == []


@SLOWLY_TOO
def test_a_bad_file_is_named_and_the_others_are_done(tmp_path: Path, executor_of: Callable[[Path], Executor]) -> None:
    jobs = jobs_of(tmp_path / "in", a="not audio", b="fine", c="")
    jobs.append(a_job(tmp_path / "in" / "gone.wav"))
    outcome = run(jobs, tmp_path / "out", executor_of)
    assert (outcome.done, outcome.exit_status) == (1, ExitStatus.SOME_FAILED)
    named = {row["call_id"]: row for row in failures(tmp_path / "out")}
    assert named.keys() == {"a", "c", "gone"}
    assert (named["a"]["reason"], named["a"]["remedy"]) == ("this is not audio", "Export the call again.")
    assert "empty" in named["c"]["reason"]
    assert "not there" in named["gone"]["reason"]
    assert named["gone"]["file"] == str(tmp_path / "in" / "gone.wav")


@SLOWLY_TOO
def test_what_nobody_foresaw_is_named_by_its_class_and_quotes_nothing(
    tmp_path: Path, executor_of: Callable[[Path], Executor], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        run(jobs_of(tmp_path / "in", a="bug", b="fine"), tmp_path / "out", executor_of)
    assert failures(tmp_path / "out")[0]["reason"] == "unforeseen ValueError"
    assert SECRET not in (tmp_path / "out" / "failures.csv").read_text(encoding="utf-8-sig")
    assert SECRET not in caplog.text


def test_the_debug_log_has_the_traceback_when_asked_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="pipeline.batch"):
        run(jobs_of(tmp_path / "in", a="bug"), tmp_path / "out")
    assert "Traceback" in caplog.text


@SLOWLY_TOO
def test_what_would_befall_every_call_ends_the_batch_at_once(
    tmp_path: Path, executor_of: Callable[[Path], Executor]
) -> None:
    with pytest.raises(WeightsError, match="tinghe models pull base"):
        run(jobs_of(tmp_path / "in", a="no weights", b="fine"), tmp_path / "out", executor_of)


def test_where_nothing_could_be_done_the_exit_status_says_so(tmp_path: Path) -> None:
    assert run(jobs_of(tmp_path / "in", a="not audio"), tmp_path / "out").exit_status is ExitStatus.NOTHING_DONE


def test_failures_are_rewritten_by_every_run(tmp_path: Path) -> None:
    run(jobs_of(tmp_path / "in", a="not audio"), tmp_path / "out")
    run(jobs_of(tmp_path / "in", a="fine"), tmp_path / "out")
    assert failures(tmp_path / "out") == []


def test_the_overview_holds_earlier_reports_but_none_of_a_call_that_fails_now(tmp_path: Path) -> None:
    run(jobs_of(tmp_path / "in", a="fine", b="fine"), tmp_path / "out")
    run(jobs_of(tmp_path / "in", b="not audio"), tmp_path / "out")
    table = (tmp_path / "out" / "summary.csv").read_text(encoding="utf-8-sig")
    assert "a" in table.replace(",", "\n").split("\n")
    assert "b" not in table.replace(",", "\n").split("\n")


def test_a_second_run_does_only_what_is_due(tmp_path: Path) -> None:
    jobs = jobs_of(tmp_path / "in", a="1", b="2")
    run(jobs, tmp_path / "out")
    before = (tmp_path / "out" / "a.json").stat().st_mtime_ns
    jobs[1].path.write_text("3", encoding="utf-8")
    with open_folder(tmp_path / "out") as folder:
        parted = plan(jobs, folder, lambda *_: VERSIONS)
        outcome = run_batch(parted, one_by_one(folder.path), folder, PlainProgress(lambda _: None))
    assert (outcome.done, outcome.current, outcome.exit_status) == (1, 1, ExitStatus.DONE)
    assert (tmp_path / "out" / "a.json").stat().st_mtime_ns == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@SLOWLY_TOO
def test_a_signal_ends_the_batch_in_order(
    tmp_path: Path, number: signal.Signals, executor_of: Callable[[Path], Executor]
) -> None:
    class StopsAfterTheFirst(PlainProgress):
        def ends(self, job: Job, ending: object) -> None:
            os.kill(os.getpid(), number)

    jobs = jobs_of(tmp_path / "in", a="fine", b="slow", c="slow")
    with open_folder(tmp_path / "out") as folder:
        outcome = run_batch(plan_anew(jobs), executor_of(folder.path), folder, StopsAfterTheFirst(lambda _: None))
    assert (outcome.done, outcome.exit_status) == (1, 128 + number)
    assert (tmp_path / "out" / "index.html").exists()
    assert {path.name for path in (tmp_path / "out").glob("*.json")} == {"a.json"}
    assert signal.getsignal(number) in (signal.default_int_handler, signal.SIG_DFL)


def test_a_disk_that_is_full_ends_the_batch_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.batch.folder.write_atomically", fail)
    with pytest.raises(TingheError, match=r"No space left on device.*goes on where it stopped"):
        run(jobs_of(tmp_path / "in", a="fine"), tmp_path / "out")


def test_reports_are_for_their_owner_alone(tmp_path: Path) -> None:
    run(jobs_of(tmp_path / "in", a="fine", b="not audio"), tmp_path / "out")
    for path in (tmp_path / "out", *(tmp_path / "out").iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_a_file_name_that_a_spreadsheet_would_run_is_only_shown(tmp_path: Path) -> None:
    job = jobs_of(tmp_path / "in", a="not audio")[0].model_copy(update={"call_id": "=1+1"})
    run([job], tmp_path / "out")
    assert failures(tmp_path / "out")[0]["call_id"] == "'=1+1"


def test_reports_of_another_program_in_the_folder_are_let_be(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o700)
    (tmp_path / "out" / "package.json").write_text("{}", encoding="utf-8")
    run(jobs_of(tmp_path / "in", a="fine"), tmp_path / "out")
    assert [report.recording.call_id for report in OutputFolder(tmp_path / "out").reports()] == ["a"]
    assert (tmp_path / "out" / "package.json").read_text(encoding="utf-8") == "{}"
