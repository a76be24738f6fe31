"""Examples are windows with their targets; states that were read once are kept; needs the group train."""

from pathlib import Path
from random import Random

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the group train is not installed")

from pipeline.training.examples import KeptStates  # noqa: E402
from pipeline.training.wordings import read_wordings  # noqa: E402
from tests.training.networks import LABELS, MODEL, WIDTH, example  # noqa: E402


class Counting:
    """A language model that counts what it reads."""

    tokenizer = MODEL.tokenizer

    def __init__(self) -> None:
        self.read = 0

    def states(self, ids: list[int]) -> np.ndarray:
        self.read += 1
        return MODEL.states(ids)


def test_states_are_read_once_and_the_same_each_time(tmp_path: Path) -> None:
    model = Counting()
    kept = KeptStates(model, tmp_path / "states")
    first, other, later = kept.states([5, 6]), kept.states([6, 5]), kept.states([5, 6])
    assert model.read == 2
    np.testing.assert_array_equal(first, later)
    assert first.dtype == np.float32
    assert not np.array_equal(first, other)
    np.testing.assert_allclose(first, MODEL.states([5, 6]), atol=2e-3)
    assert len(list((tmp_path / "states").iterdir())) == 2


def test_an_example_has_a_row_for_each_turn_item_span_and_token() -> None:
    window, targets = example().window, example().targets
    asked, turns = example().call.asked, len(window.roles)
    assert window.states.shape == (len(targets.tags), WIDTH)
    assert targets.acts.shape == (turns, len(asked))
    assert len(example().item_kinds) == len(targets.statuses) == len(asked)
    assert len(targets.figures) == len(targets.valid) == len(window.spans) > 0
    assert targets.figures.any()


def test_a_reworded_example_differs_in_its_items_alone() -> None:
    reworded = example().reworded(read_wordings(MODEL, LABELS), Random(1))
    assert (reworded.window.item_ids == len(LABELS.items)).any()
    assert reworded.targets is example().targets
    assert reworded.window.states is example().window.states
