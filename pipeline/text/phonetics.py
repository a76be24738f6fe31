"""How a text sounds: one toneless syllable a character, with the readings of bank talk, and how alike syllables are.

Most of a recogniser's mistakes keep the sound (等额本息 comes out as 等了本星). Written with one private letter for
each merged syllable, a text keeps its length and its offsets, and two texts of one sound become the same.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.yamlfile import YamlFile, load_yaml

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


class ReadingsFile(Frozen):
    """models/lexicon/readings.yaml: words and their toneless syllables, one a character, apart by spaces."""

    readings: dict[str, str] = Field(min_length=1)


class Syllable(NamedTuple):
    """A syllable as the ear merges it: zh with z, ch with c, sh with s, n with l, a final with -ng with one without."""

    initial: str
    final: str


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[str, ...]:
    """One toneless syllable for each character: len(syllables(text)) == len(text).

    Digits give their sound, letters themselves in lower case, whatever has no sound itself.
    """
    said: list[str] = []
    done = 0
    pattern, readings = _shipped_readings()
    for match in pattern.finditer(text):
        said += _general(text[done : match.start()])
        said += readings[match.group()]
        done = match.end()
    return (*said, *_general(text[done:]))


@cache
def readings_of(character: str) -> frozenset[str]:
    """Every toneless syllable that a character can stand for."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - loads a dictionary of phrases, half a second

    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


def by_reading(characters: Iterable[str]) -> dict[str, str]:
    """The characters under each of their readings, in the order given, the readings of one in alphabetical order."""
    filed: dict[str, str] = defaultdict(str)
    for character in characters:
        for reading in sorted(readings_of(character)):
            filed[reading] += character
    return dict(filed)


@cache
def merged(syllable: str) -> Syllable:
    """The syllable with its confusable parts merged."""
    match = _INITIALS.match(syllable)
    initial = match.group() if match else ""
    final = syllable[len(initial) :]
    return Syllable(_MERGED_INITIALS.get(initial, initial), _MERGED_FINALS.get(final, final))


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
        return MERGE_COST * _merged_parts(one, other)
    if a.final == b.final and a.final:
        return NEAR_COST if frozenset((a.initial, b.initial)) in _NEAR_INITIALS else SAME_FINAL_COST
    return SAME_INITIAL_COST if a.initial == b.initial and a.initial else DIFFERENT


def _merged_parts(one: str, other: str) -> int:
    """How many of initial and final only the merging makes the same."""
    initials = [match.group() for match in (_INITIALS.match(one), _INITIALS.match(other)) if match]
    finals = [syllable[len(initial) :] for syllable, initial in zip((one, other), initials, strict=True)]
    return (initials[0] != initials[1]) + (finals[0] != finals[1])


def _general(text: str) -> list[str]:
    """The dictionary's readings."""
    if not text:
        return []
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - loads a dictionary of phrases, half a second

    said: list[str] = lazy_pinyin(text, style=Style.NORMAL, errors=_one_by_one)
    return [_DIGIT_SOUNDS.get(syllable, syllable) for syllable in said]


def _one_by_one(characters: str) -> Any:
    """What has no reading, a character at a time (pypinyin allows the list that its annotation leaves out)."""
    return [character.lower() for character in characters]


def read_readings(folder: Path) -> dict[str, list[str]]:
    """The words of a models folder that have a reading of their own, and the syllables of each.

    Raises:
        ChecklistError: a word has more or fewer characters than syllables; names the line.
    """
    file = load_yaml(folder / "lexicon" / "readings.yaml")
    readings = {word: said.split() for word, said in file.parse(ReadingsFile).readings.items()}
    for word, said in readings.items():
        _refuse_uneven(file, word, said)
    return readings


@cache
def _shipped_readings() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """The product's, the longest first, as one pattern."""
    readings = read_readings(models_folder())
    longest_first = sorted(readings, key=lambda word: -len(word))
    return re.compile("|".join(map(re.escape, longest_first))), readings


def _refuse_uneven(file: YamlFile, word: str, said: list[str]) -> None:
    if len(word) != len(said):
        cause = f"{word} has {len(word)} characters and {len(said)} syllables"
        raise file.refusal(("readings", word), cause, "Give one syllable for each character, apart by spaces.")


_letters: dict[Syllable, str] = {}


@lru_cache(maxsize=16384)
def in_sound(text: str) -> str:
    """The text with every Chinese character as its syllable's letter; everything else, and the length, stay."""
    return _HAN.sub(lambda run: "".join(_letter(merged(said)) for said in syllables(run[0])), text)


def _letter(syllable: Syllable) -> str:
    return _letters.setdefault(syllable, chr(_FIRST_LETTER + len(_letters)))
