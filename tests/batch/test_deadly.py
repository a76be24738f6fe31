"""A call that kills its worker, or takes too much memory: named, and the batch goes on."""

import os
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from pipeline.batch.executors import Processes
from pipeline.batch.folder import open_folder
from pipeline.batch.memory import LEAST_MB, bound_mb, memory_mb
from pipeline.batch.plan import plan
from pipeline.batch.progress import PlainProgress
from pipeline.batch.run import Outcome, run_batch
from pipeline.domain.job import Job
from pipeline.errors import ExitStatus
from tests.batch.test_run import failures, jobs_of
from tests.batch.working import build
from tests.making import VERSIONS

ROOT = Path(__file__).parent.parent.parent


def run(jobs: list[Job], out: Path, workers: int, most_mb: int = 0) -> Outcome:
    with open_folder(out) as folder:
        parted = plan(jobs, folder, lambda *_: VERSIONS)
        return run_batch(
            parted, Processes(partial(build, out), workers, most_mb), folder, PlainProgress(lambda _: None)
        )


@pytest.mark.slow  # a new process after every death, each with all its imports
def test_the_call_that_kills_is_named_and_all_others_are_done(tmp_path: Path) -> None:
    # While a kills its worker b is in hand, and d while c does; a is done at its second trial.
    jobs = jobs_of(tmp_path / "in", a="kills one worker", b="fine", c="kills its worker", d="fine")
    outcome = run(jobs, tmp_path / "out", 2)
    assert (outcome.done, outcome.exit_status) == (3, ExitStatus.SOME_FAILED)
    (named,) = failures(tmp_path / "out")
    assert (named["call_id"], "its worker process died" in named["reason"]) == ("c", True)
    assert {path.stem for path in (tmp_path / "out").glob("*.json")} == {"a", "b", "d"}
    assert "its worker process died" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_a_call_that_takes_more_memory_than_it_may_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    jobs = jobs_of(tmp_path / "in", a="takes 2 GB", b="fine")
    outcome = run(jobs, tmp_path / "out", 1, most_mb=1500)
    assert [(failure.call_id, failure.reason) for failure in outcome.failures] == [
        ("a", "it takes more memory than one call may")
    ]
    assert outcome.done == 1


@pytest.mark.parametrize(("asked", "bound"), [(0, 0), (700, 700), (None, None)])
def test_the_bound_is_what_was_asked_for_or_an_equal_share_of_the_machine(asked: int | None, bound: int | None) -> None:
    share = max(LEAST_MB, int(0.9 * memory_mb() / 3))
    assert bound_mb(3, asked) == (share if bound is None else bound)


@pytest.mark.parametrize(("said", "smaller"), [("2000000000", True), ("max", False), ("", False)])
def test_a_container_that_has_less_than_its_machine_counts(tmp_path: Path, said: str, smaller: bool) -> None:
    machine = memory_mb(tmp_path / "absent")
    (tmp_path / "memory.max").write_text(f"{said}\n", encoding="ascii")
    assert memory_mb(tmp_path / "memory.max") == (2000 if smaller else machine)


def test_binding_a_process_is_for_that_process_alone() -> None:
    before = resource.getrlimit(resource.RLIMIT_DATA)
    say = "from pipeline.batch.memory import bind_this_process as b; b(900); bytearray(1_500_000_000)"
    ended = subprocess.run(
        [sys.executable, "-c", say], capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    assert b"MemoryError" in ended.stderr
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
