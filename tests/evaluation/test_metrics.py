"""Precision, recall and F, and how well confidences put the mistakes first."""

import pytest

from pipeline.evaluation.metrics import Counts, Prediction, counted, rankings


@pytest.mark.parametrize(
    ("counts", "precision", "recall", "f1"),
    [
        (Counts(), 1, 1, 1),
        (Counts(fp=1), 0, 1, 0),
        (Counts(fn=1), 1, 0, 0),
        (Counts(tp=2, fp=1, fn=2), 2 / 3, 0.5, 4 / 7),
    ],
)
def test_precision_and_recall(counts: Counts, precision: float, recall: float, f1: float) -> None:
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx((precision, recall, f1))


@pytest.mark.parametrize(("beta", "f"), [(0.5, 0.625), (1, 4 / 7), (2, 10 / 19)])
def test_a_beta_below_one_weighs_precision_more(beta: float, f: float) -> None:
    assert Counts(tp=2, fp=1, fn=2).f(beta) == pytest.approx(f)
    assert Counts(fp=1, fn=1).f(beta) == 0


@pytest.mark.parametrize(
    ("want", "have", "counts"),
    [
        (set(), set(), Counts()),
        ({"a", "b"}, {"b", "c", "d"}, Counts(tp=1, fp=2, fn=1)),
        ({"a"}, set(), Counts(fn=1)),
        (set(), {"a"}, Counts(fp=1)),
    ],
)
def test_what_was_found_is_counted_against_what_was_wanted(want: set[str], have: set[str], counts: Counts) -> None:
    assert counted(want, have) == counts


def test_counts_of_several_calls_are_added_up() -> None:
    assert Counts(tp=1, fp=2) + Counts(tp=3, fn=4) == Counts(tp=4, fp=2, fn=4)


def predictions(*pairs: tuple[float, bool]) -> tuple[Prediction, ...]:
    return tuple(Prediction(confidence=confidence, right=right) for confidence, right in pairs)


def test_mistakes_among_the_least_confident_tenth_and_fifth() -> None:
    results = predictions((0.1, False), (0.2, False), *((0.9, True),) * 7, (0.95, False))
    tenth, fifth = rankings(results)
    assert (tenth.results, tenth.mistakes) == (1, 1)
    assert tenth.of_mistakes == pytest.approx(1 / 3)
    assert (fifth.results, fifth.mistakes) == (2, 2)
    assert fifth.of_mistakes == pytest.approx(2 / 3)


def test_equal_confidences_do_not_flatter() -> None:
    results = predictions((0.5, False), *((0.5, True),) * 9)
    assert rankings(results)[0].mistakes == 0


@pytest.mark.parametrize("results", [(), predictions((0.5, True))])
def test_without_mistakes_the_share_is_nought(results: tuple[Prediction, ...]) -> None:
    assert [ranking.of_mistakes for ranking in rankings(results)] == [0.0, 0.0]
