"""How much memory a worker may take, so that one call fails for want of it and not the machine."""

import os
import resource
from pathlib import Path
from typing import Final

MEGABYTE: Final = 1_000_000
LEAST_MB: Final = 6_000  # models, a call of some hours, and address space that is reserved and never touched
OF_A_WORKER_MB: Final = 2_500  # seen at most, of twenty calls of a minute and a half: docs/performance.md
_SHARE: Final = 0.9  # of the machine's memory, for all workers together
_OF_CONTAINER: Final = Path("/sys/fs/cgroup/memory.max")


def bound_mb(workers: int, asked_mb: int | None = None) -> int:
    """What each of several workers may take, in megabytes; 0 for no bound.

    asked_mb: what the settings say; None for an equal share of the memory of the machine or the container.
    """
    if asked_mb is not None:
        return asked_mb
    return max(LEAST_MB, int(_SHARE * memory_mb() / workers))


def fitting_workers() -> int:
    """As many as there are cores, each for a worker of one thread, or as the memory allows where that is fewer."""
    return max(1, min(len(os.sched_getaffinity(0)), int(_SHARE * memory_mb() / OF_A_WORKER_MB)))


def memory_mb(of_container: Path = _OF_CONTAINER) -> int:
    """What this machine has, or the container that the process is in where that has less."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = of_container.read_text(encoding="ascii").strip()
    except OSError:  # no container, or one that says nothing
        limit = ""
    return min(machine, int(limit) if limit.isdigit() else machine) // MEGABYTE


def bind_this_process(most_mb: int) -> None:
    """From now on an allocation past so many megabytes fails with MemoryError; 0 binds nothing.

    What counts is private memory that can be written to: weights that are mapped from a file are not in it.
    """
    if not most_mb:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    asked = most_mb * MEGABYTE
    resource.setrlimit(resource.RLIMIT_DATA, (asked if hard == resource.RLIM_INFINITY else min(asked, hard), hard))
