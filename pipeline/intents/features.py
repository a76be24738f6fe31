"""What a classifier sees of a text's words: runs of characters, and runs of syllables as the ear merges them."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from pipeline.language.pinyin import merged, syllables

_FIGURE: Final = re.compile(r"\d[\d.,~]*[万亿千百]?|[零一二两三四五六七八九十百千万亿幺几半]{2,}")
_MARKS: Final = re.compile(r"[\W_]+")
_CHARACTER_RUNS: Final = (1, 2, 3)
_SYLLABLE_RUNS: Final = (2, 3, 4)
_BORDER: Final = "#"


@lru_cache(maxsize=16384)
def features(text: str) -> Counter[str]:
    """How often each run stands in text; figures count as one sign, punctuation as none."""
    plain = _MARKS.sub("", _FIGURE.sub("0", text))
    characters = [_BORDER, *plain, _BORDER]
    sounds = [_BORDER, *("".join(merged(said)) for said in syllables(plain)), _BORDER]
    return Counter((*_runs("c", characters, _CHARACTER_RUNS), *_runs("s", sounds, _SYLLABLE_RUNS)))


def _runs(kind: str, signs: list[str], lengths: tuple[int, ...]) -> Iterator[str]:
    for length in lengths:
        for start in range(len(signs) - length + 1):
            yield kind + " ".join(signs[start : start + length])
