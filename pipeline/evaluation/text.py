"""Character error rates, on text from which script, punctuation and the spelling of numerals have been folded away."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Utterance
from pipeline.domain.vocabulary import Role
from pipeline.evaluation.gold import Reference
from pipeline.text.script import simplified

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


def text_errors(spoken: Reference, utterances: Sequence[Utterance]) -> TextErrors:
    """What was heard against what was said."""
    said = [(turn.role, turn.start, turn.text) for turn in spoken.turns]
    heard = [(utterance.role, utterance.start, utterance.heard) for utterance in utterances]
    by_role = {role: (_of_role(said, role), _of_role(heard, role)) for role in Role}
    edits = {role: Levenshtein.distance(*texts) for role, texts in by_role.items()}
    whole = _in_order(said)
    order_errors = Levenshtein.distance(whole, _in_order(heard))
    return TextErrors(
        errors=sum(edits.values()) if spoken.layout == "stereo" else order_errors,
        order_errors=order_errors,
        characters=len(whole),
        right_role=sum(max(0, len(by_role[role][0]) - edits[role]) for role in Role),
    )


def folded(text: str) -> str:
    """Simplified, without punctuation and spaces, Chinese numerals as digits."""
    return _NO_WORD.sub("", simplified(text)).translate(_DIGITS)


def _of_role(pieces: Sequence[Piece], role: Role) -> str:
    return folded("".join(text for who, _, text in pieces if who is role))


def _in_order(pieces: Sequence[Piece]) -> str:
    return folded("".join(text for _, _, text in sorted(pieces, key=lambda piece: piece[1])))
