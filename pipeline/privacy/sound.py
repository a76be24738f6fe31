"""When in a recording that is spoken which a masked report does not show, so that its sound can be covered as well."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from pipeline.domain.base import TimeSpan
from pipeline.domain.report import CallReport
from pipeline.domain.transcript import Utterance
from pipeline.privacy.mask import MASK

# Recognisers place words to about a quarter of a second.
MARGIN_S: Final = 0.35
# Nobody says a syllable faster: times that are closer were not found, only guessed.
_SHORTEST_SYLLABLE_S: Final = 0.06

Places = tuple[int, int]  # half-open


def masked_places(before: str, after: str) -> tuple[Places, ...]:
    """Which characters of a text its masked form hides; all of them where the two are not of one length."""
    if len(before) != len(after):
        return ((0, len(before)),)
    hidden = [a != b and b == MASK for a, b in zip(before, after, strict=True)]
    edges = [0, *(n for n in range(1, len(hidden)) if hidden[n] != hidden[n - 1]), len(hidden)]
    return tuple((start, end) for start, end in pairwise(edges) if start < end and hidden[start])


def spans_to_cover(report: CallReport, shown: CallReport) -> tuple[TimeSpan, ...] | None:
    """The stretches of the recording that must not be heard by those who see only what is shown, in order of time.

    What nobody could read may hold anything, and is covered too. None where it is not known when the words of an
    utterance were spoken of which something is hidden: then nobody can cover them.

    report: with its words' times. shown: the same report, masked.
    """
    masked = {utterance.index: utterance for utterance in shown.transcript}
    spans = [TimeSpan(start=gap.start, end=gap.end) for gap in report.quality.unheard]
    for utterance in report.transcript:
        hidden = _hidden_letters(utterance, masked[utterance.index])
        if hidden and not utterance.letter_times:
            return None
        spans += [_span_of(utterance, letters) for letters in hidden]
    wide = [TimeSpan(start=max(0.0, span.start - MARGIN_S), end=span.end + MARGIN_S) for span in spans]
    return tuple(_merged(sorted(wide, key=lambda span: span.start)))


def _hidden_letters(utterance: Utterance, shown: Utterance) -> list[Places]:
    """The letters of what was heard, counted from 0, that are hidden there or in the text made of it."""
    heard_letters = _letters_before(utterance.heard)
    hidden = [(heard_letters[a], heard_letters[b]) for a, b in masked_places(utterance.heard, shown.heard)]
    places = list(masked_places(utterance.text, shown.text))
    for change, masked in zip(utterance.changes, shown.changes, strict=True):
        if masked_places(change.heard, masked.heard) or masked_places(change.text, masked.text):
            places.append((change.start, change.end))
    for start, end in places:
        hidden += _heard_letters_of(utterance, start, end)
    return [letters for letters in hidden if letters[0] < letters[1]]


def _heard_letters_of(utterance: Utterance, start: int, end: int) -> Iterator[Places]:
    """The heard letters that text[start:end] was made of; all of them where text and changes do not add up to them."""
    counts = list(_pieces(utterance))
    total = _letters_before(utterance.heard)[-1]
    if sum(heard for _, _, heard in counts) != total:
        yield 0, total
        return
    reached = 0
    for begin, text, heard in counts:
        before = _letters_before(text)
        a, b = (before[min(max(place - begin, 0), len(text))] for place in (start, end))
        if a < b:
            alike = before[-1] == heard  # else nobody knows which letter became which
            yield (reached + a, reached + b) if alike else (reached, reached + heard)
        reached += heard


def _pieces(utterance: Utterance) -> Iterator[tuple[int, str, int]]:
    """The text cut at its changes: where each piece begins, the piece, and how many letters were heard for it."""
    reached, text = 0, utterance.text
    for change in sorted(utterance.changes, key=lambda change: change.start):
        if change.start >= reached:
            between = text[reached : change.start]
            yield reached, between, _letters_before(between)[-1]
            yield change.start, text[change.start : change.end], _letters_before(change.heard)[-1]
            reached = change.end
    yield reached, text[reached:], _letters_before(text[reached:])[-1]


def _span_of(utterance: Utterance, letters: Places) -> TimeSpan:
    """When the letters are spoken; the whole utterance where their times cannot be right."""
    times, (first, after) = utterance.letter_times, letters
    start = times[first] if first else min(utterance.start, times[0])
    end = times[after] if after < len(times) else max(utterance.end, times[-1])
    if end - start < _SHORTEST_SYLLABLE_S * (after - first):
        return TimeSpan(start=min(utterance.start, times[0]), end=max(utterance.end, times[-1]))
    return TimeSpan(start=start, end=end)


def _letters_before(text: str) -> list[int]:
    """By place how many letters and digits stand before it, and behind the last place how many there are."""
    counts = [0]
    for character in text:
        counts.append(counts[-1] + character.isalnum())
    return counts


def _merged(spans: Sequence[TimeSpan]) -> Iterator[TimeSpan]:
    """Spans that touch or overlap as one; spans in order of start."""
    current: TimeSpan | None = None
    for span in spans:
        if current and span.start <= current.end:
            current = TimeSpan(start=current.start, end=max(current.end, span.end))
        else:
            if current:
                yield current
            current = span
    if current:
        yield current
