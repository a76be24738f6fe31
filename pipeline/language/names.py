"""The customer's name, which the loan file spells and a recogniser can only guess: 陈志强 for 成志墙."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.language.edits import Edited, Replacement, rewritten
from pipeline.language.pinyin import distance, syllables

RULE: Final = "name of the loan file by sound"
# A name of one character sounds like a hundred words.
_NAME: Final = re.compile("[\u4e00-\u9fff]{2,4}")
_HAN: Final = re.compile("[\u4e00-\u9fff]+")
# How unlike the syllables may be, by the name's length: one wrong initial in three, next to nothing in two.
_TOLERANCE: Final = {2: 0.4, 3: 0.6, 4: 0.9}
# The same where a name is sure to stand: two wrong parts, never a whole syllable.
_TOLERANCE_IN_PLACE: Final = {2: 0.8, 3: 1.4, 4: 1.4}
_BEFORE: Final = re.compile(r"(是|叫|找|问|本人|姓名|姓)$")
_AFTER: Final = re.compile(r"(先生|女士|小姐|师傅|老板|总|本人|老哥|大哥|大姐|阿姨)")


def name_by_sound(edited: Edited, name: str) -> Edited:
    """The text with what sounds like name written as name; untouched where name is none."""
    if not _NAME.fullmatch(name):
        return edited
    return rewritten(edited, _hearings(edited.text, name))


def _hearings(text: str, name: str) -> Iterator[Replacement]:
    said, wanted = syllables(text), syllables(name)
    for start in range(len(text) - len(name) + 1):
        end = start + len(name)
        if not _HAN.fullmatch(text, start, end):
            continue
        in_place = _BEFORE.search(text[:start]) or _AFTER.match(text, end)
        tolerance = (_TOLERANCE_IN_PLACE if in_place else _TOLERANCE)[len(name)]
        if sum(map(distance, said[start:end], wanted)) <= tolerance:
            yield Replacement(start=start, end=end, text=name, rule=RULE)
