"""Character error rates, on text from which script, punctuation and the spelling of numerals have been folded away."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Utterance
from pipeline.domain.vocabulary import Role
from pipeline.evaluation.gold import Spoken

_NO_WORD = re.compile(r"\W")
_DIGITS = str.maketrans("零一二三四五六七八九", "0123456789")
Piece = tuple[Role, float, str]  # who, when in seconds, what


class TextErrors(Frozen):
    """Edits and characters, to be summed over calls.

    errors: within each role where the recording has a channel a role, else in spoken order. order_errors: in spoken
    order. characters: of what was said. right_role: characters recognised under the role that said them.
    """

    errors: int = 0
    order_errors: int = 0
    characters: int = 0
    right_role: int = 0

    def __add__(self, other: "TextErrors") -> "TextErrors":
        """Both together."""
        return TextErrors(
            errors=self.errors + other.errors,
            order_errors=self.order_errors + other.order_errors,
            characters=self.characters + other.characters,
            right_role=self.right_role + other.right_role,
        )

    def rate(self, edits: int) -> float:
        """Edits a character said."""
        return edits / max(1, self.characters)


def text_errors(spoken: Spoken, utterances: Sequence[Utterance]) -> TextErrors:
    """What was heard against what was said."""
    said = [(turn.role, turn.start, turn.text) for turn in spoken.turns]
    heard = [(utterance.role, utterance.start, utterance.heard) for utterance in utterances]
    by_role = {role: (_of_role(said, role), _of_role(heard, role)) for role in Role}
    edits = {role: edit_distance(*texts) for role, texts in by_role.items()}
    whole = _in_order(said)
    order_errors = edit_distance(whole, _in_order(heard))
    return TextErrors(
        errors=sum(edits.values()) if spoken.layout == "stereo" else order_errors,
        order_errors=order_errors,
        characters=len(whole),
        right_role=sum(max(0, len(by_role[role][0]) - edits[role]) for role in Role),
    )


def folded(text: str) -> str:
    """Simplified, without punctuation and spaces, Chinese numerals as digits."""
    return _NO_WORD.sub("", _simplified(text)).translate(_DIGITS)


def edit_distance(left: str, right: str) -> int:
    """The Levenshtein distance, one machine operation for many cells.

    Bit-parallel after Myers, "A fast bit-vector algorithm for approximate string matching", JACM 46(3), 1999, in
    Hyyrö's form for whole strings (2003): bit i of rises and falls says how row i differs from row i - 1.
    """
    if not left:
        return len(right)
    places: dict[str, int] = defaultdict(int)
    for place, letter in enumerate(left):
        places[letter] |= 1 << place
    rows = (1 << len(left)) - 1
    bottom = 1 << (len(left) - 1)
    rises, falls, distance = rows, 0, len(left)
    for letter in right:
        match = places.get(letter, 0)
        diagonal = (((match & rises) + rises) ^ rises) | match
        up = (falls | ~(diagonal | rises)) & rows
        down = rises & diagonal
        distance += bool(up & bottom) - bool(down & bottom)
        up = up << 1 | 1
        rises, falls = (down << 1 | ~(match | falls | up)) & rows, up & (match | falls) & rows
    return distance


def _of_role(pieces: Sequence[Piece], role: Role) -> str:
    return folded("".join(text for who, _, text in pieces if who is role))


def _in_order(pieces: Sequence[Piece]) -> str:
    return folded("".join(text for _, _, text in sorted(pieces, key=lambda piece: piece[1])))


def _simplified(text: str) -> str:
    return str(_converter().convert(text))


@cache
def _converter() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 - only error rates need it

    return OpenCC("t2s")
