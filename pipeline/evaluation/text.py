"""Character error rates, on text from which script, punctuation and the spelling of numerals have been folded away."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Utterance
from pipeline.domain.vocabulary import Role
from pipeline.evaluation.gold import Reference
from pipeline.text.script import simplified

_NOT_WORD = re.compile(r"\W")
_DIGITS = str.maketrans("零一二三四五六七八九", "0123456789")
_Segment = tuple[Role, float, str]  # speaker, start in seconds, text


class TextErrors(Frozen):
    """Edits and characters, to be summed over calls.

    errors: within each role where the recording has a channel a role, else in spoken order. order_errors: in spoken
    order. characters: of the reference. right_role: characters recognised under the role that spoke them.
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
        """Edits for each character of the reference."""
        return edits / max(1, self.characters)


def text_errors(reference: Reference, utterances: Sequence[Utterance]) -> TextErrors:
    """The recognised text of a call against the words spoken."""
    spoken, in_order = _texts([(turn.role, turn.start, turn.text) for turn in reference.turns])
    recognised, recognised_in_order = _texts([(each.role, each.start, each.heard) for each in utterances])
    edits = {role: Levenshtein.distance(spoken[role], recognised[role]) for role in Role}
    order_errors = Levenshtein.distance(in_order, recognised_in_order)
    return TextErrors(
        errors=sum(edits.values()) if reference.layout == "stereo" else order_errors,
        order_errors=order_errors,
        characters=len(in_order),
        right_role=sum(max(0, len(spoken[role]) - edits[role]) for role in Role),
    )


def folded(text: str) -> str:
    """Simplified, without punctuation and spaces, Chinese numerals as digits."""
    return _NOT_WORD.sub("", simplified(text)).translate(_DIGITS)


def _texts(segments: Sequence[_Segment]) -> tuple[dict[Role, str], str]:
    """The folded text of each role, and of all roles in the order in which they spoke."""
    by_role = {role: folded("".join(text for who, _, text in segments if who is role)) for role in Role}
    return by_role, folded("".join(text for _, _, text in sorted(segments, key=lambda segment: segment[1])))
