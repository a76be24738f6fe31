"""One worker on a queue: what ends is kept and named, and what a lost worker had is taken up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.batch.executors import Keeper
from pipeline.batch.folder import OutputFolder, open_folder
from pipeline.batch.work import Ending
from pipeline.domain.job import Job
from pipeline.domain.queue import State
from pipeline.intake.working import Leases, Working
from pipeline.store.engine import url_of
from pipeline.store.jobs import Arrival, Queue, open_queue
from pipeline.store.runs import stored_run
from tests.batch.working import build
from tests.services.batches import log_of


class Inline:
    """Does a job when it is asked how it ended; one that kills its worker is lost."""

    has_room = True

    def __init__(self, out: Path) -> None:
        self._work = build(out)
        self._given: list[tuple[int, Job]] = []

    def begin(self, number: int, job: Job) -> None:
        self._given.append((number, job))

    def ended(self, patience_s: float) -> Iterator[tuple[int, Ending | None]]:
        given, self._given = self._given, []
        for number, job in given:
            dies = job.path.exists() and job.path.read_text(encoding="utf-8") == "kills its worker"
            yield number, None if dies else self._work(job)


class Bench:
    """A queue with a worker on it, and a clock that the test sets."""

    def __init__(self, folder: OutputFolder, queue: Queue, keeper: Keeper) -> None:
        self.queue, self.now_s = queue, 0.0
        self.told: list[str] = []
        self.working = Working(
            queue,
            Inline(folder.path),
            keeper,
            stands=lambda job: job.call_id == "stands",
            lease_s=60,
            tell=self.told.append,
            clock=lambda: self.now_s,
        )

    def work(self, steps: int = 4) -> None:
        for _ in range(steps):
            self.working.step(0)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    url = url_of(tmp_path / "tinghe.db")
    with (
        open_folder(tmp_path / "out") as folder,
        stored_run(url, "watch") as run,
        open_queue(url, "one") as queue,
    ):
        yield Bench(folder, queue, Keeper(folder, run))


def put(bench: Bench, tmp_path: Path, **contents: str) -> None:
    for name, content in contents.items():
        path = tmp_path / f"{name}.wav"
        path.write_text(content, encoding="utf-8")
        bench.queue.add([Arrival(job=Job(call_id=name, path=path), fingerprint="1")])


def test_what_is_due_is_done_kept_and_told(bench: Bench, tmp_path: Path) -> None:
    put(bench, tmp_path, a="fine", stands="fine", b="not audio")
    bench.work()
    assert bench.told == ["a: done.", "b: failed, this is not audio."]
    assert (bench.working.tally.done, bench.working.tally.current, bench.working.tally.dead) == (1, 1, 1)
    assert bench.queue.counts() == {State.DONE: 2, State.DEAD: 1}
    assert (tmp_path / "out" / "a.json").is_file()
    assert [entry["call_id"] for entry in log_of(tmp_path / "tinghe.db", "failure")] == ["b"]


def test_a_file_that_is_not_there_just_now_is_tried_again(bench: Bench, tmp_path: Path) -> None:
    put(bench, tmp_path, a="fine")
    (tmp_path / "a.wav").unlink()
    bench.work()
    assert bench.told == ["a: the file is not there. It is tried again."]
    assert bench.queue.counts() == {State.WAITING: 1}


def test_a_call_that_kills_its_worker_is_taken_up_twice_more_and_then_named(bench: Bench, tmp_path: Path) -> None:
    put(bench, tmp_path, a="kills its worker", b="fine")
    bench.work(6)
    assert bench.told == ["b: done.", "a: failed, its worker was lost each time it was taken up."]
    assert bench.queue.counts() == {State.DONE: 1, State.DEAD: 1}


def test_what_a_lost_worker_had_is_taken_up_when_its_lease_is_over(bench: Bench, tmp_path: Path) -> None:
    put(bench, tmp_path, a="fine")
    with open_queue(url_of(tmp_path / "tinghe.db"), "another") as lost:
        assert lost.claim()
    bench.now_s = 20
    bench.work()
    bench.now_s = 70
    bench.work()
    assert bench.told == []
    bench.now_s = 90
    bench.work()
    assert bench.told == ["a: done."]


def test_a_call_that_fails_again_when_it_was_sent_again_stands_in_the_run_once(bench: Bench, tmp_path: Path) -> None:
    put(bench, tmp_path, a="not audio")
    for _ in range(2):
        bench.work()
        bench.queue.retry()
    assert len(log_of(tmp_path / "tinghe.db", "failure")) == 1


def test_a_beat_that_goes_on_holds_a_lease() -> None:
    leases = Leases(60)
    assert leases.over({1: 5}, 0) == {}
    assert leases.over({1: 6, 2: 1}, 59) == {}
    assert leases.over({1: 6, 2: 1}, 118) == {}
    assert leases.over({1: 6, 2: 1}, 119) == {1: 6, 2: 1}
