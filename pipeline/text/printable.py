"""Text that may stand on one line of a terminal: nothing in it moves the cursor, colours or forges a line."""

import re
from typing import Final

# ECMA-48: control sequences (CSI), strings that end in BEL or ST (OSC, DCS, SOS, PM, APC), and other escapes.
_SEQUENCE: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?"
)
_KEPT: Final = "\u3000"  # the blank of Chinese type is no control character


def printable(text: str) -> str:
    """The text without control sequences; line breaks and whatever else cannot be printed become blanks."""
    if text.isprintable():
        return text
    plain = _SEQUENCE.sub("", text)
    return "".join(letter if letter.isprintable() or letter == _KEPT else " " for letter in plain)
