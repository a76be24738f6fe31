import itertools
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.audio import SpeakerTurn
from pipeline.domain.transcript import HeardSegment
from pipeline.speakers.speaker_changes import cut_at_speaker_changes, second_state_probabilities
from tests.speakers.making import segment, timed, turn


def cut(segments: list[HeardSegment], turns: list[SpeakerTurn]) -> list[tuple[int, str]]:
    return [(piece.speaker, piece.text) for piece in cut_at_speaker_changes(segments, turns)]


def test_a_segment_over_two_turns_is_cut_between_them() -> None:
    heard = [timed(0.0, ["这", "个", "同", "意", "吗？", "同", "意。"])]
    assert cut(heard, [turn(0.0, 1.0, 0), turn(1.0, 1.4, 1)]) == [(0, "这个同意吗？"), (1, "同意。")]


@pytest.mark.parametrize("border", [0.85, 0.95, 1.05, 1.15])
def test_a_border_that_is_a_little_off_is_moved_to_the_end_of_the_clause(border: float) -> None:
    heard = [timed(0.0, ["这", "个", "同", "意", "吗？", "同", "意", "的。"])]
    assert cut(heard, [turn(0.0, border, 0), turn(border, 1.6, 1)]) == [(0, "这个同意吗？"), (1, "同意的。")]


def test_words_between_turns_go_with_their_clause() -> None:
    heard = [timed(0.0, ["我", "每", "月", "还", "三", "千。"])]
    assert cut(heard, [turn(0.0, 0.5, 1), turn(0.9, 1.2, 1)]) == [(1, "我每月还三千。")]


def test_segments_without_words_are_cut_by_their_characters() -> None:
    heard = [segment(0.0, "是您本人吧？是我。", seconds=1.8)]
    assert cut(heard, [turn(0.0, 1.2, 0), turn(1.2, 1.8, 1)]) == [(0, "是您本人吧？"), (1, "是我。")]


def test_a_piece_has_its_words_times_and_a_whole_segment_its_own() -> None:
    heard = [timed(0.0, ["好", "吗？", "好", "的。"]), segment(3.0, "行", seconds=0.5)]
    first, second, third = cut_at_speaker_changes(heard, [turn(0.0, 0.4, 0), turn(0.4, 0.8, 1), turn(3.0, 3.5, 0)])
    assert (first.start, first.end, second.start, second.end) == pytest.approx((0.0, 0.4, 0.4, 0.8))
    assert (third.start, third.end, third.text, third.words) == (3.0, 3.5, "行", ())


def test_where_voices_are_in_doubt_the_certainty_says_so() -> None:
    sure, doubtful = cut_at_speaker_changes(
        [segment(0.0, "第一句"), segment(10.0, "第二句")],
        [turn(0.0, 2.0, 0, confidence=0.99), turn(10.0, 12.0, 1, confidence=0.52)],
    )
    assert sure.certainty > 0.9
    assert doubtful.certainty < 0.75


@pytest.mark.parametrize("heard", [[], [segment(0.0, "")]])
def test_nothing_heard_gives_no_pieces(heard: list[HeardSegment]) -> None:
    assert cut_at_speaker_changes(heard, [turn(0.0, 2.0, 0)]) == ()


@given(
    texts=st.lists(st.lists(st.sampled_from(["对", "好的", "三十", "万，", "是吧？"]), min_size=1), max_size=5),
    borders=st.lists(st.floats(0, 12), max_size=6),
)
def test_no_word_is_lost_doubled_or_moved(texts: list[list[str]], borders: list[float]) -> None:
    heard = [timed(3.0 * n, words) for n, words in enumerate(texts)]
    edges = [0.0, *sorted(borders), 20.0]
    turns = [turn(a, b, n % 2) for n, (a, b) in enumerate(itertools.pairwise(edges)) if a < b]
    pieces = cut_at_speaker_changes(heard, turns)
    assert "".join(piece.text for piece in pieces) == "".join(each.text for each in heard)
    assert [word for piece in pieces for word in piece.words] == [word for each in heard for word in each.words]


small = st.floats(-6, 6)


def by_enumeration(log_odds: list[float], costs: list[float]) -> npt.NDArray[Any]:
    """Every path weighed by itself."""
    weights = np.zeros(len(log_odds))
    total = 0.0
    for path in itertools.product((0, 1), repeat=len(log_odds)):
        weight = sum(o / 2 if state else -o / 2 for o, state in zip(log_odds, path, strict=True))
        weight -= sum(c for c, (a, b) in zip(costs, itertools.pairwise(path), strict=True) if a != b)
        total += np.exp(weight)
        weights += np.exp(weight) * np.array(path)
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
