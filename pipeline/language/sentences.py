"""Where sentences and clauses begin and end, for everybody who searches or quotes a text."""

import re
from collections.abc import Iterator

CLAUSE_BORDERS = re.compile(r"[，。？！；、,?!;…\s]+")
_CLAUSE_BORDER = "，。！？；、,!?;… "
_SENTENCE = re.compile(r"[^。！？!?…]+[。！？!?…]*")


def sentences(text: str) -> Iterator[re.Match[str]]:
    """Each sentence of text with the marks that end it, as a match whose span is its place."""
    return _SENTENCE.finditer(text)


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to the clauses that it touches, without the punctuation at either end."""
    while start > 0 and text[start - 1] not in _CLAUSE_BORDER:
        start -= 1
    while end < len(text) and text[end] not in _CLAUSE_BORDER:
        end += 1
    while end > start and text[end - 1] in _CLAUSE_BORDER:
        end -= 1
    return start, end
