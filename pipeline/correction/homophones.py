"""Puts misheard characters right by their sound and their neighbours: a noisy channel, decoded by Viterbi.

Whisper's small models write what they hear with characters of the right sound and the wrong sense (環款施等了本星 for
还款是等额本息). Among all characters that sound like what was written, the likeliest sequence in bank talk is taken,
unless what was written is nearly as likely. Kernighan, Church and Gale (1990) put spelling right in the same way.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from pipeline.correction.language_model import START, CharacterModel, signs_of
from pipeline.rulebook.pattern import Pattern
from pipeline.text.edits import Edited, Replacement, rewritten
from pipeline.text.phonetics import by_reading, distance, merged, syllables

RESPELLING_RULE: Final = "respelled by the talk"
CHANGE_COST: Final = 4.0  # what leaving the written character costs, in nats
SOUND_COST: Final = 8.0  # times the distance of the two syllables
FARTHEST: Final = 0.41  # the distance of syllables that can still be meant
# The distance of what Whisper base took for one another most often in 370 spoken snippets (tests/data/snippets, open
# part).
OFTEN_CONFUSED: Final = 0.3
_INITIALS: Final = "b/d b/m b/p c/s c/z d/g d/l d/t f/h g/k h/k j/q j/x k/t l/m l/r p/t q/x s/z"
_FINALS: Final = "a/ai a/an ai/an an/en an/uan ao/ou e/en i/in ian/ie ian/in ian/uan ou/uo u/uo uan/un"
_CONFUSED: Final = {frozenset(pair.split("/")) for pair in f"{_INITIALS} {_FINALS}".split()}
_CERTAINTY_WEIGHT: Final = 0.5  # how much changing a certain character costs more, and a doubtful one less
_BEAM: Final = 20
_MOST_CHOICES: Final = 16  # of a like sound, those that are used most
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_NUMERALS: Final = frozenset("零一二两三四五六七八九十百千万亿幺几半点")


class HeardCharacter(NamedTuple):
    """One character as the recogniser wrote it, the syllable that it stands for, and its certainty, 0 to 1.

    fixed: it stays as it is.
    """

    character: str
    syllable: str
    certainty: float
    fixed: bool = False


class BeamHypothesis(NamedTuple):
    """One reading of the characters so far. cost: nats. taken: numbers that the caller gave to its branches."""

    cost: float
    text: str
    taken: tuple[int, ...] = ()


# The best hypothesis for each two signs that a reading can end with.
Beam = dict[str, BeamHypothesis]


class HomophoneDecoder:
    """A model of the talk with the characters that can be meant by each syllable."""

    def __init__(self, model: CharacterModel, untouchable: Sequence[re.Pattern[str] | Pattern] = ()) -> None:
        """File the characters of the talk under each of their readings.

        untouchable: what they match is never respelled (known terms, places where a name stands).
        """
        self._model, self._untouchable = model, untouchable
        self._by_reading = by_reading(sorted(model.characters - _NUMERALS))
        self._choices: dict[tuple[str, str], tuple[tuple[str, float], ...]] = {}

    @staticmethod
    def beginning() -> Beam:
        """Where every reading begins."""
        return {START * 2: BeamHypothesis(0.0, "")}

    def extended(self, beam: Beam, characters: Iterable[HeardCharacter]) -> Beam:
        """The likeliest readings with what the characters may mean behind them."""
        for character, syllable, certainty, fixed in characters:
            choices = ((character, 0.0),) if fixed else self._candidates(character, syllable)
            beam = self._one_further(beam, choices, 1 - _CERTAINTY_WEIGHT + 2 * _CERTAINTY_WEIGHT * certainty)
        return beam

    def respell(self, edited: Edited, certainties: Sequence[float]) -> Edited:
        """The text as it was most likely spoken.

        Characters of earlier changes, and of what is untouchable, stay. certainties: the recogniser's, one for each
        character of the text, 0 to 1.
        """
        text = edited.text
        spans = [found.span() for pattern in self._untouchable for found in pattern.finditer(text)]
        spans += [(change.start, change.end) for change in edited.changes]
        fixed = [any(start <= at < end for start, end in spans) for at in range(len(text))]
        beam = self.extended(self.beginning(), map(HeardCharacter, text, syllables(text), certainties, fixed))
        return rewritten(edited, _replacements(text, min(beam.values()).text))

    def _one_further(self, beam: Beam, choices: Iterable[tuple[str, float]], weight: float) -> Beam:
        """The beam behind one more character. choices: what it may be, each with the price of that in nats."""
        extended: Beam = {}
        for character, price in choices:
            sign = signs_of(character)
            for before, hypothesis in beam.items():
                cost = hypothesis.cost + self._model.cost(before, sign) + price * weight
                after = before[-1] + sign
                if after not in extended or cost < extended[after].cost:
                    extended[after] = BeamHypothesis(cost, hypothesis.text + character, hypothesis.taken)
        return dict(sorted(extended.items(), key=lambda item: item[1].cost)[:_BEAM])

    def _candidates(self, character: str, syllable: str) -> tuple[tuple[str, float], ...]:
        """The character and those that are used most of a like sound, each with the price of writing it, in nats."""
        key = character, syllable
        if key not in self._choices:
            others: list[tuple[str, float]] = []
            if _HAN.match(character) and character not in _NUMERALS:
                for reading, characters in self._by_reading.items():
                    far = _confusion(syllable, reading)
                    if far <= FARTHEST:
                        price = CHANGE_COST + SOUND_COST * far
                        others += [(other, price) for other in characters if other != character]
            others.sort(key=lambda other: other[1] + self._model.rarity(other[0]))
            self._choices[key] = ((character, 0.0), *others[:_MOST_CHOICES])
        return self._choices[key]


def _confusion(one: str, other: str) -> float:
    """The distance of two syllables; less where one part is the same and the other is often taken for it."""
    far = distance(one, other)
    if far <= OFTEN_CONFUSED:
        return far
    a, b = merged(one), merged(other)
    same = (a.initial == b.initial) + (a.final == b.final)
    pairs = {frozenset((a.initial, b.initial)), frozenset((a.final, b.final))}
    return OFTEN_CONFUSED if same == 1 and pairs & _CONFUSED else far


def _replacements(written: str, respelled: str) -> Iterator[Replacement]:
    """One for each run of characters that differ."""
    pairs = enumerate(zip(written, respelled, strict=True))
    for differs, run in groupby(pairs, key=lambda pair: pair[1][0] != pair[1][1]):
        if differs:
            places = list(run)
            start, end = places[0][0], places[-1][0] + 1
            yield Replacement(start=start, end=end, text=respelled[start:end], rule=RESPELLING_RULE)
