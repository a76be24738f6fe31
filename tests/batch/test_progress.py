"""What a batch says while it runs."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.batch.progress import BarProgress, Pace, PlainProgress, Progress, shares
from pipeline.batch.work import Done, Failure
from pipeline.domain.job import Job
from tests.making import a_job


@pytest.fixture
def jobs(tmp_path: Path) -> list[Job]:
    made = []
    for name, size in (("a.wav", 100), ("b.wav", 300)):
        (tmp_path / name).write_bytes(b"x" * size)
        made.append(a_job(tmp_path / name))
    return made


def played(progress: Progress, jobs: list[Job]) -> None:
    progress.starts(jobs, current=3)
    for job in jobs:
        progress.begins(job)
        failed = Failure(call_id="b", file="b.wav", reason="the file is empty", remedy="export it again")
        progress.ends(job, Done(report="", call_id="a", duration_s=90) if job.call_id == "a" else failed)
    progress.stops()


def test_lines_say_how_each_call_ended_how_fast_it_goes_and_how_long_it_will_take(jobs: list[Job]) -> None:
    lines: list[str] = []
    seconds = iter([0.0, 0.0, 30.0, 40.0])
    played(PlainProgress(lines.append, clock=lambda: next(seconds)), jobs)
    assert lines == [
        "2 calls to do, 3 done before and unchanged",
        "[1/2] a: done, 1 min 30 s of call (3.0 × real time, 1 min 30 s left)",
        "[2/2] b: failed, the file is empty (2.2 × real time, 0 s left)",
    ]


def test_a_bar_names_the_call_in_hand_and_leaves_failures_standing(jobs: list[Job]) -> None:
    screen = StringIO()
    played(BarProgress(Console(file=screen, force_terminal=True, width=120)), jobs)
    assert "2 calls to do" in screen.getvalue()
    assert "b: failed, the file is empty" in screen.getvalue()


def test_what_a_file_is_called_is_not_taken_for_markup(tmp_path: Path) -> None:
    screen = StringIO()
    job = a_job(tmp_path / "x.wav", call_id="[/red] odd")
    bar = BarProgress(Console(file=screen, force_terminal=True, width=120))
    bar.starts([job], current=0)
    bar.begins(job)
    bar.ends(job, Failure(call_id=job.call_id, file="x", reason="empty", remedy=""))
    bar.stops()
    assert "[/red] odd: failed" in screen.getvalue()


def test_time_left_is_unknown_before_the_first_call_has_ended() -> None:
    assert Pace(calls=0, of=2).left_s is None


def test_time_left_goes_by_the_share_that_is_done() -> None:
    pace = Pace(calls=1, of=2, share=0.25, audio_s=60, elapsed_s=20)
    assert pace.left_s == 60
    assert pace.real_time == 3


def test_files_of_one_kind_count_by_their_size(jobs: list[Job]) -> None:
    assert shares(jobs) == pytest.approx({"a": 0.25, "b": 0.75}, abs=0.01)


def test_files_of_several_kinds_count_the_same(jobs: list[Job], tmp_path: Path) -> None:
    (tmp_path / "c.mp3").write_bytes(b"x")
    assert shares([*jobs, a_job(tmp_path / "c.mp3")]) == pytest.approx({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})


def test_files_that_are_not_there_count_too(tmp_path: Path) -> None:
    assert shares([a_job(tmp_path / "gone.wav")]) == {"gone": 1.0}


def test_a_file_that_is_not_there_counts_as_one_byte(jobs: list[Job], tmp_path: Path) -> None:
    assert shares([jobs[0], a_job(tmp_path / "gone.wav")]) == pytest.approx({"a": 100 / 101, "gone": 1 / 101})
