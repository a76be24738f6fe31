"""期 where a recogniser wrote 七: the two sound the same, and lenders lend for only so many instalments."""

import re
from typing import Final

from pipeline.language.edits import Edited, Replacement, rewritten

RULE: Final = "instalments by sound"
_USUAL: Final = re.compile(
    r"(?<![\d零一二两三四五六七八九十百千万点])(?:12|18|24|36|48|60|十二|十八|二十四|三十六|四十八|六十)(?P<term>[7七])"
    r"(?![\d零一二三四五六七八九十百千万%号个点块元月年天])"
)
_TERM: Final = re.compile(r"(?P<term>[七7其起])线")


def instalments_by_sound(edited: Edited) -> Edited:
    """The text with 三十六七 as 三十六期, and 七线 as 期限; each a change of its own."""
    instalments = (_replacement(found, "期") for found in _USUAL.finditer(edited.text))
    terms = (_replacement(found, "期限", following=1) for found in _TERM.finditer(edited.text))
    return rewritten(edited, (*instalments, *terms))


def _replacement(found: re.Match[str], text: str, following: int = 0) -> Replacement:
    return Replacement(start=found.start("term"), end=found.end("term") + following, text=text, rule=RULE)
