"""Of several decoding hypotheses for the same speech, the words that were most likely spoken.

Each hypothesis misses other characters. Where they differ, the talk decides: they are laid side by side as a lattice,
and the likeliest path through it is taken, at each place as it would be respelled. Fiscus (1997, ROVER) joins
recognisers by such a lattice and lets them vote; a language model in place of the vote serves two hypotheses as well.
"""

import math
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from statistics import fmean
from typing import Final, NamedTuple

from pipeline.correction.homophones import Beam, BeamHypothesis, HeardCharacter, HomophoneDecoder
from pipeline.domain.transcript import Heard, HeardSegment, HeardWord
from pipeline.text.phonetics import syllables
from pipeline.text.script import simplified, tidy

# Nats: what leaving the first hypothesis costs; what a character gains, so that the shorter one does not win by its
# length alone; how much the recogniser's own doubt weighs. Chosen on eight of the dev calls (docs/evaluation.md).
SWITCH_COST: Final = 0.5
GAIN: Final = 4.0
DOUBT: Final = 0.5
_LEAST_PROBABILITY: Final = 0.01
_UNIT: Final = re.compile(r"\w\W*")


class _Unit(NamedTuple):
    """One character with the marks behind it. simplified: in Simplified script; characters: as the decoder reads it."""

    word: HeardWord
    simplified: str
    characters: tuple[HeardCharacter, ...]


class _Detour(NamedTuple):
    """What another hypothesis has in place of the main one's units [begin, end)."""

    begin: int
    end: int
    units: tuple[_Unit, ...]


def combined(heard: Heard, decoder: HomophoneDecoder) -> Heard:
    """The same with one hypothesis for each segment, made of the likeliest parts of all."""
    return heard.model_copy(update={"segments": tuple(_combined(segment, decoder) for segment in heard.segments)})


def _combined(segment: HeardSegment, decoder: HomophoneDecoder) -> HeardSegment:
    hypotheses = [units for words in (segment.words, *segment.alternatives) if (units := _units(words))]
    if len(hypotheses) < 2:
        return segment.model_copy(update={"alternatives": ()})
    # The main one costs least for each of its units: by the talk, and by the recogniser's own doubt.
    main, *others = sorted(
        hypotheses, key=lambda units: min(_extended(decoder.beginning(), units, decoder).values()).cost / len(units)
    )
    words: list[HeardWord] = []
    for unit in _likeliest(main, others, decoder):
        # Where the hypotheses disagree about times, these must not run backwards.
        start = max(unit.word.start, words[-1].start) if words else unit.word.start
        words.append(unit.word.model_copy(update={"start": start, "end": max(unit.word.end, start)}))
    return segment.model_copy(
        update={
            "text": "".join(word.text for word in words).strip(),
            "confidence": round(fmean(word.probability for word in words), 4),
            "words": tuple(words),
            "alternatives": (),
        }
    )


def _units(words: Sequence[HeardWord]) -> tuple[_Unit, ...]:
    """The characters of one hypothesis; none where they cannot be told apart in simplified characters."""
    raw = [(character, word) for word in words for character in word.text if character.isalnum()]
    plain = tidy(simplified("".join(word.text for word in words)))
    units = list(_UNIT.finditer(plain))
    if len(raw) != len(units):
        return ()
    sounds = syllables(plain)
    return tuple(
        _Unit(
            word=word.model_copy(update={"text": character + found[0][1:]}),
            simplified=found[0][0],
            characters=tuple(HeardCharacter(plain[at], sounds[at], word.probability) for at in range(*found.span())),
        )
        for (character, word), found in zip(raw, units, strict=True)
    )


def _likeliest(
    main: tuple[_Unit, ...], others: Sequence[tuple[_Unit, ...]], decoder: HomophoneDecoder
) -> Iterator[_Unit]:
    """The units on the likeliest path through the lattice."""
    detours = sorted((d for other in others for d in _detours(main, other)), key=lambda d: (d.begin, d.end))
    beams: list[Beam] = [decoder.beginning(), *({} for _ in main)]
    for at in range(len(main) + 1):
        for number, detour in enumerate(detours):
            if detour.begin == at:
                switched = {
                    ending: BeamHypothesis(reading.cost + SWITCH_COST, reading.text, (*reading.taken, number))
                    for ending, reading in beams[at].items()
                }
                _keep_better(beams[detour.end], _extended(switched, detour.units, decoder))
        if at < len(main):
            _keep_better(beams[at + 1], _extended(beams[at], main[at : at + 1], decoder))
    done = 0
    for detour in (detours[number] for number in min(beams[-1].values()).taken):
        yield from (*main[done : detour.begin], *detour.units)
        done = detour.end
    yield from main[done:]


def _detours(main: tuple[_Unit, ...], other: tuple[_Unit, ...]) -> Iterator[_Detour]:
    one, two = ([unit.simplified for unit in units] for units in (main, other))
    for kind, begin, end, other_begin, other_end in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if kind != "equal":
            yield _Detour(begin, end, other[other_begin:other_end])


def _extended(beam: Beam, units: Sequence[_Unit], decoder: HomophoneDecoder) -> Beam:
    """The beam behind the units, each with the price of the recogniser's doubt less what a character gains."""
    for unit in units:
        price = -DOUBT * math.log(max(unit.word.probability, _LEAST_PROBABILITY)) - GAIN
        beam = decoder.extended(beam, unit.characters)
        beam = {ending: reading._replace(cost=reading.cost + price) for ending, reading in beam.items()}
    return beam


def _keep_better(beam: Beam, other: Beam) -> None:
    """Puts into the beam what the other reaches more cheaply."""
    for ending, reading in other.items():
        if ending not in beam or reading < beam[ending]:
            beam[ending] = reading
