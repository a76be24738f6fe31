import itertools
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.speakers.hmm import second_state_probabilities

small = st.floats(-6, 6)


def by_enumeration(log_odds: list[float], costs: list[float]) -> npt.NDArray[Any]:
    """Every path weighed by itself."""
    weights = np.zeros(len(log_odds))
    total = 0.0
    for path in itertools.product((0, 1), repeat=len(log_odds)):
        worth = sum(o / 2 if state else -o / 2 for o, state in zip(log_odds, path, strict=True))
        worth -= sum(c for c, (a, b) in zip(costs, itertools.pairwise(path), strict=True) if a != b)
        total += np.exp(worth)
        weights += np.exp(worth) * np.array(path)
    return weights / total


@given(st.lists(st.tuples(small, st.floats(0, 5)), min_size=1, max_size=7))
def test_the_same_as_weighing_every_path(places: list[tuple[float, float]]) -> None:
    log_odds, costs = [odds for odds, _ in places], [cost for _, cost in places[1:]]
    got = second_state_probabilities(np.array(log_odds), np.array(costs))
    np.testing.assert_allclose(got, by_enumeration(log_odds, costs), atol=1e-9)


def test_doubtful_places_follow_their_neighbours() -> None:
    got = second_state_probabilities(np.array([5.0, -0.3, 5.0]), np.array([3.0, 3.0]))
    assert got[1] > 0.9


def test_long_rows_do_not_overflow() -> None:
    got = second_state_probabilities(np.tile([40.0, -40.0], 2000), np.full(3999, 1.0))
    assert got[0] == pytest.approx(1)
    assert got[1] == pytest.approx(0)
