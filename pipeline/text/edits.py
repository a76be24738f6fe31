"""A text that is rewritten in steps, each step remembered with the characters that it stands for."""

from collections.abc import Iterable

from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Change


class Replacement(Frozen):
    """New characters for text[start:end], and the rule that gives them."""

    start: int
    end: int
    text: str
    rule: str


class Edited(Frozen):
    """A text and how it differs from what was heard; the changes stand in order and do not overlap."""

    text: str
    changes: tuple[Change, ...] = ()


def rewritten(edited: Edited, replacements: Iterable[Replacement]) -> Edited:
    """The text with every replacement made that changes something and touches neither an earlier change nor another."""
    taken = _compatible(edited, replacements)
    text, old, done, grown = "", list(edited.changes), 0, []
    for replacement in taken:
        grown += _moved(old, done, replacement.start, len(text) - done)
        text += edited.text[done : replacement.start]
        grown.append(_change(edited.text, replacement, at=len(text)))
        text, done = text + replacement.text, replacement.end
    grown += _moved(old, done, len(edited.text), len(text) - done)
    return Edited(text=text + edited.text[done:], changes=tuple(grown))


def _compatible(edited: Edited, replacements: Iterable[Replacement]) -> list[Replacement]:
    taken: list[Replacement] = []
    for replacement in sorted(replacements, key=lambda r: (r.start, -r.end)):
        changes_something = edited.text[replacement.start : replacement.end] != replacement.text
        clear = not taken or taken[-1].end <= replacement.start
        untouched = all(c.end <= replacement.start or replacement.end <= c.start for c in edited.changes)
        if changes_something and clear and untouched:
            taken.append(replacement)
    return taken


def _moved(changes: list[Change], start: int, end: int, by: int) -> list[Change]:
    """The changes inside [start, end), so many characters later."""
    inside = [change for change in changes if start <= change.start and change.end <= end]
    return [change.model_copy(update={"start": change.start + by, "end": change.end + by}) for change in inside]


def _change(text: str, replacement: Replacement, at: int) -> Change:
    return Change(
        start=at,
        end=at + len(replacement.text),
        heard=text[replacement.start : replacement.end],
        text=replacement.text,
        rule=replacement.rule,
    )
