"""Where sentences and clauses begin and end, for everybody who searches or quotes a text."""

import re
from collections.abc import Iterator
from typing import Final

_SENTENCE: Final = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")  # an ellipsis is a pause, not an end
_CLAUSE_BORDER: Final = "，。！？；、,!?;… "


def sentences(text: str) -> Iterator[re.Match[str]]:
    """The sentences of a text with their places, the marks at their ends included."""
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
