"""A sample is as large as it must be, holds every kind of call, and comes again by its seed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.population.sampling import allocation, draw_sample, half_width, sample_size
from pipeline.population.selection import Selected
from tests.population.stores import a_store, chosen

CALLS = 400


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Selected:
    return chosen(a_store(tmp_path_factory.mktemp("store"), CALLS))


@pytest.mark.parametrize(
    ("population", "error", "share", "size"),
    [
        (10_000_000, 0.05, 0.5, 385),
        (10_000, 0.05, 0.5, 370),
        (500, 0.05, 0.5, 218),
        (10_000, 0.02, 0.1, 796),
        (3, 0.05, 0.5, 3),
    ],
)
def test_sizes_are_those_of_the_textbooks(population: int, error: float, share: float, size: int) -> None:
    assert sample_size(population, error, share) == size


def test_a_sample_keeps_to_the_error_and_stands_for_every_call(calls: Selected) -> None:
    sample = draw_sample(calls, 0.08, 0.5, seed=1)
    assert sample.half_width <= 0.08
    assert sample.calls["call_id"].is_unique
    assert sample.calls["weight"].sum() == pytest.approx(CALLS)


def test_a_sample_holds_every_product_stage_and_confidence_and_calls_that_passed(calls: Selected) -> None:
    drawn = draw_sample(calls, 0.08, 0.5, seed=1).calls
    assert len(drawn.groupby(["product", "stage", "band"], observed=True)) == 4 * 3 * 3
    assert (drawn["open"] == 0).any()


def test_the_same_seed_draws_the_same_calls_and_another_seed_others(calls: Selected) -> None:
    first, again, other = (list(draw_sample(calls, 0.1, 0.5, seed).calls["call_id"]) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_agents_come_in_proportion(calls: Selected) -> None:
    drawn = draw_sample(calls, 0.03, 0.5, seed=1).calls
    assert set(drawn["agent_id"]) == set(calls.calls["agent_id"])


@given(st.lists(st.integers(1, 500), min_size=1, max_size=30), st.integers(1, 400))
def test_every_stratum_is_heard_and_none_more_often_than_it_can(sizes: list[int], total: int) -> None:
    counts = allocation(sizes, total)
    assert all(1 <= count <= size for count, size in zip(counts, sizes, strict=True))
    assert sum(counts) >= min(total, sum(sizes))


def test_hearing_all_leaves_no_error() -> None:
    assert half_width([10, 20], [10, 20], 0.5) == 0
