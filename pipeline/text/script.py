"""Simplified characters and plain punctuation: what needs no record because it changes no word."""

import re
from functools import cache
from typing import Any, Final

_HAN: Final = "\u3400-\u9fff"
_WIDTH: Final = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()})
_FULL_WIDTH: Final = {",": "，", "?": "？", "!": "！", ";": "；", ":": "："}
_INVISIBLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffd]")
_SPACE: Final = re.compile(r"\s+")
_PAUSE: Final = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_BESIDE_HAN: Final = re.compile(rf"(?<=[{_HAN}，。！？；：、…]) | (?=[{_HAN}，。！？；：、…])")
_ASCII_MARK: Final = re.compile(rf"(?<=[{_HAN}])([,?!;:])|([,?!;:])(?=[{_HAN}])")
_ASCII_STOP: Final = re.compile(rf"(?<=[{_HAN}])\.(?!\d)")
_REPEATED: Final = re.compile(r"([，。！？；：、])[，、。\s]*(?=[，。！？；：、])|([，、；])\2+")


def simplified(text: str) -> str:
    """Traditional characters as Simplified ones."""
    converted: str = _converter().convert(text)
    return converted


@cache
def _converter() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 - a native library that the command's help does not need

    return OpenCC("t2s")


def tidy(text: str) -> str:
    """One kind of punctuation, no stray spaces.

    A space between two characters is how a recogniser writes a pause: it becomes a comma. Spaces between digits or
    letters stay. Of several marks in a row the last one that ends a sentence stays.
    """
    spaced = _SPACE.sub(" ", _INVISIBLE.sub("", text.translate(_WIDTH))).strip()
    marked = _ASCII_STOP.sub("。", _ASCII_MARK.sub(lambda match: _FULL_WIDTH[match.group(1) or match.group(2)], spaced))
    paused = _BESIDE_HAN.sub("", _PAUSE.sub("，", marked))
    return _REPEATED.sub("", paused).lstrip("，。、；：")
