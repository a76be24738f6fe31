"""A sample is as large as it must be, holds every kind of call, and comes again by its seed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.vocabulary import Status
from pipeline.population.sampling import BANDS, allocation, draw_sample, half_width, sample_size
from pipeline.population.selection import Selected
from pipeline.reports.codec import to_json
from pipeline.store.engine import url_of
from pipeline.store.runs import stored_run
from tests.making import a_recording, a_report
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


@pytest.mark.parametrize(
    ("sizes", "total", "counts"),
    [
        ([50, 50], 10, [5, 5]),
        ([90, 10], 10, [9, 1]),
        ([99, 1], 10, [10, 1]),
        ([100, 1, 1], 3, [3, 1, 1]),
        ([5], 100, [5]),
        ([300, 700], 10, [3, 7]),
        ([3, 3, 3], 9, [3, 3, 3]),
        ([1, 2], 1, [1, 1]),
    ],
)
def test_strata_are_drawn_from_in_proportion_to_their_size(sizes: list[int], total: int, counts: list[int]) -> None:
    assert allocation(sizes, total) == counts


@pytest.mark.parametrize(
    ("sizes", "counts", "share", "width"),
    [
        ([10_000_000], [385], 0.5, 0.04994),
        ([10_000_000], [97], 0.5, 0.09950),
        ([100], [50], 0.5, 0.09800),
        ([50, 50], [25, 25], 0.5, 0.09800),
        ([10_000_000], [385], 0.1, 0.02997),
    ],
)
def test_half_the_interval_is_that_of_the_textbooks(
    sizes: list[int], counts: list[int], share: float, width: float
) -> None:
    assert half_width(sizes, counts, share) == pytest.approx(width, abs=1e-5)


def test_bands_are_thirds_by_confidence(calls: Selected) -> None:
    drawn = draw_sample(calls, 0.0001, 0.5, seed=1).calls
    assert len(drawn) == CALLS, "an error that small needs every call"
    sizes = drawn["band"].value_counts()
    assert max(sizes) - min(sizes) <= 1
    edges = [drawn.loc[drawn["band"] == band, "confidence"] for band in BANDS]
    assert edges[0].max() <= edges[1].min()
    assert edges[1].max() <= edges[2].min()


def test_a_call_without_items_is_among_the_least_sure(tmp_path: Path) -> None:
    url = url_of(tmp_path / "tinghe.db")
    with stored_run(url, "run") as run:
        for number in range(3):
            items = {} if number == 1 else {"income": Status.VERIFIED}
            run.report(to_json(a_report(a_recording(f"c-{number}"), items=items)))
    drawn = draw_sample(chosen(url), 0.05, 0.5, seed=1).calls.set_index("call_id")
    assert (drawn.loc["c-1", "confidence"], drawn.loc["c-1", "band"]) == (0.0, "low")


def test_a_sample_says_out_of_how_many_it_was_drawn(calls: Selected) -> None:
    sample = draw_sample(calls, 0.08, 0.5, seed=1)
    assert sample.population == CALLS
    assert (sample.calls["weight"] >= 1).all()
