"""Mishears a text on purpose, as a recogniser does over the telephone: other characters of like sound, some lost."""

import random
import re
from functools import cache
from typing import Final

from pipeline.language.pinyin import by_reading, distance, syllables
from pipeline.language.respelling import respeller

# Of 100 characters that Whisper base heard over the telephone about 20 were wrong, nearly all of them alike in sound.
MISHEARD: Final = 0.15
LOST: Final = 0.03
FARTHEST: Final = 0.81
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")


def misheard(text: str, chance: random.Random) -> str:
    """The text with about every sixth character misheard."""
    return "".join(
        _heard(character, said, chance) if _HAN.match(character) else character
        for character, said in zip(text, syllables(text), strict=True)
    )


def _heard(character: str, said: str, chance: random.Random) -> str:
    drawn = chance.random()
    if drawn < LOST:
        return ""
    return chance.choice(_alike(said)) if drawn < LOST + MISHEARD else character


@cache
def _alike(said: str) -> str:
    """Characters of like sound, the nearer the more often."""
    found = []
    for reading, characters in _filed().items():
        far = distance(said, reading)
        if far <= FARTHEST:
            found.append(characters * round(5 * (1 - far)))
    return "".join(found) or "□"


@cache
def _filed() -> dict[str, str]:
    return by_reading(sorted(respeller().characters))
