"""From a window's tokens to each region's words: pure, so that it can be tested without weights.

The recogniser's cross-attention says when each token was attended to (dynamic time warping, as in openai/whisper's
timing.py); the speech regions say when somebody spoke at all. Each word goes to the region that it sounds in, in order.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate

import numpy as np

from pipeline.asr.windows import Piece, Window
from pipeline.domain.transcript import HeardWord

ALIGNMENT_STEP_S = 0.02  # one step of the encoder's output
# Warping gives a pause to the word after it, so a word surely sounds late in its time.
_SOUNDING = 0.8
# A syllable hardly lasts longer; what warping adds before it is pause.
_LONGEST_SYLLABLE_S = 0.45
# Seconds of distance that a mark costs which would begin a region: it belongs to the words before it.
_STRAY_MARK_S = 1.0
_MARKS = frozenset("，。？！；：、…,.?!;:")
Words = tuple[HeardWord, ...]
Split = Callable[[Sequence[int]], tuple[Sequence[str], Sequence[Sequence[int]]]]


def timed_words(
    tokens: Sequence[int], path: Sequence[tuple[int, int]], probabilities: Sequence[float], split: Split
) -> Words:
    """The words of a window with their times in it.

    Args:
        tokens: text tokens, without the end of text.
        path: (token, step) pairs of the warping path, in order; it ends with the end-of-text token's.
        probabilities: of each token, 0 to 1.
        split: gives tokens as words, each a whole number of characters, and the tokens of each.
    """
    if not tokens:
        return ()
    begins = _begin_times(path, len(tokens))
    texts, parts = split(tokens)
    borders = [0, *accumulate(len(part) for part in parts)]
    words: list[HeardWord] = []
    for text, i, j in zip(texts, borders, borders[1:], strict=False):
        if words and _is_mark(text):  # the mark joins the word before it, whose time stays its own
            words[-1] = words[-1].model_copy(update={"text": words[-1].text + text})
            continue
        longest_s = max(1, sum(character.isalnum() for character in text)) * _LONGEST_SYLLABLE_S
        start, probability = max(begins[i], begins[j] - longest_s), float(np.mean(probabilities[i:j]))
        words.append(HeardWord(text=text, start=start, end=begins[j], probability=probability))
    return tuple(words)


def spread(words: Words, window: Window) -> tuple[Words, ...]:
    """The words of each piece, in seconds of the recording: words keep their order and pieces theirs.

    Of all ways to cut the words into as many runs as there are pieces (empty ones allowed), the one whose words lie
    nearest to their pieces, found by dynamic programming.
    """
    parts: list[list[HeardWord]] = [[] for _ in window.pieces]
    for word, place in zip(words, _places(words, window.pieces), strict=True):
        piece = window.pieces[place]
        start, end = (min(max(time, piece.at_s), piece.until_s) for time in (word.start, word.end))
        shift = piece.region.start - piece.at_s
        times = {"start": round(start + shift, 3), "end": round(end + shift, 3)}
        parts[place].append(word.model_copy(update=times))
    return tuple(tuple(part) for part in parts)


def _begin_times(path: Sequence[tuple[int, int]], count: int) -> list[float]:
    """When each token, and what follows the last, is first attended to, in seconds."""
    begins: dict[int, int] = {}
    for token, step in path:
        begins.setdefault(token, step)
    last = path[-1][1] if path else 0
    steps = list(accumulate((begins.get(n, last if n == count else 0) for n in range(count + 1)), max))
    return [step * ALIGNMENT_STEP_S for step in steps]


def _places(words: Words, pieces: Sequence[Piece]) -> list[int]:
    """The index of each word's piece, never falling: the cheapest way through words and pieces (Viterbi)."""
    if not words:
        return []
    costs = np.array([[_distance(word, piece) for piece in pieces] for word in words])
    strays = np.array([_STRAY_MARK_S if _is_mark(word.text) else 0.0 for word in words])
    total = costs[0]
    came_from = []
    for cost, stray in zip(costs[1:], strays[1:], strict=True):
        best, origin = _best_before(total)
        moved = np.concatenate(([np.inf], best[:-1])) + stray
        came_from.append(np.where(total <= moved, np.arange(len(pieces)), np.concatenate(([0], origin[:-1]))))
        total = np.minimum(total, moved) + cost
    places = [int(np.argmin(total))]
    for origin in reversed(came_from):
        places.append(int(origin[places[-1]]))
    return places[::-1]


def _best_before(total: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each piece the least total of it and all before it, and where that is."""
    origin = [0]
    for n in range(1, len(total)):
        origin.append(n if total[n] < total[origin[-1]] else origin[-1])
    return total[origin], np.array(origin)


def _distance(word: HeardWord, piece: Piece) -> float:
    """Seconds between where the word surely sounds and the piece, within the window."""
    sounding = word.start + (word.end - word.start) * _SOUNDING
    return max(0.0, piece.at_s - sounding, sounding - piece.until_s)


def _is_mark(text: str) -> bool:
    text = text.strip()
    return bool(text) and set(text) <= _MARKS
