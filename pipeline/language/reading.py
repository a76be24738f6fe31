"""Makes the transcript that all later rooms read, from recognised segments or from turns written elsewhere."""

import math
from collections.abc import Sequence
from typing import Final

from pipeline.domain.base import Frozen
from pipeline.domain.transcript import AttributedSegment, Attribution, Heard, Quality, Transcript, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.errors import RecordingError
from pipeline.language.edits import Edited
from pipeline.language.normalise import normalise, normalise_heard

SECONDS_A_CHARACTER: Final = 0.25  # telephone Mandarin runs at about four characters a second
_NOTHING_SAID: Final = "没有听到任何说话内容"


class SpokenTurn(Frozen):
    """One turn of a transcript made elsewhere. start, end: seconds, None where they are not known."""

    role: str
    text: str
    start: float | None = None
    end: float | None = None


class _TimedTurn(Frozen):
    role: Role
    text: str
    start: float
    end: float


def transcript_from_attribution(attribution: Attribution, heard: Heard, name: str = "") -> Transcript:
    """The call as text: utterances in order of start, and how far they can be trusted.

    name: the customer's in the loan file, so that it is written as there where it is heard; empty where nobody knows.
    quality.coverage is the share of the seconds of speech that has trustworthy text; 0 where nobody speaks.
    """
    segments = sorted(attribution.segments, key=lambda s: (s.start, s.channel))
    said = [(segment, edited) for segment in segments if (edited := _normalised(segment, name)).text]
    nothing = () if said else (_NOTHING_SAID,)
    return Transcript(
        utterances=tuple(_heard_utterance(index, *pair) for index, pair in enumerate(said)),
        quality=Quality(
            coverage=_coverage(heard),
            unheard=heard.unheard,
            role_confidence=attribution.role_confidence,
            role_evidence=attribution.role_evidence,
            warnings=(*heard.warnings, *attribution.warnings, *nothing),
        ),
    )


def transcript_from_turns(turns: Sequence[SpokenTurn]) -> Transcript:
    """The call as text, from turns in any order.

    Empty turns are left out. A turn without a start begins where the one before it ended; one without a usable end
    lasts SECONDS_A_CHARACTER for each character.

    Raises:
        RecordingError: a role is neither agent nor customer; names the turn by its place, from 1.
    """
    timed = sorted(_timed(turns), key=lambda turn: turn.start)
    said = [(turn, edited) for turn in timed if (edited := normalise(turn.text)).text]
    nothing = () if said else (_NOTHING_SAID,)
    return Transcript(
        utterances=tuple(_spoken_utterance(index, *pair) for index, pair in enumerate(said)),
        quality=Quality(coverage=1.0 if said else 0.0, warnings=nothing),
    )


def _normalised(segment: AttributedSegment, name: str) -> Edited:
    return normalise_heard(segment.text, [(word.text, word.probability) for word in segment.words], name)


def _coverage(heard: Heard) -> float:
    if heard.speech_s <= 0:
        return 0.0
    unheard_s = sum(stretch.duration for stretch in heard.unheard)
    return min(1.0, max(0.0, 1 - unheard_s / heard.speech_s))


def _heard_utterance(index: int, segment: AttributedSegment, edited: Edited) -> Utterance:
    return Utterance(
        index=index,
        role=segment.role,
        start=segment.start,
        end=segment.end,
        heard=segment.text,
        text=edited.text,
        confidence=segment.confidence,
        channel=segment.channel,
        changes=edited.changes,
    )


def _spoken_utterance(index: int, turn: _TimedTurn, edited: Edited) -> Utterance:
    return Utterance(
        index=index,
        role=turn.role,
        start=turn.start,
        end=turn.end,
        heard=turn.text,
        text=edited.text,
        changes=edited.changes,
    )


def _timed(turns: Sequence[SpokenTurn]) -> list[_TimedTurn]:
    timed: list[_TimedTurn] = []
    for number, turn in enumerate(turns, start=1):
        role = _role(turn, number)
        if turn.text.strip():
            timed.append(_with_times(turn, role, after=timed[-1].end if timed else 0.0))
    return timed


def _role(turn: SpokenTurn, number: int) -> Role:
    if turn.role not in set(Role):
        raise RecordingError(
            f"turn {number}", "its role is neither agent nor customer", "Write agent or customer as the turn's role."
        )
    return Role(turn.role)


def _with_times(turn: SpokenTurn, role: Role, *, after: float) -> _TimedTurn:
    start = turn.start if turn.start is not None and math.isfinite(turn.start) else after
    start = max(0.0, start)
    known = turn.end is not None and math.isfinite(turn.end) and turn.end > start
    end = turn.end if known and turn.end is not None else start + SECONDS_A_CHARACTER * len(turn.text.strip())
    return _TimedTurn(role=role, text=turn.text.strip(), start=start, end=end)
