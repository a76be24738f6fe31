"""Where sentences and clauses begin and end, for everybody who searches or quotes a text."""

_CLAUSE_BORDER = "，。！？；、,!?;… "


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to the clauses that it touches, without the punctuation at either end."""
    while start > 0 and text[start - 1] not in _CLAUSE_BORDER:
        start -= 1
    while end < len(text) and text[end] not in _CLAUSE_BORDER:
        end += 1
    while end > start and text[end - 1] in _CLAUSE_BORDER:
        end -= 1
    return start, end
