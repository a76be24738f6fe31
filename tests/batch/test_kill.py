"""A run that is killed outright, as by the kernel, in the middle of a call."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from pipeline.batch.executors import Processes, Serial
from pipeline.batch.folder import open_folder
from pipeline.batch.plan import plan, plan_anew
from pipeline.batch.progress import PlainProgress
from pipeline.batch.run import run_batch
from tests.batch.working import build
from tests.making import VERSIONS, a_job

pytestmark = pytest.mark.slow  # each starts the program in a process of its own and waits for a death

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 30  # for a death; less than a slow call takes, which would end by itself
START_S = 180  # for a process to begin, on a machine that has much else to do


def run_here(calls: Path, out: Path, workers: int) -> None:
    """What the child process runs: every file of calls, all due."""
    jobs = [a_job(path) for path in sorted(calls.iterdir())]
    make = partial(build, out)
    with open_folder(out) as folder:
        executor = Processes(make, workers) if workers > 1 else Serial(make)
        run_batch(plan_anew(jobs), executor, folder, PlainProgress(lambda _: None))


@contextmanager
def running(
    calls: Path, out: Path, *, workers: int, stuck_in_writing: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    before = "import os, time; os.fsync = lambda _: time.sleep(60); " if stuck_in_writing else ""
    say = f"{before}from tests.batch.test_kill import *; run_here(Path({str(calls)!r}), Path({str(out)!r}), {workers})"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    with subprocess.Popen([sys.executable, "-c", say], env=environment, stderr=subprocess.DEVNULL) as child:
        try:
            yield child
        finally:
            child.kill()


def wait_until(holds: Callable[[], bool], patience_s: float) -> None:
    end = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, asked in (("a", "fine"), ("b", "slow"), ("c", "fine")):
        (folder / f"{name}.wav").write_text(asked, encoding="utf-8")
    return folder


def test_nothing_half_written_is_left_and_the_next_run_goes_on(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with running(calls, out, workers=1) as child:
        wait_until((out / "a.json").exists, START_S)
        child.send_signal(signal.SIGKILL)
        assert child.wait(PATIENCE_S) == -signal.SIGKILL
    assert files_in(out) == {"a.json", "a.html", "grounds/a.json"}
    json.loads((out / "a.json").read_text(encoding="utf-8"))

    (calls / "b.wav").write_text("fine now", encoding="utf-8")
    jobs = [a_job(path) for path in sorted(calls.iterdir())]
    with open_folder(out) as folder:  # the lock died with its owner
        parted = plan(jobs, folder, lambda *_: VERSIONS)
        assert [job.call_id for job in parted.due] == ["b", "c"]
        outcome = run_batch(parted, Serial(partial(build, out)), folder, PlainProgress(lambda _: None))
    assert (outcome.done, outcome.current, outcome.failures) == (2, 1, ())


def test_a_file_that_was_being_written_is_cleared_away_by_the_next_run(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with running(calls, out, workers=1, stuck_in_writing=True) as child:
        wait_until(lambda: out.is_dir() and bool(files_in(out)), START_S)
        child.send_signal(signal.SIGKILL)
        child.wait(PATIENCE_S)
    assert not (out / "a.json").exists()
    assert not (out / "a.html").exists()
    with open_folder(out):
        assert files_in(out) == set()


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="reads the process tree from /proc")
def test_workers_do_not_outlive_the_run(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with running(calls, out, workers=2) as child:
        wait_until((out / "a.json").exists, START_S)
        workers = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text(encoding="ascii").split()
        assert workers
        child.send_signal(signal.SIGKILL)
        child.wait(PATIENCE_S)
    wait_until(lambda: not any(is_alive(pid) for pid in workers), PATIENCE_S)


def is_alive(pid: str) -> bool:
    """A zombie counts as dead: nobody may be there to bury it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
