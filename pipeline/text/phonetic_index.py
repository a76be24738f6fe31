"""Finds where a text sounds like one of a set of terms, in time that does not grow with their number.

Terms are filed under their merged syllables, whole and by halves: a stretch with one wrong syllable in four still has
one half right (the pigeonhole principle), so each window of the text costs three look-ups.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from pipeline.text.phonetics import Syllable, distance, merged, syllables

_WHOLE: Final = "whole"
# How much a window may differ, by its length; 0.5 is one syllable with a wrong initial, 0.2 one merged part.
_TOLERANCE: Final = {2: 0.4, 3: 0.45, 4: 0.7}
_LONGEST_TOLERANCE: Final = 1.0
_HALVES_FROM: Final = 4

Key = tuple[str, int, tuple[Syllable, ...]]


class PhoneticMatch(NamedTuple):
    """text[start:end] sounds like term; cost: how unlike, 0 for the same syllables."""

    start: int
    end: int
    term: str
    cost: float


class PhoneticIndex:
    """A set of terms that can be found by their sound."""

    def __init__(self, terms: Iterable[str]) -> None:
        """File the terms, each of two characters or more."""
        self._by_key: dict[Key, list[str]] = defaultdict(list)
        self._syllables = {term: syllables(term) for term in terms}
        for term, said in self._syllables.items():
            for key in _keys(tuple(map(merged, said))):
                self._by_key[key].append(term)
        self._lengths = sorted({len(term) for term in self._syllables})

    def matches(self, text: str) -> Iterator[PhoneticMatch]:
        """Every stretch of the text that sounds enough like a term, the term itself included."""
        said = syllables(text)
        sounds = tuple(map(merged, said))
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                yield from self._at(said, sounds, start, length)

    def _at(
        self, said: tuple[str, ...], sounds: tuple[Syllable, ...], start: int, length: int
    ) -> Iterator[PhoneticMatch]:
        end = start + length
        found = {term for key in _keys(sounds[start:end]) for term in self._by_key.get(key, ())}
        for term in sorted(found):
            cost = sum(map(distance, said[start:end], self._syllables[term]))
            if cost <= _TOLERANCE.get(length, _LONGEST_TOLERANCE):
                yield PhoneticMatch(start, end, term, cost)


def _keys(sounds: tuple[Syllable, ...]) -> tuple[Key, ...]:
    """Where a term of these syllables is filed."""
    length = len(sounds)
    whole = (_WHOLE, length, sounds)
    if length < _HALVES_FROM:
        return (whole,)
    half = length // 2
    return whole, ("front", length, sounds[:half]), ("back", length, sounds[half:])
