"""What each passage of a call is likely to do: the door of this room."""

from collections.abc import Sequence

from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.intents.bank import Speech
from pipeline.intents.classifier import classifier
from pipeline.intents.passages import passages


class Intent(Frozen):
    """One thing that a passage is likely to do.

    utterance: its index. start, end: character offsets of the passage. speech, about: what it does, and to which
    item[.part], risk or violation. probability: 0 to 1.
    """

    utterance: int
    start: int
    end: int
    speech: Speech
    about: str
    probability: float


# Below this nobody asks.
LEAST = 0.05
# What reviewers read beside a passage that was judged by this alone.
BY_LIKENESS = "（按说法相近判断，请复听）"


def read_intents(transcript: Transcript) -> tuple[Intent, ...]:
    """Everything that the call's passages may do, in spoken order, the likeliest first within a passage."""
    by_role = {role: [u for u in transcript.utterances if u.role is role] for role in Role}
    found = [intent for role, utterances in by_role.items() for intent in _read(role, utterances)]
    return tuple(sorted(found, key=lambda intent: (intent.utterance, intent.start, intent.end, -intent.probability)))


def _read(role: Role, utterances: Sequence[Utterance]) -> list[Intent]:
    places = [(u, start, end) for u in utterances for start, end in dict.fromkeys(passages(u.text))]
    if not places:
        return []
    model = classifier(role)
    rows = model.probabilities([u.text[start:end] for u, start, end in places])
    return [
        _intent(place, label, float(probability))
        for place, row in zip(places, rows, strict=True)
        for label, probability in zip(model.labels, row, strict=True)
        if probability >= LEAST
    ]


def _intent(place: tuple[Utterance, int, int], label: str, probability: float) -> Intent:
    """label: as the phrase bank has it, speech:about."""
    utterance, start, end = place
    speech, _, about = label.partition(":")
    return Intent(
        utterance=utterance.index,
        start=start,
        end=end,
        speech=Speech(speech),
        about=about,
        probability=round(probability, 4),
    )
