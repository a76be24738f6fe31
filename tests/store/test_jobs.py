"""The queue, in a file and on a server alike: nothing twice, nothing lost, and every end has a name."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from pipeline.domain.job import Job
from pipeline.domain.queue import Priority, State
from pipeline.store.engine import queueing, url_of, writing
from pipeline.store.jobs import MOST_LOSSES, MOST_TRIES, Arrival, Queue, drop, open_queue
from pipeline.store.purging import purge
from pipeline.store.runs import stored_run
from pipeline.store.tables import JobRow
from tests.store import server


@pytest.fixture(scope="module")
def socket() -> Iterator[str]:
    where = server.programs()
    if where is None:
        pytest.skip("needs PostgreSQL's programs")
    with server.running(where) as socket:
        yield socket


@pytest.fixture(params=["file", "server"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "file":
        return url_of(tmp_path / "tinghe.db")
    where = server.programs()
    assert where is not None or pytest.skip("needs PostgreSQL's programs")
    return server.a_database(where, request.getfixturevalue("socket"))


@pytest.fixture
def opened(url: str) -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def queue(opened: ExitStack, url: str) -> Queue:
    return opened.enter_context(open_queue(url, "one"))


@pytest.fixture
def other(opened: ExitStack, url: str) -> Queue:
    return opened.enter_context(open_queue(url, "other"))


def arrival(name: str, fingerprint: str = "1", priority: int = Priority.USUAL, **more: object) -> Arrival:
    job = Job(call_id=name, path=Path(f"/in/{name}.wav"), metadata={"agent_id": "107"})
    return Arrival.model_validate({"job": job, "fingerprint": fingerprint, "priority": priority, **more})


def call_ids(queue: Queue) -> list[str]:
    """Everything that is due, in the order in which it is taken up."""
    found = []
    while taken := queue.claim():
        found.append(taken.call_id)
    return found


def make_due(url: str) -> None:
    with queueing(url) as engine, engine.begin() as connection:
        connection.execute(update(JobRow).values(due_at=datetime.now(UTC)))


def test_what_is_taken_in_twice_is_there_once(queue: Queue, other: Queue) -> None:
    assert queue.add([arrival("a"), arrival("b")]) == 2
    assert other.add([arrival("a"), arrival("b"), arrival("c")]) == 1
    assert call_ids(queue) == ["a", "b", "c"]
    assert queue.add([arrival("a")]) == 0


def test_a_live_case_comes_before_the_nights_batch(queue: Queue) -> None:
    queue.add([arrival("night-1"), arrival("night-2")])
    queue.add([arrival("live", priority=Priority.LIVE)])
    assert call_ids(queue) == ["live", "night-1", "night-2"]


def test_a_job_keeps_what_is_known_of_the_call_until_it_is_done(queue: Queue) -> None:
    queue.add([arrival("a")])
    taken = queue.claim()
    assert taken
    assert taken.job
    assert taken.job == arrival("a").job
    queue.done(taken.id)
    (done,) = queue.listed(State.DONE)
    assert done.job is None
    assert queue.add([arrival("a")]) == 0


def test_one_that_was_written_anew_is_the_same_call_and_is_worked_on_by_one_at_a_time(queue: Queue) -> None:
    queue.add([arrival("a")])
    first = queue.claim()
    assert queue.add([arrival("a", fingerprint="2")]) == 1
    assert first
    assert queue.claim() is None
    queue.done(first.id)
    assert call_ids(queue) == ["a"]


def test_another_recording_of_the_same_name_is_another_call(queue: Queue) -> None:
    queue.add([arrival("a")])
    same = arrival("a").job.model_copy(update={"path": Path("/elsewhere/a.wav")})
    queue.add([Arrival(job=same, fingerprint="1")])
    first, second = call_ids(queue)
    assert first == "a"
    assert second.startswith("a~")


def test_a_label_that_hides_a_number_has_something_random_behind_it(queue: Queue) -> None:
    queue.add([arrival("138****5678", label_only=True)])
    (call_id,) = call_ids(queue)
    assert len(call_id) == len("138****5678~") + 8


def test_many_workers_take_each_job_once(url: str, queue: Queue) -> None:
    queue.add([arrival(f"c-{number:03}") for number in range(60)])
    found: list[str] = []

    def work(name: str) -> None:
        with open_queue(url, name) as mine:
            while taken := mine.claim():
                found.append(taken.call_id)
                mine.done(taken.id)

    threads = [threading.Thread(target=work, args=(f"w-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [f"c-{number:03}" for number in range(60)]
    assert queue.counts() == {State.DONE: 60}


def test_a_lost_worker_is_told_by_its_beat_and_its_job_is_taken_up_twice_more_and_then_named(
    queue: Queue, other: Queue
) -> None:
    queue.add([arrival("a")])
    for _ in range(MOST_LOSSES):
        taken = queue.claim()
        assert taken
        seen = other.taken()
        queue.beat()
        assert other.lost(taken.id, seen[taken.id]) is None  # it lives
        assert other.lost(taken.id, other.taken()[taken.id]) is State.WAITING
    last = queue.claim()
    assert last
    assert queue.lost(last.id) is State.DEAD
    (dead,) = queue.listed(State.DEAD)
    assert (dead.call_id, dead.reason) == ("a", "its worker was lost each time it was taken up")


def test_who_comes_too_late_changes_nothing(queue: Queue, other: Queue) -> None:
    queue.add([arrival("a")])
    taken = queue.claim()
    assert taken
    other.lost(taken.id, taken.beat)
    assert other.claim()
    queue.done(taken.id)
    assert queue.failed(taken.id, "x", "y", may_pass=False) is None
    assert queue.counts() == {State.TAKEN: 1}


def test_a_host_that_is_away_is_asked_later_and_in_the_end_named(queue: Queue, url: str) -> None:
    queue.add([arrival("a")])
    waits = []
    for number in range(1, MOST_TRIES + 1):
        make_due(url)
        taken = queue.claim()
        assert taken
        ending = queue.failed(taken.id, "does not answer", "See.", may_pass=True)
        assert ending is (State.DEAD if number == MOST_TRIES else State.WAITING)
        if ending is State.WAITING:
            assert queue.claim() is None
            (waiting,) = queue.listed(State.WAITING)
            waits.append(round((waiting.due_at - datetime.now(UTC)).total_seconds()))
    assert waits[:4] == [30, 60, 120, 240]
    assert sum(waits) > 3600  # an hour and more


def test_what_will_not_pass_is_dead_at_once_and_can_be_sent_again(queue: Queue) -> None:
    queue.add([arrival("a"), arrival("b")])
    for _ in range(2):
        taken = queue.claim()
        assert taken
        assert queue.failed(taken.id, "is no recording", "Export.", may_pass=False) is State.DEAD
    first, _ = queue.listed(State.DEAD)
    assert queue.retry([first.id]) == 1
    assert call_ids(queue) == ["a"]
    assert queue.retry() == 1
    assert call_ids(queue) == ["b"]


def test_a_clock_that_went_back_puts_nothing_off_for_long(queue: Queue, url: str) -> None:
    queue.add([arrival("a")])
    with queueing(url) as engine, engine.begin() as connection:
        connection.execute(update(JobRow).values(due_at=datetime.now(UTC) + timedelta(days=1)))
    assert call_ids(queue) == ["a"]


def test_what_a_worker_lays_down_is_not_counted_against_the_call(queue: Queue, other: Queue) -> None:
    queue.add([arrival("a")])
    for _ in range(MOST_LOSSES + 2):
        assert queue.claim()
        queue.release()
    assert call_ids(other) == ["a"]


def test_what_is_dropped_is_forgotten_and_not_taken_in_again(queue: Queue, url: str) -> None:
    queue.add([arrival("a")])
    taken = queue.claim()
    assert taken
    queue.failed(taken.id, "is no recording", "Export.", may_pass=False)
    with writing(url) as engine, engine.begin() as connection:
        assert drop(connection, [taken.id]) == ("a",)
        assert drop(connection, [taken.id]) == ()
    assert queue.add([arrival("a")]) == 0
    (dropped,) = queue.listed(State.DROPPED)
    assert (dropped.job, dropped.reason) == (None, "")


def test_a_purge_forgets_what_waited_too_long(queue: Queue, url: str) -> None:
    queue.add([arrival("a")])
    purge(url, date.fromisoformat("2020-01-01"))
    assert queue.counts() == {State.WAITING: 1}
    purge(url, datetime.now(UTC).date() + timedelta(days=2))
    assert queue.counts() == {State.DROPPED: 1}


def test_a_burst_is_taken_in_within_seconds(queue: Queue) -> None:
    burst = [arrival(f"c-{number:04}") for number in range(5000)]
    assert queue.add(burst) == 5000
    assert queue.add(burst) == 0


def test_a_store_that_one_process_has_open_twice_is_whole_for_others_that_look_at_it(tmp_path: Path) -> None:
    """Another program that closes a file as its last user takes the journal away, and what is written then with it."""
    path = tmp_path / "tinghe.db"
    code = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM jobs').fetchone()[0])"
    with stored_run(url_of(path), "watch"), open_queue(url_of(path), "one") as queue:
        seen = []
        for number in range(3):
            queue.add([arrival(f"b-{number}")])
            look = subprocess.run([sys.executable, "-c", code, path], check=True, capture_output=True)
            seen.append(int(look.stdout))
    assert seen == [1, 2, 3]
