"""What the loan file or the product fixes, where a recogniser wrote something that sounds like it.

The customer's name, which the loan file spells and a recogniser can only guess (陈志强 for 成志墙), and 期 where it
wrote 七: the two sound the same, and lenders lend for only so many instalments.
"""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.text.edits import Edited, Replacement, rewritten
from pipeline.text.phonetics import distance, syllables

NAME_RULE: Final = "name of the loan file by sound"
# A name of one character sounds like a hundred words.
_NAME: Final = re.compile("[\u4e00-\u9fff]{2,4}")
_HAN: Final = re.compile("[\u4e00-\u9fff]+")
# How unlike the syllables may be, by the name's length: one wrong initial in three, next to nothing in two.
_TOLERANCE: Final = {2: 0.4, 3: 0.6, 4: 0.9}
# The same where a name is sure to stand: two wrong parts, never a whole syllable.
_TOLERANCE_IN_PLACE: Final = {2: 0.8, 3: 1.4, 4: 1.4}
_BEFORE: Final = re.compile(r"(是|叫|找|问|本人|姓名|姓)$")
_AFTER: Final = re.compile(r"(先生|女士|小姐|师傅|老板|总|本人|老哥|大哥|大姐|阿姨)")

INSTALMENT_RULE: Final = "instalments by sound"
_USUAL: Final = re.compile(
    r"(?<![\d零一二两三四五六七八九十百千万点])(?:12|18|24|36|48|60|十二|十八|二十四|三十六|四十八|六十)(?P<term>[7七])"
    r"(?![\d零一二三四五六七八九十百千万%号个点块元月年天])"
)
_TERM: Final = re.compile(r"(?P<term>[七7其起])线")


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
            yield Replacement(start=start, end=end, text=name, rule=NAME_RULE)


def instalments_by_sound(edited: Edited) -> Edited:
    """The text with 三十六七 as 三十六期, and 七线 as 期限; each a change of its own."""
    instalments = (_replacement(found, "期") for found in _USUAL.finditer(edited.text))
    terms = (_replacement(found, "期限", following=1) for found in _TERM.finditer(edited.text))
    return rewritten(edited, (*instalments, *terms))


def _replacement(found: re.Match[str], text: str, following: int = 0) -> Replacement:
    return Replacement(start=found.start("term"), end=found.end("term") + following, text=text, rule=INSTALMENT_RULE)
