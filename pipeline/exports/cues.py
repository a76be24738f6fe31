"""Utterances cut into cues that can be read while they are heard."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final

from pipeline.domain.base import TimeSpan
from pipeline.domain.transcript import Utterance
from pipeline.domain.vocabulary import Role
from pipeline.text.printable import printable
from pipeline.text.segmentation import words

LONGEST: Final = 32  # characters: two lines of sixteen, as is usual for Chinese subtitles
_SENTENCE_END: Final = re.compile(r"(?<=[。！？!?；;…])(?![。！？!?；;…”’」』）)])")
_CLAUSE_END: Final = re.compile(r"(?<=[，,、：:])")
_HELD_TOGETHER: Final = re.compile(r"[0-9A-Za-z.*%@-]{2}")  # figures, words of other scripts and what is masked
_SHORTEST_SHARE: Final = 0.25  # of the text that is cut: no word is left to stand alone


class Cue(TimeSpan):
    """A few words of one speaker, on the screen from start to end."""

    role: Role
    text: str


def cues_of(utterances: Iterable[Utterance], longest: int = LONGEST) -> tuple[Cue, ...]:
    """The cues of a call in its order; nothing is left out and nothing stands twice.

    longest: characters of one cue. When a part of an utterance was spoken is reckoned from its share of the characters.
    """
    return tuple(cue for utterance in utterances for cue in _cues(utterance, longest))


def _cues(utterance: Utterance, longest: int) -> Iterator[Cue]:
    parts = [part.strip() for part in cut(printable(utterance.text).strip(), longest)]
    spoken = [part for part in parts if part]
    reached = list(accumulate(map(len, spoken), initial=0))
    seconds = utterance.duration / max(1, reached[-1])
    for part, first, last in zip(spoken, reached, reached[1:], strict=False):
        start, end = utterance.start + first * seconds, utterance.start + last * seconds
        yield Cue(role=utterance.role, text=part, start=start, end=end)


def cut(text: str, longest: int) -> tuple[str, ...]:
    """The text in parts of at most so many characters, alike in length; joined they are the text.

    Cut after a sentence where one ends, else after a clause, else between two words; a figure stays whole unless it is
    longer than a part may be.
    """
    if len(text) <= longest:
        return (text,)
    good = (_nearest_the_middle(text, places(text), _SHORTEST_SHARE) for places in _PLACES)
    at = next(filter(None, good), 0) or _nearest_the_middle(text, _borders_of_words(text), 0) or len(text) // 2
    return (*cut(text[:at], longest), *cut(text[at:], longest))


def _nearest_the_middle(text: str, places: Iterable[int], shortest: float) -> int:
    """The place that leaves two parts most alike; 0 where each would leave a part below the shortest share."""
    least = max(1, round(len(text) * shortest))
    usable = [at for at in places if least <= at <= len(text) - least]
    return min(usable, key=lambda at: abs(2 * at - len(text)), default=0)


def _borders_of_words(text: str) -> Iterator[int]:
    for at in accumulate(map(len, words(text))):
        if not _HELD_TOGETHER.fullmatch(text[at - 1 : at + 1]):
            yield at


_PLACES: Final[Sequence[Callable[[str], Iterable[int]]]] = (
    lambda text: (found.start() for found in _SENTENCE_END.finditer(text)),
    lambda text: (found.start() for found in _CLAUSE_END.finditer(text)),
    _borders_of_words,
)
