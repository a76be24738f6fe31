from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.asr.alignment import ALIGNMENT_STEP_S, spread, timed_words
from pipeline.asr.windows import Piece, Window
from pipeline.domain.audio import SpeechRegion
from pipeline.domain.transcript import HeardWord


def window(*lengths: float, pause: float = 0.4) -> Window:
    """Regions of these lengths, ten seconds apart in the recording, packed with short pauses."""
    pieces, at = [], 0.0
    for n, length in enumerate(lengths):
        pieces.append(Piece(region=SpeechRegion(start=10.0 * n, end=10.0 * n + length), at_s=at))
        at += length + pause
    return Window(pieces=tuple(pieces))


def word(text: str, start: float, end: float) -> HeardWord:
    return HeardWord(text=text, start=start, end=end, probability=0.9)


def letter_by_letter(tokens: Sequence[int]) -> tuple[Sequence[str], Sequence[Sequence[int]]]:
    return [chr(token) for token in tokens], [[token] for token in tokens]


def test_words_go_to_the_region_that_they_sound_in() -> None:
    first, second = spread((word("您好", 0.1, 0.8), word("三年", 2.6, 3.3)), window(2.0, 2.0))
    assert [w.text for w in first] == ["您好"]
    assert [w.text for w in second] == ["三年"]
    assert (second[0].start, second[0].end) == pytest.approx((10.2, 10.9))


def test_a_mark_stays_with_the_words_before_it() -> None:
    first, second = spread((word("好", 1.5, 1.9), word("。", 2.38, 2.42), word("行", 2.6, 3.0)), window(2.0, 2.0))
    assert "".join(w.text for w in first) == "好。"
    assert [w.text for w in second] == ["行"]


words = st.lists(st.tuples(st.floats(0, 12), st.floats(0.05, 1)), max_size=25).map(
    lambda pairs: tuple(word(str(n), start, start + length) for n, (start, length) in enumerate(sorted(pairs)))
)


@given(words, st.lists(st.floats(0.3, 5), min_size=1, max_size=6))
def test_no_word_is_lost_doubled_or_moved_before_another(given: tuple[HeardWord, ...], lengths: list[float]) -> None:
    home = window(*lengths)
    parts = spread(given, home)
    assert [w.text for part in parts for w in part] == [w.text for w in given]
    for part, piece in zip(parts, home.pieces, strict=True):
        for each in part:
            assert piece.region.start - 1e-3 <= each.start <= each.end <= piece.region.end + 1e-3


def test_tokens_are_timed_by_the_path_and_marks_join_their_word() -> None:
    tokens = [ord(c) for c in "三年。"]
    path = [(0, 10), (1, 30), (2, 50), (3, 60)]
    first, second = timed_words(tokens, path, [0.9, 0.7, 0.5], letter_by_letter)
    assert (first.text, second.text) == ("三", "年。")
    assert first.start == pytest.approx(10 * ALIGNMENT_STEP_S)
    assert second.end == pytest.approx(50 * ALIGNMENT_STEP_S)


def test_a_pause_before_a_word_is_not_its_own() -> None:
    tokens = [ord("好")]
    (found,) = timed_words(tokens, [(0, 0), (1, 150)], [0.9], letter_by_letter)
    assert found.end - found.start < 0.5


def test_no_tokens_no_words() -> None:
    assert timed_words([], [], [], letter_by_letter) == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([("好", 0.2, 0.8)], ["好", ""]),
        ([("好", 2.5, 3.0)], ["", "好"]),
        ([("好", 1.2, 2.9)], ["", "好"]),
        ([("好", 0.2, 0.8), ("行", 1.0, 1.6), ("吧", 2.6, 3.0)], ["好行", "吧"]),
        ([("好", 0.2, 0.8), ("？", 2.6, 2.7), ("行", 3.0, 3.4)], ["好？", "行"]),
        ([("？", 2.6, 2.7), ("行", 3.0, 3.4)], ["", "？行"]),
        ([], ["", ""]),
    ],
    ids=[
        "in the first",
        "in the second",
        "a word sounds late in its time",
        "in order",
        "a mark that would begin a region",
        "a mark with no word before it",
        "none",
    ],
)
def test_every_word_has_the_region_nearest_to_where_it_sounds(
    words: list[tuple[str, float, float]], expected: list[str]
) -> None:
    parts = spread(tuple(word(*each) for each in words), window(2.0, 2.0))
    assert ["".join(w.text for w in part) for part in parts] == expected


def test_a_word_that_reaches_out_of_its_region_ends_with_it() -> None:
    (first,), (second,) = spread((word("好", 1.0, 2.3), word("行", 2.1, 3.4)), window(2.0, 1.0))
    assert (first.start, first.end) == (1.0, 2.0)
    assert (second.start, second.end) == (10.0, 11.0)


@pytest.mark.parametrize(
    ("path", "starts", "ends"),
    [
        ([(0, 0), (1, 20), (2, 40)], [0.0, 0.4], [0.4, 0.8]),
        ([(0, 0), (0, 5), (1, 20), (1, 30), (2, 40)], [0.0, 0.4], [0.4, 0.8]),
        ([(0, 20), (1, 10), (2, 40)], [0.4, 0.4], [0.4, 0.8]),
        ([(0, 0), (1, 20), (1, 30)], [0.0, 0.4], [0.4, 0.6]),
        ([(0, 0), (2, 40)], [0.0, 0.35], [0.0, 0.8]),
        ([], [0.0, 0.0], [0.0, 0.0]),
    ],
    ids=["in step", "attended to twice", "never backwards", "no end of text", "a token that is passed over", "empty"],
)
def test_a_word_lasts_until_the_next_is_attended_to(
    path: list[tuple[int, int]], starts: list[float], ends: list[float]
) -> None:
    words = timed_words([ord("三"), ord("年")], path, [0.9, 0.7], letter_by_letter)
    assert [w.start for w in words] == pytest.approx(starts)
    assert [w.end for w in words] == pytest.approx(ends)
    assert [w.probability for w in words] == [0.9, 0.7]
