import pytest

from pipeline.evaluation.confidence import Believed, rankings


def believed(*pairs: tuple[float, bool]) -> tuple[Believed, ...]:
    return tuple(Believed(confidence=confidence, right=right) for confidence, right in pairs)


def test_mistakes_among_the_least_confident_tenth_and_fifth() -> None:
    results = believed((0.1, False), (0.2, False), *((0.9, True),) * 7, (0.95, False))
    tenth, fifth = rankings(results)
    assert (tenth.results, tenth.mistakes) == (1, 1)
    assert tenth.of_mistakes == pytest.approx(1 / 3)
    assert (fifth.results, fifth.mistakes) == (2, 2)
    assert fifth.of_mistakes == pytest.approx(2 / 3)


def test_equal_confidences_do_not_flatter() -> None:
    results = believed((0.5, False), *((0.5, True),) * 9)
    assert rankings(results)[0].mistakes == 0


@pytest.mark.parametrize("results", [(), believed((0.5, True))])
def test_without_mistakes_the_share_is_nought(results: tuple[Believed, ...]) -> None:
    assert [ranking.of_mistakes for ranking in rankings(results)] == [0.0, 0.0]
