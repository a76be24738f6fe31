"""A little of what `make fuzz` does, always the same: no input ends as nobody foresaw, none hangs."""

import time
from pathlib import Path

import pytest

from pipeline.domain.base import Frozen
from tests.fuzz.campaign import HANGS_FROM_S, ending_of
from tests.fuzz.mutation import mutated
from tests.fuzz.targets import target

# How many inputs of each kind fit into some seconds.
INPUTS = {"transcripts": 30, "manifests": 120, "yaml": 100, "audio": 80}


@pytest.mark.parametrize("kind", INPUTS)
def test_odd_input_is_taken_or_refused_in_time(tmp_path: Path, kind: str) -> None:
    with target(kind, tmp_path) as door:
        assert {ending_of(door, seed) for seed in door.seeds[:1]} == {"taken"}
        for number in range(INPUTS[kind]):
            began = time.process_time()
            ending = ending_of(door, mutated(number, door.seeds, door.tokens))
            assert ending in ("taken", "refused"), f"{kind} {number}: {ending}"
            assert time.process_time() - began < HANGS_FROM_S, f"{kind} {number} hangs"


def test_the_same_number_is_the_same_input_and_another_is_another() -> None:
    seeds, tokens = [b"a: 1\nb: 2\n" * 9], [b"[", b"*x"]
    made = [mutated(number, seeds, tokens) for number in range(200)]
    assert made == [mutated(number, seeds, tokens) for number in range(200)]
    assert len(set(made)) > 150


def test_what_nobody_foresaw_is_told_with_its_traceback() -> None:
    class Door(Frozen):
        def run(self, _: bytes) -> None:
            raise KeyError("x")

    assert "Traceback" in ending_of(Door(), b"")  # type: ignore[arg-type]
