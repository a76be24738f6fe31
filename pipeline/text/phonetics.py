"""How a text sounds: one toneless syllable a character, with the readings of bank talk, and what sounds alike.

Most of a recogniser's mistakes keep the sound (等额本息 comes out as 等了本星). Written with one private letter for
each merged syllable, a text keeps its length and its offsets, and two texts of one sound become the same.

Where a text sounds like one of a set of terms is found in time that does not grow with their number: terms are filed
under their merged syllables, whole and by halves. A stretch with one wrong syllable in four still has one half right
(the pigeonhole principle), so each window of the text costs three look-ups.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.yamlfile import load_yaml

_DIGIT_SOUNDS: Final = dict(
    zip("0123456789", ("ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"), strict=True)
)
_INITIALS: Final = re.compile("zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]|")
_MERGED_INITIALS: Final = {"zh": "z", "ch": "c", "sh": "s", "n": "l"}
_MERGED_FINALS: Final = {
    "ang": "an",
    "iang": "ian",
    "uang": "uan",
    "eng": "en",
    "ing": "in",
}
# Telephone bands and accents confuse these, less often than the merged ones.
_NEAR_INITIALS: Final = {frozenset(pair) for pair in (("f", "h"), ("l", "r"), ("b", "p"), ("d", "t"), ("g", "k"))}
MERGE_COST: Final = 0.2
NEAR_COST: Final = 0.4
SAME_FINAL_COST: Final = 0.5
SAME_INITIAL_COST: Final = 0.8
DIFFERENT: Final = 2.0

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_FIRST_LETTER = 0xE000  # Unicode's private use area: 6400 letters, more than there are syllables

# How much a window may differ, by its length; 0.5 is one syllable with a wrong initial, 0.2 one merged part.
_TOLERANCE: Final = {2: 0.4, 3: 0.45, 4: 0.7}
_LONGEST_TOLERANCE: Final = 1.0
_HALVES_FROM: Final = 4


class ReadingsFile(Frozen):
    """models/lexicon/readings.yaml: words and their toneless syllables, one a character, apart by spaces."""

    readings: dict[str, str] = Field(min_length=1)


def read_readings(folder: Path) -> dict[str, list[str]]:
    """The words of a models folder that have a reading of their own, and the syllables of each.

    Raises:
        ChecklistError: a word has more or fewer characters than syllables; names the line.
    """
    file = load_yaml(folder / "lexicon" / "readings.yaml")
    readings = {word: reading.split() for word, reading in file.parse(ReadingsFile).readings.items()}
    for word, reading in readings.items():
        if len(word) != len(reading):
            cause = f"{word} has {len(word)} characters and {len(reading)} syllables"
            raise file.refusal(("readings", word), cause, "Give one syllable for each character, apart by spaces.")
    return readings


@cache
def _shipped_readings() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """The product's, the longest first, as one pattern."""
    readings = read_readings(models_folder())
    longest_first = sorted(readings, key=lambda word: -len(word))
    return re.compile("|".join(map(re.escape, longest_first))), readings


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[str, ...]:
    """One toneless syllable for each character: len(syllables(text)) == len(text).

    Digits give their sound, letters themselves in lower case, whatever has no sound itself.
    """
    found: list[str] = []
    done = 0
    pattern, readings = _shipped_readings()
    for match in pattern.finditer(text):
        found += _dictionary_syllables(text[done : match.start()])
        found += readings[match.group()]
        done = match.end()
    return (*found, *_dictionary_syllables(text[done:]))


def _dictionary_syllables(text: str) -> list[str]:
    """The readings of pypinyin's dictionary of phrases."""
    if not text:
        return []
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - loads a dictionary of phrases, half a second

    found: list[str] = lazy_pinyin(text, style=Style.NORMAL, errors=_one_by_one)
    return [_DIGIT_SOUNDS.get(syllable, syllable) for syllable in found]


def _one_by_one(characters: str) -> Any:
    """What has no reading, a character at a time (pypinyin allows the list that its annotation leaves out)."""
    return [character.lower() for character in characters]


