"""Of several hearings of the same speech, the words that were most likely said.

Each hearing misses other characters. Where they differ, the talk decides: the hearings are laid side by side as a
lattice, and the likeliest way through it is taken, at each place as it would be respelled. Fiscus (1997) joins
recognisers in such a way and lets them vote; a language model in place of the vote serves two hearings as well.
"""

import math
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from statistics import fmean
from typing import Final, NamedTuple

from pipeline.domain.transcript import Heard, HeardSegment, HeardWord
from pipeline.language.pinyin import syllables
from pipeline.language.respelling import Path, Paths, Sound, respeller
from pipeline.language.script import simplified, tidy

# Nats: what leaving the first hearing costs; what a character gains, so that the shorter hearing does not win by its
# length alone; how much the recogniser's own doubt weighs. Chosen on eight of the dev calls (docs/evaluation.md).
SWITCH_COST: Final = 0.5
GAIN: Final = 4.0
DOUBT: Final = 0.5
_LEAST_PROBABILITY: Final = 0.01
_UNIT: Final = re.compile(r"\w\W*")


class _Unit(NamedTuple):
    """One character with the marks behind it. meant: the same in simplified characters. sounds: what the talk reads."""

    word: HeardWord
    meant: str
    sounds: tuple[Sound, ...]


class _Detour(NamedTuple):
    """What another hearing has in place of the main one's units from one to another."""

    begin: int
    end: int
    units: tuple[_Unit, ...]


def reconciled(heard: Heard) -> Heard:
    """The same with one hearing of each segment, made of the likeliest parts of all."""
    return heard.model_copy(update={"segments": tuple(map(_reconciled, heard.segments))})


def _reconciled(segment: HeardSegment) -> HeardSegment:
    hearings = [units for words in (segment.words, *segment.again) if (units := _units(words))]
    if len(hearings) < 2:
        return segment.model_copy(update={"again": ()})
    main, *others = sorted(hearings, key=_unlikeliness)
    words = _in_order(unit.word for unit in _likeliest(main, others))
    return segment.model_copy(
        update={
            "text": "".join(word.text for word in words).strip(),
            "confidence": round(fmean(word.probability for word in words), 4),
            "words": words,
            "again": (),
        }
    )


def _units(words: Sequence[HeardWord]) -> tuple[_Unit, ...]:
    """The characters of one hearing; none where they cannot be told apart in simplified characters."""
    raw = [(character, word) for word in words for character in word.text if character.isalnum()]
    plain = tidy(simplified("".join(word.text for word in words)))
    units = list(_UNIT.finditer(plain))
    if len(raw) != len(units):
        return ()
    said = syllables(plain)
    return tuple(
        _Unit(
            word=word.model_copy(update={"text": character + found[0][1:]}),
            meant=found[0][0],
            sounds=tuple(Sound(plain[at], said[at], word.probability) for at in range(*found.span())),
        )
        for (character, word), found in zip(raw, units, strict=True)
    )


def _unlikeliness(units: Sequence[_Unit]) -> float:
    """Nats a character: how unlike the talk, and how doubtful to the recogniser."""
    path = min(_walked(respeller().beginning(), units).values())
    return path.cost / len(units)


def _likeliest(main: tuple[_Unit, ...], others: Sequence[tuple[_Unit, ...]]) -> Iterator[_Unit]:
    """The units on the likeliest way through the lattice."""
    detours = sorted((d for other in others for d in _detours(main, other)), key=lambda d: (d.begin, d.end))
    reached: list[Paths] = [respeller().beginning(), *({} for _ in main)]
    for at in range(len(main) + 1):
        for number, detour in enumerate(detours):
            if detour.begin == at:
                _arrive(reached, detour.end, _walked(_switched(reached[at], number), detour.units))
        if at < len(main):
            _arrive(reached, at + 1, _walked(reached[at], main[at : at + 1]))
    taken = [detours[number] for number in min(reached[-1].values()).taken]
    done = 0
    for detour in taken:
        yield from (*main[done : detour.begin], *detour.units)
        done = detour.end
    yield from main[done:]


def _detours(main: tuple[_Unit, ...], other: tuple[_Unit, ...]) -> Iterator[_Detour]:
    matcher = SequenceMatcher(None, [unit.meant for unit in main], [unit.meant for unit in other], autojunk=False)
    for kind, begin, end, other_begin, other_end in matcher.get_opcodes():
        if kind != "equal":
            yield _Detour(begin, end, other[other_begin:other_end])


def _walked(paths: Paths, units: Sequence[_Unit]) -> Paths:
    for unit in units:
        price = -DOUBT * math.log(max(unit.word.probability, _LEAST_PROBABILITY)) - GAIN
        paths = respeller().extended(paths, unit.sounds)
        paths = {ending: path._replace(cost=path.cost + price) for ending, path in paths.items()}
    return paths


def _switched(paths: Paths, detour: int) -> Paths:
    return {ending: Path(path.cost + SWITCH_COST, path.text, (*path.taken, detour)) for ending, path in paths.items()}


def _arrive(reached: list[Paths], at: int, paths: Paths) -> None:
    for ending, path in paths.items():
        if ending not in reached[at] or path < reached[at][ending]:
            reached[at][ending] = path


def _in_order(words: Iterator[HeardWord]) -> tuple[HeardWord, ...]:
    """The words with times that never run backwards where the hearings disagree about them."""
    ordered: list[HeardWord] = []
    for word in words:
        start = max(word.start, ordered[-1].start) if ordered else word.start
        ordered.append(word.model_copy(update={"start": start, "end": max(word.end, start)}))
    return tuple(ordered)
