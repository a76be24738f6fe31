"""`tinghe watch` in processes of its own: arrivals, kills, bursts, a source that is away.

Each of these starts a watch and a worker, which takes seconds, and waits for what has to come.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.store.audit import breaches
from pipeline.store.engine import reading, url_of
from tests.store.reading import rows

ROOT = Path(__file__).parents[2]
_PATIENCE_S = 120.0  # on a machine that does much else


class Watch:
    """One `watch`, and what it said so far."""

    def __init__(self, source: str | Path, out: Path, store: str, *more: str) -> None:
        self._said = out.parent / f"said-{time.monotonic_ns()}.txt"
        arguments = [sys.executable, "-m", "tests.intake.watched", str(source), str(out), store, *more]
        with self._said.open("w") as said:
            self.process = subprocess.Popen(arguments, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)

    @property
    def said(self) -> str:
        return self._said.read_text(encoding="utf-8")

    def until(self, is_so: Callable[[], bool], patience_s: float = _PATIENCE_S) -> float:
        """Wait for it; gives after how many seconds."""
        began = time.monotonic()
        while not is_so():
            assert self.process.poll() is None, self.said
            assert time.monotonic() - began < patience_s, self.said
            time.sleep(0.05)
        return time.monotonic() - began

    def stop(self, signum: int = signal.SIGTERM) -> int:
        self.process.send_signal(signum)
        status = self.process.wait(90)
        assert status in {0, -signum}, self.said
        return status


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "tinghe.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    return path


@pytest.fixture
def start(tmp_path: Path, store: Path) -> Iterator[Callable[..., Watch]]:
    begun: list[Watch] = []

    def begin(source: str | Path, *more: str) -> Watch:
        begun.append(Watch(source, tmp_path / "out", url_of(store), *more))
        return begun[-1]

    yield begin
    for each in begun:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


def put(folder: Path, **contents: str) -> None:
    for name, content in contents.items():
        part = folder / f".{name}.part"
        part.write_text(content, encoding="utf-8")
        part.rename(folder / f"{name}.wav")


def done(out: Path, *names: str) -> Callable[[], bool]:
    return lambda: all((out / f"{name}.json").is_file() for name in names)


def states(store: Path) -> dict[str, int]:
    found = rows(store, "SELECT state, count(*) AS n FROM jobs GROUP BY state")
    return {row["state"]: row["n"] for row in found}


def test_what_arrives_becomes_reports_and_sigterm_ends_it_cleanly(
    start: Callable[..., Watch], folder: Path, tmp_path: Path, store: Path
) -> None:
    out, growing = tmp_path / "out", folder / "growing.wav"
    put(folder, early="fine")
    growing.write_text("not ", encoding="utf-8")
    watch = start(folder)
    while not done(out, "early")():
        growing.write_text(growing.read_text(encoding="utf-8") + " ", encoding="utf-8")
        watch.until(lambda: True)
        time.sleep(0.2)
    assert not (out / "growing.json").exists()
    growing.write_text("fine", encoding="utf-8")
    put(folder, bad="not audio", slow="slow")
    watch.until(lambda: "growing: done." in watch.said)
    watch.until(lambda: "bad: failed, this is not audio." in watch.said)
    watch.until(lambda: states(store).get("taken") == 1)
    assert watch.stop() == 0
    assert "ended 2 0 1" in watch.said
    assert states(store) == {"done": 2, "dead": 1, "waiting": 1}  # what was in hand is put back
    assert [row["losses"] for row in rows(store, "SELECT losses FROM jobs WHERE state = 'waiting'")] == [0]
    assert (out / "index.html").is_file()
    assert "bad" in (out / "failures.csv").read_text(encoding="utf-8-sig")
    assert [row["ended_at"] is not None for row in rows(store, "SELECT ended_at FROM runs")] == [True]
    with reading(url_of(store)) as connection:
        assert list(breaches(connection)) == []


def test_a_watch_that_was_killed_goes_on_where_it_was(
    start: Callable[..., Watch], folder: Path, tmp_path: Path, store: Path
) -> None:
    out = tmp_path / "out"
    put(folder, a="fine", slow="slow")
    first = start(folder)
    first.until(done(out, "a"))
    first.until(lambda: states(store) == {"done": 1, "taken": 1})
    first.stop(signal.SIGKILL)
    put(folder, slow="fine", b="fine", kills="kills one worker")  # meanwhile
    second = start(folder)
    second.until(lambda: states(store) == {"done": 5})
    assert done(out, "a", "b", "slow", "kills")()
    assert second.stop() == 0
    assert len(rows(store, "SELECT * FROM judgements")) == 4
    assert [row["losses"] for row in rows(store, "SELECT losses FROM jobs WHERE call_id = 'kills'")] == [1]
