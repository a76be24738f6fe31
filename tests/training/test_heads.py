"""Heads are trained, and what was trained apart is one; needs the packages of the group train."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the group train is not installed")

from pipeline.training.heads import averaged, first_member, fit, loss_of, outputs_of  # noqa: E402
from pipeline.training.wordings import read_wordings  # noqa: E402
from tests.training.networks import LABELS, MODEL, example, small  # noqa: E402


def test_what_was_trained_apart_is_averaged() -> None:
    apart = [small() for _ in range(2)]
    for member in apart:
        member.heads.eval()
    each = [outputs_of(member, example().window) for member in apart]
    for first, second, both in zip(*each, outputs_of(averaged(apart), example().window), strict=True):
        np.testing.assert_allclose((first + second).detach() / 2, both.detach(), atol=1e-5)


def test_the_first_of_several_is_trained_on() -> None:
    apart = [small() for _ in range(2)]
    first = first_member(averaged(apart))
    assert first.heads is apart[0].heads
    assert first.statuses is apart[0].statuses
    assert first_member(apart[1]) is apart[1]


def test_training_makes_the_loss_smaller_and_is_the_same_for_the_same_seed() -> None:
    losses: list[float] = []
    lines: list[str] = []
    wordings = read_wordings(MODEL, LABELS)
    for _ in range(2):
        torch.manual_seed(1)
        networks = small()
        networks.set_training(training=False)
        before = float(loss_of(networks, example()).detach())
        fit(networks, [example()], wordings=wordings, epochs=3, seed=3, progress=lines.append)
        losses.append(float(loss_of(networks, example()).detach()))
        assert losses[-1] < before
        assert not networks.heads.training
        assert not networks.statuses.training
    assert losses[0] == losses[1]
    assert lines[0].startswith("epoch 1 of 3: loss ")
    assert len(lines) == 6


def test_states_that_are_given_are_read_instead_of_the_window_s_own() -> None:
    networks = small()
    networks.set_training(training=False)
    own = torch.from_numpy(example().window.states)
    with torch.no_grad():
        assert loss_of(networks, example(), own) == loss_of(networks, example())
        assert loss_of(networks, example(), own * own) != loss_of(networks, example())
