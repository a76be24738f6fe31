import os

import pytest

from pipeline.batch import memory


@pytest.mark.parametrize(
    ("cores", "megabytes", "workers"),
    [(2, 24_000, 2), (16, 24_000, 8), (1, 64_000, 1), (4, 2_000, 1)],
    ids=["a core each", "as the memory allows", "one core", "little memory"],
)
def test_there_are_as_many_workers_as_cores_and_memory_allow(
    monkeypatch: pytest.MonkeyPatch, cores: int, megabytes: int, workers: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    monkeypatch.setattr(memory, "memory_mb", lambda: megabytes)
    assert memory.fitting_workers() == workers
