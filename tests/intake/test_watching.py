"""A watched folder, here and on an S3 server: bursts, restarts, live cases, and sources that go away and come back."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipeline.domain.queue import Priority, State
from pipeline.intake.naming import naming
from pipeline.intake.watching import Source, Watcher, wake_when_told
from pipeline.sources.options import SourceOptions, WatchOptions
from pipeline.sources.remote import Remote
from pipeline.sources.urls import Place, place_of
from pipeline.store.engine import url_of
from pipeline.store.jobs import Queue, open_queue

_PATIENCE_S = 60.0


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    with open_queue(url_of(tmp_path / "tinghe.db"), "one") as queue:
        yield queue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    return path


class Watched:
    """A watcher, and what it told."""

    def __init__(self, queue: Queue, place: Place, priority: int = Priority.USUAL, **options: Any) -> None:
        self.told: list[str] = []
        given = WatchOptions.model_validate({"steady_s": 0, "poll_s": 0.1, **options})
        names = naming(given.name_pattern, ZoneInfo("Asia/Shanghai"))
        remote = Remote(SourceOptions(attempts=1, timeout_s=3))
        source = Source(place=place, priority=priority)
        self.watcher = Watcher(source, queue, remote, naming=names, options=given, tell=self.told.append)
        self.place = place

    @contextmanager
    def running(self) -> Iterator[None]:
        stop, wake = threading.Event(), threading.Event()
        threads = [
            threading.Thread(target=self.watcher.run, args=(stop, wake)),
            threading.Thread(target=wake_when_told, args=(self.place, stop, wake)),
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            wake.set()
            for thread in threads:
                thread.join()

    def until_told(self, *words: str) -> None:
        until(lambda: all(any(word in line for line in self.told) for word in words))


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def here(folder: Path) -> Place:
    return Place(scheme="file", path=str(folder))


def test_a_burst_is_taken_in_within_a_minute_and_a_live_case_comes_first(queue: Queue, folder: Path) -> None:
    (folder / "night").mkdir()
    (folder / "live").mkdir()
    for number in range(5000):
        (folder / "night" / f"c-{number:04}.wav").write_bytes(b"fine")
    (folder / "live" / "case.wav").write_bytes(b"fine")
    began = time.monotonic()
    assert Watched(queue, here(folder / "night")).watcher.look() == 5000
    assert Watched(queue, here(folder / "live"), Priority.LIVE).watcher.look() == 1
    assert time.monotonic() - began < _PATIENCE_S
    first = queue.claim()
    assert first
    assert first.call_id == "case"


def test_one_that_was_started_anew_takes_nothing_in_twice(queue: Queue, folder: Path) -> None:
    (folder / "a.wav").write_bytes(b"fine")
    assert Watched(queue, here(folder)).watcher.look() == 1
    (folder / "b.wav").write_bytes(b"fine")
    assert Watched(queue, here(folder)).watcher.look() == 1
    assert queue.counts() == {State.WAITING: 2}


def test_what_arrives_is_told_of_by_the_system(queue: Queue, folder: Path) -> None:
    pytest.importorskip("watchfiles")
    watched = Watched(queue, here(folder), poll_s=600)
    with watched.running():
        until(lambda: watched.watcher.looked > 0)
        (folder / "sub").mkdir()
        (folder / "a.wav").write_bytes(b"fine")
        watched.until_told("1 recordings taken in")


def test_names_and_side_files_come_along(queue: Queue, folder: Path) -> None:
    (folder / "107_x.wav").write_bytes(b"fine")
    (folder / "107_x.json").write_text('{"case_id": "LOAN-7"}', encoding="utf-8")
    (folder / "link.wav").symlink_to(folder / "107_x.wav")
    (folder / ".hidden.wav").write_bytes(b"fine")
    Watched(queue, here(folder), name_pattern=r"(?P<agent>\d+)_").watcher.look()
    (waiting,) = queue.listed(State.WAITING)
    assert waiting.job
    assert waiting.job.metadata == {"agent_id": "107", "case_id": "LOAN-7"}


def test_a_side_file_that_cannot_be_read_fails_its_call_alone(queue: Queue, folder: Path) -> None:
    (folder / "a.wav").write_bytes(b"fine")
    (folder / "a.json").write_bytes(b" " * 1_000_001)
    (folder / "b.wav").write_bytes(b"fine")
    assert Watched(queue, here(folder)).watcher.look() == 2
    first, second = (waiting.job for waiting in queue.listed(State.WAITING))
    assert first
    assert first.refused
    assert "larger than" in first.refused.cause
    assert second
    assert second.refused is None


def test_a_folder_that_is_away_is_asked_for_until_it_is_back(queue: Queue, folder: Path, tmp_path: Path) -> None:
    watched = Watched(queue, here(folder))
    with watched.running():
        until(lambda: watched.watcher.looked > 0)
        folder.rename(tmp_path / "elsewhere")
        watched.until_told("the folder cannot be listed")
        until(lambda: watched.watcher.away != "")
        (tmp_path / "elsewhere" / "a.wav").write_bytes(b"fine")
        (tmp_path / "elsewhere").rename(folder)
        watched.until_told("it is there again", "1 recordings taken in")
    assert sum("cannot be listed" in line for line in watched.told) == 1


def test_a_bucket_is_watched_and_waited_for_while_its_server_is_down(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("s3fs")
    pytest.importorskip("moto")
    import fsspec

    from tests.sources import servers
    from tests.sources.conftest import in_environment

    port = servers.free_port()
    in_environment(monkeypatch, f"http://127.0.0.1:{port}")
    watched = Watched(queue, place_of("s3://calls/2026"))

    def put(*names: str) -> None:
        files = fsspec.filesystem("s3", skip_instance_cache=True, use_listings_cache=False)
        files.mkdir("calls")
        for name in names:
            files.pipe(f"calls/2026/{name}", b"fine")

    with servers.s3(port):
        put("a.wav", "notes.txt")
        assert watched.watcher.look() == 1
    with watched.running():
        watched.until_told("does not answer")
        with servers.s3(port):
            put("a.wav", "b.wav")  # a was written anew meanwhile
            watched.until_told("it is there again", "recordings taken in")
    assert {waiting.call_id for waiting in queue.listed(State.WAITING)} == {"a", "b"}
