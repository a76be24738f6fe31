"""Texts and patterns in sound: one letter a syllable, so that a regular expression can match what was misheard.

Most of a recogniser's mistakes keep the sound (等额本息 comes out as 等了本星). Written with one private letter for
each merged syllable, a text keeps its length and its offsets, and a pattern written the same way keeps its structure.
"""

import re
from functools import lru_cache

from pipeline.language.pinyin import Syllable, merged, syllables

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_FIRST_LETTER = 0xE000  # Unicode's private use area: 6400 letters, more than there are syllables
_letters: dict[Syllable, str] = {}


@lru_cache(maxsize=16384)
def in_sound(text: str) -> str:
    """The text with every Chinese character as its syllable's letter; everything else, and the length, stay."""
    return _HAN.sub(lambda run: "".join(_letter(merged(said)) for said in syllables(run[0])), text)


def _letter(syllable: Syllable) -> str:
    return _letters.setdefault(syllable, chr(_FIRST_LETTER + len(_letters)))
