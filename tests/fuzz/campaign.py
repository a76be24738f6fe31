"""Try odd input for some minutes: `python -m tests.fuzz --minutes 10` says what became of it and keeps what fell."""

import argparse
import multiprocessing
import os
import random
import resource
import tempfile
import time
import traceback
from collections import Counter
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import TingheError
from tests.fuzz.mutation import mutated
from tests.fuzz.targets import KINDS, Target, target

HANGS_FROM_S = 10.0  # of processor time for one input
GIVEN_UP_AFTER_S = 120.0  # by the clock: the machine may be busy with other things
MOST_BYTES = 2_000_000_000
_TICKS = os.sysconf("SC_CLK_TCK")


class Tally(NamedTuple):
    """What became of the inputs of one kind: how many of each ending, the slowest in seconds, the memory in MB."""

    endings: Counter[str]
    slowest_s: float
    memory_mb: int


def main() -> int:
    """Exit status 1 where anything went wrong."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    arguments.add_argument("--keep", type=Path, default=Path("out/fuzz"))
    given = arguments.parse_args()
    given.keep.mkdir(parents=True, exist_ok=True)
    os.nice(10)
    bad = 0
    for kind in given.kinds:
        tally = campaign(kind, given.minutes * 60 / len(given.kinds), given.seed, given.keep)
        endings = ", ".join(f"{count} {ending}" for ending, count in sorted(tally.endings.items()))
        total = sum(tally.endings.values())
        print(f"{kind}: {total} inputs: {endings}; slowest {tally.slowest_s:.1f} s, {tally.memory_mb} MB", flush=True)  # noqa: T201
        bad += total - tally.endings["taken"] - tally.endings["refused"]
    return 1 if bad else 0


def campaign(kind: str, seconds: float, seed: int, keep: Path) -> Tally:
    """Inputs of one kind until the time is over, each given to a process that may die of it."""
    drawn, until = random.Random(f"{kind} {seed}"), time.monotonic() + seconds
    endings: Counter[str] = Counter()
    slowest, memory = 0.0, 0
    while time.monotonic() < until:
        with tempfile.TemporaryDirectory() as folder:
            ours, theirs = multiprocessing.Pipe()
            child = multiprocessing.get_context("spawn").Process(target=_try_them, args=(kind, Path(folder), theirs))
            child.start()
            theirs.close()
            if ours.recv() != "ready":
                raise RuntimeError("the process that tries inputs did not come up")
            ending = ""
            while time.monotonic() < until and ending not in ("hung", "died"):
                number = drawn.getrandbits(48)
                ours.send(number)
                ending, took_s, memory_mb = _ending_of(ours, child)
                endings[ending.partition(":")[0]] += 1
                slowest, memory = max(slowest, took_s), max(memory, memory_mb)
                if ending not in ("taken", "refused"):
                    (keep / f"{kind}-{number}.txt").write_text(ending, encoding="utf-8")
            child.kill()
            child.join()
    return Tally(endings, slowest, memory)


def _ending_of(ours: Connection, child: BaseProcess) -> tuple[str, float, int]:
    """How one input ended, after how many seconds of processor time, and the most memory so far, in MB."""
    began, spent = time.monotonic(), _processor_s(child)
    while not ours.poll(0.05):
        if not child.is_alive():
            return "died", 0.0, 0
        hangs = _processor_s(child) - spent > HANGS_FROM_S or time.monotonic() - began > GIVEN_UP_AFTER_S
        if hangs:
            return "hung", _processor_s(child) - spent, 0
    try:
        ending, took_s, memory_mb = ours.recv()
    except EOFError:
        return "died", 0.0, 0
    return str(ending), float(took_s), int(memory_mb)


def _processor_s(child: BaseProcess) -> float:
    try:
        stat = Path(f"/proc/{child.pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0.0
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / _TICKS


def _try_them(kind: str, folder: Path, theirs: Connection) -> None:
    """In the child: take numbers and tell how the inputs of these numbers end."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    with target(kind, folder) as door:
        theirs.send("ready")
        while True:
            content = mutated(theirs.recv(), door.seeds, door.tokens)
            began = time.process_time()
            ending = ending_of(door, content)
            memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
            theirs.send((ending, time.process_time() - began, memory_mb))


def ending_of(door: Target, content: bytes) -> str:
    """How an input ends: taken, refused, or else with a traceback."""
    try:
        door.run(content)
    except TingheError:
        return "refused"
    except MemoryError:
        return "out of memory:\n" + traceback.format_exc()
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        return "unforeseen:\n" + traceback.format_exc()
    return "taken"
