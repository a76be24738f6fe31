"""How likely a character is after the two before it, in the talk of bank calls (models/corpus/)."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pipeline.rulebook.files import dialogue_files, phrase_files, read_text
from pipeline.rulebook.yamlfile import YamlFile, load_yaml

START: Final = "^"
OTHER: Final = "|"  # stands for everything that is neither a Chinese character nor a pause
_NEITHER = re.compile(r"[^\u4e00-\u9fff，。？！、]")
_SIGNS: Final = 21_000  # how many different ones there can be
_GENERAL_WEIGHT: Final = 2000  # characters of talk that the general dictionary is worth
_INSIDE_WORDS: Final = 0.4  # share of what follows a character that general words decide, before the talk is asked

_SPEAKERS = ("坐：", "客：", "旁：")


class CharacterModel:
    """Trigrams of characters over lines of talk, interpolated with bigrams, single characters and general words.

    The weight of a shorter context grows with the number of different characters that followed the longer one
    (Witten and Bell, 1991, method C). Inside words the general dictionary helps where the talk has no example.
    """

    def __init__(self, lines: Iterable[str], words: Mapping[str, int]) -> None:
        """Count lines of talk, and the characters of words by the words' frequencies."""
        self._following: dict[str, Counter[str]] = defaultdict(Counter)
        for line in lines:
            signs = START * 2 + signs_of(line)
            for at in range(2, len(signs)):
                for context in ("", signs[at - 1], signs[at - 2 : at]):
                    self._following[context][signs[at]] += 1
        self._inside, self._general = _counted_words(words)
        self._inside_totals = {character: followers.total() for character, followers in self._inside.items()}
        self._general_total = self._general.total() + _SIGNS
        self._totals = {context: followers.total() for context, followers in self._following.items()}
        self._costs: dict[tuple[str, str], float] = {}

    @property
    def characters(self) -> frozenset[str]:
        """Every Chinese character of the talk."""
        return frozenset(c for c in self._following[""] if not _NEITHER.match(c) and c.isalnum())

    def cost(self, before: str, character: str) -> float:
        """The negative logarithm of P(character | before), before being the two signs before it."""
        known = self._costs.get((before, character))
        if known is None:
            known = self._costs[before, character] = -math.log(self._probability(before, character))
        return known

    def rarity(self, character: str) -> float:
        """The negative logarithm of P(character), whatever stands before it."""
        return -math.log(self._alone(character))

    def _probability(self, before: str, character: str) -> float:
        """P(character | before), from the shortest context to the longest."""
        last = before[-1]
        found = self._alone(character)
        inside_total = self._inside_totals.get(last)
        if inside_total:
            inside = (self._inside[last][character] + _GENERAL_WEIGHT * found) / (inside_total + _GENERAL_WEIGHT)
            found = (1 - _INSIDE_WORDS) * found + _INSIDE_WORDS * inside
        for context in (last, before):
            total = self._totals.get(context)
            if total:
                followers = self._following[context]
                kinds = len(followers)
                found = (followers.get(character, 0) + kinds * found) / (total + kinds)
        return found

    def _alone(self, character: str) -> float:
        general = (self._general[character] + 1) / self._general_total
        talk = self._totals.get("", 0)
        return (self._following[""][character] + _GENERAL_WEIGHT * general) / (talk + _GENERAL_WEIGHT)


def signs_of(text: str) -> str:
    """The text as the model reads it: Chinese characters and pauses as they are, everything else one sign."""
    return _NEITHER.sub(OTHER, text)


def _counted_words(words: Mapping[str, int]) -> tuple[dict[str, Counter[str]], Counter[str]]:
    """How often each character follows another inside words, and how often each stands at all."""
    inside: dict[str, Counter[str]] = defaultdict(Counter)
    single: Counter[str] = Counter()
    for word, frequency in words.items():
        if not frequency or _NEITHER.search(word):
            continue
        for at, character in enumerate(word):
            single[character] += frequency
            if at:
                inside[word[at - 1]][character] += frequency
    return inside, single


def corpus_lines(folder: Path) -> tuple[str, ...]:
    """Every utterance of the corpus of a models folder, without its speaker.

    Raises:
        ChecklistError: a file cannot be read or is not what it should be.
    """
    lines: list[str] = []
    for path in dialogue_files(folder):
        for line in read_text(path).splitlines():
            text = line.strip()
            for speaker in _SPEAKERS:
                text = text.removeprefix(speaker)
            if text:
                lines.append(text)
    for path in phrase_files(folder):
        file = load_yaml(path)
        lines += _strings(file, file.data)
    return tuple(lines)


def _strings(file: YamlFile, data: Any, where: tuple[int | str, ...] = ()) -> Iterator[str]:
    """Every text of a tree of mappings and lists; raises ChecklistError for what is neither."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for key, each in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _strings(file, each, (*where, key))
    else:
        raise file.refusal(where, "a text is wanted there", "Write phrases, in lists and mappings.")
