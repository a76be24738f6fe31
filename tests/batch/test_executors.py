"""A batch and its store, also when the run is killed."""

import multiprocessing
import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from pipeline.batch.executors import Keeper, Serial, Storing
from pipeline.batch.folder import open_folder
from pipeline.batch.plan import plan
from pipeline.batch.progress import PlainProgress
from pipeline.batch.run import run_batch
from pipeline.store.audit import breaches
from pipeline.store.engine import reading, url_of, writing
from pipeline.store.runs import stored_run
from tests.batch.working import build
from tests.making import VERSIONS, a_job
from tests.store.reading import content, rows

KILLS = 20
CALLS = 40
LONGEST_S = 0.25


def run_here(calls: Path, out: Path, url: str = "") -> None:
    """What `tinghe run` does, with work that needs no engine; url: of the store, empty for the one in out."""
    jobs = [a_job(path) for path in sorted(calls.iterdir())]
    with open_folder(out) as folder, stored_run(url or url_of(out / "tinghe.db"), "run") as run:
        run.known({job.call_id for job in jobs})
        parted = plan(jobs, replace(folder, vouches=run.vouches), lambda *_: VERSIONS)
        storing = Storing(Serial(partial(build, out)), Keeper(folder, run))
        run_batch(parted, storing, folder, PlainProgress(lambda _: None))


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(CALLS):
        (folder / f"c-{number:02d}.wav").write_text(f"fine {number}", encoding="utf-8")
    (folder / "d.wav").write_text("not audio", encoding="utf-8")
    return folder


def test_calls_and_failures_are_in_the_store_with_their_reasons(calls: Path, tmp_path: Path) -> None:
    run_here(calls, tmp_path / "out")
    store = tmp_path / "out" / "tinghe.db"
    assert len(rows(store, "SELECT * FROM judgements WHERE stands")) == CALLS
    assert rows(store, "SELECT call_id, reason FROM failures") == [{"call_id": "d", "reason": "this is not audio"}]


def test_twenty_kills_and_a_run_to_the_end_leave_the_same_store(calls: Path, tmp_path: Path) -> None:
    run_here(calls, tmp_path / "calm")
    moments = random.Random(4)
    (tmp_path / "wild").mkdir()
    with writing(url_of(tmp_path / "wild" / "tinghe.db")):  # made beforehand, or a slow machine does nothing else
        pass
    for _ in range(KILLS):
        _killed_after(moments.uniform(0, LONGEST_S), partial(run_here, calls, tmp_path / "wild"))
    assert len(rows(tmp_path / "wild" / "tinghe.db", "SELECT * FROM runs WHERE ended_at IS NULL")) > KILLS / 4
    run_here(calls, tmp_path / "wild")
    assert content(tmp_path / "wild" / "tinghe.db") == content(tmp_path / "calm" / "tinghe.db")
    with reading(url_of(tmp_path / "wild" / "tinghe.db")) as connection:
        assert list(breaches(connection)) == []


def test_a_report_that_was_written_but_not_stored_is_stored_by_the_next_run(calls: Path, tmp_path: Path) -> None:
    run_here(calls, tmp_path / "out")
    store = tmp_path / "out" / "tinghe.db"
    before = content(store)
    for path in store.parent.glob("tinghe.db*"):
        path.unlink()
    run_here(calls, tmp_path / "out")
    assert content(store) == before


def _killed_after(seconds: float, run: Callable[[], None]) -> None:
    """SIGKILL, as the kernel would send it. A fork starts at once, so that the kill falls into the work."""
    child = multiprocessing.get_context("fork").Process(target=run)
    child.start()
    child.join(seconds)
    child.kill()
    child.join()