def by_reading(characters: Iterable[str]) -> dict[str, str]:
    """The characters under each toneless syllable that they can stand for.

    They keep the order given; the readings of one character come in alphabetical order, the same in every process.
    """
    from pypinyin import Style, pinyin  # noqa: PLC0415 - loads a dictionary of phrases, half a second

    filed: dict[str, str] = defaultdict(str)
    for character in characters:
        for reading in sorted(set(pinyin(character, style=Style.NORMAL, heteronym=True)[0])):
            filed[reading] += character
    return dict(filed)


class Syllable(NamedTuple):
    """A syllable as the ear merges it: zh with z, ch with c, sh with s, n with l, a final with -ng with one without."""

    initial: str
    final: str


@cache
def merged(syllable: str) -> Syllable:
    """The syllable with its confusable parts merged."""
    initial, final = _parts(syllable)
    return Syllable(_MERGED_INITIALS.get(initial, initial), _MERGED_FINALS.get(final, final))


def _parts(syllable: str) -> tuple[str, str]:
    """Initial and final as they are written; the initial may be empty."""
    match = _INITIALS.match(syllable)
    initial = match.group() if match else ""
    return initial, syllable[len(initial) :]


@lru_cache(maxsize=65536)
def distance(one: str, other: str) -> float:
    """How differently two syllables sound: 0 the same, 0.2 for each merged part (zh/z, sh/s, n/l, an/ang, in/ing …).

    0.4 for a neighbouring initial (f/h, l/r, b/p …), 0.5 for the same final alone, 0.8 for the same initial alone, and
    2.0 for anything else.
    """
    if one == other:
        return 0.0
    a, b = merged(one), merged(other)
    if a == b:
        # Only the merging makes them the same: each part that is written differently counts.
        return MERGE_COST * sum(p != q for p, q in zip(_parts(one), _parts(other), strict=True))
    if a.final == b.final and a.final:
        return NEAR_COST if frozenset((a.initial, b.initial)) in _NEAR_INITIALS else SAME_FINAL_COST
    return SAME_INITIAL_COST if a.initial == b.initial and a.initial else DIFFERENT


_letters: dict[Syllable, str] = {}


@lru_cache(maxsize=16384)
def in_sound(text: str) -> str:
    """The text with every Chinese character as its syllable's letter; everything else, and the length, stay."""

    def letters(run: re.Match[str]) -> str:
        sounds = map(merged, syllables(run[0]))
        return "".join(_letters.setdefault(sound, chr(_FIRST_LETTER + len(_letters))) for sound in sounds)

    return _HAN.sub(letters, text)


class PhoneticMatch(NamedTuple):
    """text[start:end] sounds like term; cost: how unlike, 0 for the same syllables."""

    start: int
    end: int
    term: str
    cost: float


# Which part of a term (whole, front, back), the term's length, and the merged syllables of that part.
_Key = tuple[str, int, tuple[Syllable, ...]]


class PhoneticIndex:
    """A set of terms that can be found by their sound."""

    def __init__(self, terms: Iterable[str]) -> None:
        """File the terms, each of two characters or more."""
        self._by_key: dict[_Key, list[str]] = defaultdict(list)
        self._syllables = {term: syllables(term) for term in terms}
        for term, reading in self._syllables.items():
            for key in _keys(tuple(map(merged, reading))):
                self._by_key[key].append(term)
        self._lengths = sorted({len(term) for term in self._syllables})

    def matches(self, text: str) -> Iterator[PhoneticMatch]:
        """Every stretch of the text that sounds enough like a term, the term itself included."""
        reading = syllables(text)
        sounds = tuple(map(merged, reading))
        for length in self._lengths:
            tolerance = _TOLERANCE.get(length, _LONGEST_TOLERANCE)
            for start in range(len(text) - length + 1):
                end = start + length
                candidates = {term for key in _keys(sounds[start:end]) for term in self._by_key.get(key, ())}
                for term in sorted(candidates):
                    cost = sum(map(distance, reading[start:end], self._syllables[term]))
                    if cost <= tolerance:
                        yield PhoneticMatch(start, end, term, cost)


def _keys(sounds: tuple[Syllable, ...]) -> tuple[_Key, ...]:
    """Where a term of these syllables is filed."""
    length = len(sounds)
    whole = ("whole", length, sounds)
    if length < _HALVES_FROM:
        return (whole,)
    half = length // 2
    return whole, ("front", length, sounds[:half]), ("back", length, sounds[half:])
