"""A text that is rewritten in steps, each step remembered with the characters that it stands for."""

from bisect import bisect_left, bisect_right
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
    old, text, done = edited.text, "", 0
    changes: list[Change] = []
    for replacement in _compatible(edited, replacements):
        start, end = replacement.start, replacement.end
        changes += _shifted(edited.changes, done, start, by=len(text) - done)
        text += old[done:start]
        at = len(text)
        text += replacement.text
        change = Change(start=at, end=len(text), heard=old[start:end], text=replacement.text, rule=replacement.rule)
        changes.append(change)
        done = end
    changes += _shifted(edited.changes, done, len(old), by=len(text) - done)
    return Edited(text=text + old[done:], changes=tuple(changes))


def _compatible(edited: Edited, replacements: Iterable[Replacement]) -> list[Replacement]:
    """Of those that begin at one place the longest; none that overlaps one before it or an earlier change."""
    taken: list[Replacement] = []
    for replacement in sorted(replacements, key=lambda r: (r.start, -r.end)):
        changes_something = edited.text[replacement.start : replacement.end] != replacement.text
        clear = not taken or taken[-1].end <= replacement.start
        later = bisect_right(edited.changes, replacement.start, key=lambda change: change.end)
        untouched = later == len(edited.changes) or replacement.end <= edited.changes[later].start
        if changes_something and clear and untouched:
            taken.append(replacement)
    return taken


def _shifted(changes: tuple[Change, ...], start: int, end: int, *, by: int) -> list[Change]:
    """The changes inside [start, end), each so many characters later."""
    first = bisect_left(changes, start, key=lambda change: change.start)
    begun = changes[first : bisect_right(changes, end, key=lambda change: change.start)]
    inside = [change for change in begun if change.end <= end]
    return [change.model_copy(update={"start": change.start + by, "end": change.end + by}) for change in inside]
