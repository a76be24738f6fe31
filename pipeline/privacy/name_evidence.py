"""What speaks for and against a stretch of talk being somebody's name, each piece of evidence a figure of its own.

How much each piece weighs is data (models/names.json), fitted by pipeline/training/names.py.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from pipeline.privacy.name_cues import (
    AFTER,
    ASKS_NAME,
    ASKS_THING,
    BEFORE,
    BEFORE_REACH,
    BORDER,
    INTRODUCES,
    IS_SPELLED,
    SPELLS_BY,
    TITLED,
)
from pipeline.privacy.numbers import Turn
from pipeline.rulebook.files import models_folder, read_text
from pipeline.text.segmentation import person_names, word_frequencies
from pipeline.text.surnames import GIVEN, RARE_SURNAMES, TRANSLITERATED, is_word

_FILLING: Final = "，,。！!？?、 嗯呃啊哦是的对好叫我就那写"
_REACH: Final = 3
_AFTER_REACH: Final = 12
_LONGEST_WORD: Final = 4
_LONGEST_GIVEN: Final = 2
_PERSONS_UP_TO: Final = 500  # uses in the dictionary; a person who is named more often is also a word
_SPELLING_AHEAD: Final = 2
FILE: Final = "names.json"
# Evidence of the place that says how much evidence of the other kind is worth there.
_PLACED: Final = (
    "told",
    "likely_before",
    "unlike_before",
    "answers",
    "titled_now",
    "ends",
    "unlike_after",
    "explained",
)
_MADE: Final = ("words", "given", "word", "two_given", "usual_word")
_HOUSE_ENDS: Final = frozenset("记氏家姐哥总嫂婶叔爷奶姨爹妈伯孃嬢工局科")


@dataclass(frozen=True)
class Statistics:
    """How names are made, and what evidence weighs: models/names.json.

    surname, first, last: natural logarithms of how often a character stands at that place of a name; "" for others.
    least: the sum that is enough, by kind. hopeless: what a stretch has to reach by itself to be looked at further.
    """

    surname: Mapping[str, float]
    first: Mapping[str, float]
    last: Mapping[str, float]
    weights: Mapping[str, Mapping[str, float]]
    least: Mapping[str, float]
    hopeless: Mapping[str, float]


@cache
def statistics() -> Statistics:
    """Those that the product ships, of models/names.json."""
    read: Any = json.loads(read_text(models_folder() / FILE))
    return Statistics(**{name: read[name] for name in ("surname", "first", "last", "weights", "least", "hopeless")})


@dataclass(frozen=True)
class Stretch:
    """texts[turn][start:end], which may be a name. surname: what it begins with; empty for a given name by itself."""

    turn: int
    start: int
    end: int
    surname: str


class Talk:
    """The turns of one call with what all of it says of names, worked out once."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        """Look through all of it."""
        self.texts = [turn.text for turn in turns]
        self.whole = "\n".join(self.texts)
        introduced = [next(filter(None, found.groups())) for found in INTRODUCES.finditer(self.whole)]
        self.introduced = frozenset(introduced)
        self._spelled = [IS_SPELLED.findall(text) for text in self.texts]
        self._spelling = [bool(SPELLS_BY.search(text)) for text in self.texts]
        self._asks = [_asks(text) for text in self.texts]

    def asked(self, turn: int) -> float:
        """Whether the turns before asked for a name, or for the name of a thing (less than nothing)."""
        if turn and self._asks[turn - 1]:
            return self._asks[turn - 1]
        return 0.5 * self._asks[turn - 2] if turn > 1 and len(self.texts[turn - 1]) <= 4 else 0.0

    def spelled(self, turn: int) -> set[str]:
        """The characters that are explained here or just after: 伟大的伟."""
        return {letter for letters in self._spelled[turn : turn + 1 + _SPELLING_AHEAD] for letter in letters}

    def is_spelling(self, turn: int) -> bool:
        """Whether people speak of how something is written, here or just after."""
        return any(self._spelling[turn : turn + 2])


def _asks(text: str) -> float:
    return -1.0 if ASKS_THING.search(text) else float(bool(ASKS_NAME.search(text)))


def evidence_of_itself(talk: Talk, at: Stretch) -> dict[str, float]:
    """What its own characters say for it, and how well they make words with their neighbours. Quickly told."""
    text = talk.texts[at.turn]
    made = _made_like_a_name(at.surname, text[at.start + len(at.surname) : at.end])
    return {"bias": 1.0, **made, **_as_words_around(text, at, text[at.start : at.end])}


def evidence_around(talk: Talk, at: Stretch, made: Mapping[str, float]) -> dict[str, float]:
    """What the talk around it says for it. made: its own evidence, which is worth more at some places."""
    text = talk.texts[at.turn]
    found = _beside(talk, text, at) | _elsewhere(talk, at, text[at.start : at.end])
    crossed = {f"{one}*{other}": found[one] * made[other] for one in _PLACED if found[one] for other in _MADE}
    return {name: value for name, value in found.items() if value} | crossed


@lru_cache(maxsize=16384)
def _made_like_a_name(surname: str, given: str) -> Mapping[str, float]:
    known = statistics()
    likely = [known.surname.get(surname, known.surname[""])] if surname else []
    if len(given) > 1:
        likely.append(known.first.get(given[0], known.first[""]))
    likely.append(known.last.get(given[-1], known.last[""]))
    return {
        "surname": (likely[0] + 6) / 2 if surname else 0.0,
        "given": (sum(likely[bool(surname) :]) + 6 * len(given)) / 2,
        "least": min(likely[bool(surname) :]) / 2 + 3,
        "rare_surname": float(surname in RARE_SURNAMES),
        "two_surname": float(len(surname) > 1),
        "two_given": float(len(surname + given) > 2),
        "foreign": float(all(letter in TRANSLITERATED for letter in given)),
        "given_word": float(len(given) > 1 and is_word(given)),
        "house_inside": float(given[0] in _HOUSE_ENDS or given[-1] in _HOUSE_ENDS),
        "unusual": float(sum(letter not in GIVEN for letter in given)),
        "person": float(surname + given in person_names()),
    }


def _as_words_around(text: str, at: Stretch, name: str) -> dict[str, float]:
    left, right = max(0, at.start - _REACH), min(len(text), at.end + _REACH)
    whole = as_words(text[left:right]) - as_words(text[left : at.start]) - as_words(text[at.end : right])
    inside = as_words(name)
    uses = word_frequencies().get(name, 0) if is_word(name) else 0
    return {
        "words": (whole + 8.0 * len(name)) / 5,
        "broken": min(5.0, (whole - inside) / 5),
        "word": float(bool(uses)),
        "usual_word": math.log(1 + uses) / 5,
    }


def _beside(talk: Talk, text: str, at: Stretch) -> dict[str, float]:
    piece = text[max(0, at.start - BEFORE_REACH) : at.start]
    before, after = _before(piece), _after(text[at.end : at.end + _AFTER_REACH])
    is_word_there = is_word(text[at.start : at.end])
    begins = not piece or piece[-1] in BORDER
    ends = at.end == len(text) or text[at.end] in BORDER
    asked = talk.asked(at.turn)
    answers = not piece.strip(_FILLING)
    told = before["names_somebody"] or (asked > 0 and answers)
    return {
        **before,
        **after,
        "begins": float(begins),
        "ends": float(ends),
        "alone": float(begins and ends),
        "told": float(told),
        "told_ends": float(told and (ends or after["likely_after"])),
        "told_word": float(told and is_word_there),
        "titled_word": after["titled"] * is_word_there,
        "likely_before": float(not told and (not piece or before["leads_to_somebody"])),
        "asked": asked,
        "answers": asked * answers,
        "answers_whole": asked * answers * ends,
        "begins_turn": float(not piece),
        "of_before": float(piece[-1:] == "的"),
        "unlike_before": float(not begins and piece[-1:] != "的" and not before["any_before"]),
        "unlike_after": float(not ends and not after["any_after"]),
        "explained": float(_is_explained(text, at)),
    }


@lru_cache(maxsize=4096)
def _before(piece: str) -> Mapping[str, float]:
    found = {name: float(bool(pattern.search(piece))) for name, pattern in BEFORE.items()}
    return found | {
        "names_somebody": max(found[name] for name in ("called", "named", "relative", "role", "surname_told")),
        "leads_to_somebody": max(found[name] for name in ("calling", "is", "greeting")),
        "any_before": max(found.values()),
    }


@lru_cache(maxsize=4096)
def _after(piece: str) -> Mapping[str, float]:
    found = {name: float(bool(pattern.match(piece))) for name, pattern in AFTER.items()}
    return found | {"any_after": max(found.values()), "titled_now": float(bool(TITLED.match(piece)))}


def _is_explained(text: str, at: Stretch) -> bool:
    """Whether it is said right after how it is written: 江雪江水的江."""
    after = re.match(r"[，,\s]?[\u4e00-\u9fff]{1,3}的([\u4e00-\u9fff])", text[at.end : at.end + 6])
    return after is not None and after[1] in text[at.start : at.end]


def _elsewhere(talk: Talk, at: Stretch, name: str) -> dict[str, float]:
    text = talk.texts[at.turn]
    spelled = talk.spelled(at.turn)
    letters = sum(letter in spelled for letter in name)
    again = talk.whole.count(name) - 1
    after = text[at.end : at.end + 2]
    return {
        "spelled": float(letters),
        "spelled_surname": float(bool(at.surname) and at.surname in spelled),
        "spelling": float(talk.is_spelling(at.turn)),
        "spells": float(after[:1] == "的" and after[1:] in {*name}),
        "within_spelling": float(text[at.start - 1 : at.start] == "的"),
        "introduced": float(at.surname in talk.introduced) if at.surname else 0.0,
        "again": float(min(2, again)),
        "again_word": float(min(2, again) * is_word(name)),
    }


def as_surname(surname: str) -> float:
    """How likely a surname is, as a natural logarithm."""
    known = statistics().surname
    return known.get(surname, known[""])


def as_name(surname: str, given: str) -> float:
    """How likely a surname and one or two characters are as a name, as a natural logarithm; never, with more."""
    if not 1 <= len(given) <= _LONGEST_GIVEN:
        return -math.inf
    known = statistics()
    first = known.first.get(given[0], known.first[""]) if len(given) > 1 else 0.0
    return as_surname(surname) + first + known.last.get(given[-1], known.last[""])


@lru_cache(maxsize=8192)
def as_words(text: str) -> float:
    """How likely a stretch is as words of the dictionary: the best way to cut it, as a natural logarithm."""
    best = [0.0]
    for end in range(1, len(text) + 1):
        ways = (best[start] + as_word(text[start:end]) for start in range(max(0, end - _LONGEST_WORD), end))
        best.append(max(ways))
    return best[-1]


@lru_cache(maxsize=16384)
def as_word(word: str) -> float:
    """How likely a stretch is as one word of the dictionary, or one character, as a natural logarithm."""
    uses = word_frequencies().get(word, 0)
    if len(word) > 1 and (not uses or (uses <= _PERSONS_UP_TO and word in person_names())):
        return -math.inf
    return math.log(max(uses, 1) / _total())


@cache
def _total() -> int:
    return sum(word_frequencies().values())
