"""Puts misheard characters right by their sound and their neighbours: a noisy channel, decoded by Viterbi.

Whisper's small models write what they hear with characters of the right sound and the wrong sense (環款施等了本星 for
还款是等额本息). Among all characters that sound like what was written, the likeliest sequence in bank talk is taken,
unless what was written is nearly as likely. Kernighan, Church and Gale (1990) put spelling right in the same way.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Final, NamedTuple

from pipeline.language.corpus import corpus_lines
from pipeline.language.edits import Edited, Replacement, rewritten
from pipeline.language.pinyin import by_reading, distance, merged, syllables
from pipeline.language.repairs import repairs
from pipeline.language.segment import word_frequencies
from pipeline.language.trigrams import START, CharacterModel, signs_of

RULE: Final = "respelled by the talk"
CHANGE_COST: Final = 4.0  # what leaving the written character costs, in nats
SOUND_COST: Final = 8.0  # times the distance of the two syllables
FARTHEST: Final = 0.41  # the distance of syllables that can still be meant
# What Whisper base took for one another most often in 370 spoken snippets (tests/data/snippets, open part).
OFTEN_CONFUSED: Final = 0.3
_INITIALS: Final = "b/d b/m b/p c/s c/z d/g d/l d/t f/h g/k h/k j/q j/x k/t l/m l/r p/t q/x s/z"
_FINALS: Final = "a/ai a/an ai/an an/en an/uan ao/ou e/en i/in ian/ie ian/in ian/uan ou/uo u/uo uan/un"
_CONFUSED: Final = {frozenset(pair.split("/")) for pair in f"{_INITIALS} {_FINALS}".split()}
_SURE: Final = 0.5  # how much a character that was surely heard costs more, and a doubtful one less
_BEAM: Final = 20
_MOST_CHOICES: Final = 16  # of a like sound, those that are used most
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_NUMERALS: Final = frozenset("零一二两三四五六七八九十百千万亿幺几半点")


class Sound(NamedTuple):
    """One character as it was written, the syllable that it stands for, and how surely it was heard, 0 to 1."""

    character: str
    syllable: str
    certainty: float
    fixed: bool = False


class Path(NamedTuple):
    """One reading of what was heard so far. cost: nats. taken: numbers that the caller gave to its turnings."""

    cost: float
    text: str
    taken: tuple[int, ...] = ()


# The best path for each two signs that a reading can end with.
Paths = dict[str, Path]


class Respeller:
    """A model of the talk with the characters that can be meant by each syllable."""

    def __init__(self, model: CharacterModel) -> None:
        """File the characters of the talk under each of their readings."""
        self._model = model
        self._by_reading = by_reading(sorted(model.characters - _NUMERALS))
        self._choices: dict[tuple[str, str], tuple[tuple[str, float], ...]] = {}

    @property
    def characters(self) -> frozenset[str]:
        """Every Chinese character of the talk."""
        return self._model.characters

    @staticmethod
    def beginning() -> Paths:
        """Where every reading begins."""
        return {START * 2: Path(0.0, "")}

    def extended(self, paths: Paths, sounds: Iterable[Sound]) -> Paths:
        """The likeliest readings with what the sounds may mean behind them."""
        for character, said, sure, fixed in sounds:
            choices = ((character, 0.0),) if fixed else self._meant_by(character, said)
            paths = self._one_further(paths, choices, 1 - _SURE + 2 * _SURE * sure)
        return paths

    def _one_further(self, paths: Paths, choices: Iterable[tuple[str, float]], weight: float) -> Paths:
        extended: Paths = {}
        for character, price in choices:
            sign = signs_of(character)
            for before, path in paths.items():
                cost = path.cost + self._model.cost(before, sign) + price * weight
                after = before[-1] + sign
                if after not in extended or cost < extended[after].cost:
                    extended[after] = Path(cost, path.text + character, path.taken)
        return dict(sorted(extended.items(), key=lambda item: item[1].cost)[:_BEAM])

    def _meant_by(self, character: str, said: str) -> tuple[tuple[str, float], ...]:
        key = character, said
        if key not in self._choices:
            others = sorted(self._others(character, said), key=lambda other: other[1] + self._model.rarity(other[0]))
            self._choices[key] = ((character, 0.0), *others[:_MOST_CHOICES])
        return self._choices[key]

    def _others(self, character: str, said: str) -> Iterator[tuple[str, float]]:
        if not _HAN.match(character) or character in _NUMERALS:
            return
        for reading, characters in self._by_reading.items():
            far = _confusion(said, reading)
            if far <= FARTHEST:
                yield from ((other, CHANGE_COST + SOUND_COST * far) for other in characters if other != character)


def _confusion(one: str, other: str) -> float:
    """The distance of two syllables; less where one part is the same and the other is often taken for it."""
    far = distance(one, other)
    if far <= OFTEN_CONFUSED:
        return far
    a, b = merged(one), merged(other)
    same = (a.initial == b.initial) + (a.final == b.final)
    pairs = {frozenset((a.initial, b.initial)), frozenset((a.final, b.final))}
    return OFTEN_CONFUSED if same == 1 and pairs & _CONFUSED else far


def respell(edited: Edited, certainties: Sequence[float]) -> Edited:
    """The text as it was most likely said; characters that a change already stands for stay.

    certainties: how surely each character of the text was heard, 0 to 1.
    """
    sounds = map(Sound, edited.text, syllables(edited.text), certainties, _fixed(edited))
    paths = respeller().extended(respeller().beginning(), sounds)
    return rewritten(edited, _replacements(edited.text, min(paths.values()).text))


def _fixed(edited: Edited) -> list[bool]:
    """Which characters must stay: those of earlier changes, of known terms, and of names."""
    known = (pattern.finditer(edited.text) for pattern in (repairs().protected, repairs().names))
    spans = [found.span() for matches in known for found in matches]
    spans += [(change.start, change.end) for change in edited.changes]
    return [any(start <= at < end for start, end in spans) for at in range(len(edited.text))]


def _replacements(written: str, meant: str) -> Iterator[Replacement]:
    """One for each run of characters that differ."""
    pairs = enumerate(zip(written, meant, strict=True))
    for differs, run in groupby(pairs, key=lambda pair: pair[1][0] != pair[1][1]):
        if differs:
            places = list(run)
            start, end = places[0][0], places[-1][0] + 1
            yield Replacement(start=start, end=end, text=meant[start:end], rule=RULE)


@cache
def respeller() -> Respeller:
    """The one that the product ships, counted from models/corpus/ and the general dictionary on first use."""
    return Respeller(CharacterModel(corpus_lines(), word_frequencies()))
