"""Cuts utterances into passages that say one thing each, for the classifier to read."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from pipeline.language.sentences import sentences

# A recogniser writes no full stops: what is longer than this is read piece by piece.
LONGEST: Final = 22
_STEP: Final = 9
_CLAUSE: Final = re.compile(r"[^，,、；;：:\s]+[，,、；;：:\s]*")


def passages(text: str) -> Iterator[tuple[int, int]]:
    """The spans of a text's passages: each sentence, and the pieces of those that are long; pieces overlap."""
    for sentence in sentences(text):
        start, end = sentence.span()
        if end - start <= LONGEST:
            yield start, end
        else:
            yield from _pieces(sentence[0], start)


def _pieces(sentence: str, offset: int) -> Iterator[tuple[int, int]]:
    borders = [0, *(found.end() for found in _CLAUSE.finditer(sentence))]
    clauses = list(pairwise(borders))
    for first in range(len(clauses)):
        last = first
        while last + 1 < len(clauses) and clauses[last + 1][1] - clauses[first][0] <= LONGEST:
            last += 1
        start, end = clauses[first][0], clauses[last][1]
        if end - start <= LONGEST + _STEP:
            yield offset + start, offset + end
        else:
            yield from _windows(offset + start, offset + end)


def _windows(start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        yield start, start + LONGEST
        start += _STEP
    yield start, end
