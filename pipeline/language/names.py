"""The customer's name, which the loan file spells and a recogniser can only guess: 陈志强 for 成志墙."""

import re
from functools import lru_cache
from typing import Final

from pipeline.language.edits import Edited, Replacement, rewritten
from pipeline.language.sounds import SoundIndex

RULE: Final = "name of the loan file by sound"
# A name of one character sounds like a hundred words.
_NAME: Final = re.compile("[\u4e00-\u9fff]{2,4}")


def name_by_sound(edited: Edited, name: str) -> Edited:
    """The text with what sounds like name written as name; untouched where name is none."""
    if not _NAME.fullmatch(name):
        return edited
    hearings = sorted(_index(name).hearings(edited.text), key=lambda hearing: hearing.cost)
    return rewritten(edited, [Replacement(start=h.start, end=h.end, text=name, rule=RULE) for h in hearings[:2]])


@lru_cache(maxsize=256)
def _index(name: str) -> SoundIndex:
    return SoundIndex([name])
