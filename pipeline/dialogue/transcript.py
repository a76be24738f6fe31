"""Makes the transcript that all later rooms read, from recognised segments or from turns written elsewhere."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from pipeline.correction.corrector import Corrector
from pipeline.domain.base import DIGITS, Frozen
from pipeline.domain.transcript import AttributedSegment, Attribution, Heard, Quality, Transcript, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.errors import RecordingError
from pipeline.text.edits import Edited

SECONDS_A_CHARACTER: Final = 0.25  # telephone Mandarin runs at about four characters a second
_NOTHING_SAID: Final = "没有听到任何说话内容"

_FORM = 'Give JSON as {"turns": [{"role": "agent|customer", "start": s, "end": s, "text": "…"}]}.'


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


def transcript_from_attribution(
    attribution: Attribution, heard: Heard, corrector: Corrector, name: str = ""
) -> Transcript:
    """The call as corrected text: utterances in order of start, and how far they can be trusted.

    name: the customer's in the loan file, so that it is written as there where it is heard; empty where nobody knows.
    quality.coverage is the share of the seconds of speech that has trustworthy text; 0 where nobody speaks.
    """
    segments = sorted(attribution.segments, key=lambda s: (s.start, s.channel))
    said = [(segment, edited) for segment in segments if (edited := _corrected(segment, corrector, name)).text]
    nothing = () if said else (_NOTHING_SAID,)
    return Transcript(
        utterances=tuple(_heard_utterance(index, *pair) for index, pair in enumerate(said)),
        quality=Quality(
            coverage=round(_coverage(heard), DIGITS),
            unheard=heard.unheard,
            role_confidence=attribution.role_confidence,
            role_evidence=attribution.role_evidence,
            warnings=(*heard.warnings, *attribution.warnings, *nothing),
        ),
    )


def transcript_from_turns(turns: Sequence[SpokenTurn], corrector: Corrector) -> Transcript:
    """The call as text, from turns in any order.

    Empty turns are left out. A turn without a start begins where the one before it ended; one without a usable end
    lasts SECONDS_A_CHARACTER for each character.

    Raises:
        RecordingError: a role is neither agent nor customer; names the turn by its place, from 1.
    """
    timed = sorted(_timed(turns), key=lambda turn: turn.start)
    said = [(turn, edited) for turn in timed if (edited := corrector.written(turn.text)).text]
    nothing = () if said else (_NOTHING_SAID,)
    return Transcript(
        utterances=tuple(_utterance(index, *pair) for index, pair in enumerate(said)),
        quality=Quality(coverage=1.0 if said else 0.0, warnings=nothing),
    )


def _corrected(segment: AttributedSegment, corrector: Corrector, name: str) -> Edited:
    return corrector.heard(segment.text, [(word.text, word.probability) for word in segment.words], name)


def _coverage(heard: Heard) -> float:
    if heard.speech_s <= 0:
        return 0.0
    unheard_s = sum(stretch.duration for stretch in heard.unheard)
    return min(1.0, max(0.0, 1 - unheard_s / heard.speech_s))


def _heard_utterance(index: int, segment: AttributedSegment, edited: Edited) -> Utterance:
    known = {"confidence": round(segment.confidence, DIGITS), "channel": segment.channel}
    return _utterance(index, segment, edited).model_copy(update=known)


def _utterance(index: int, spoken: AttributedSegment | _TimedTurn, edited: Edited) -> Utterance:
    """What is judged is what a report keeps, so that a stored call is judged again to the same."""
    return Utterance(
        index=index,
        role=spoken.role,
        start=round(spoken.start, DIGITS),
        end=round(spoken.end, DIGITS),
        heard=spoken.text,
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


def read_turns(path: Path) -> tuple[SpokenTurn, ...]:
    """The turns of a transcript file; keys that Tinghe does not know are passed over.

    Raises:
        RecordingError: not there, not readable, not JSON, or without turns of that form; names the turn by its place.
    """
    turns = _document(path)
    return tuple(_turn(path, number, turn) for number, turn in enumerate(turns, start=1))


def _document(path: Path) -> list[Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RecordingError(path, f"cannot be read ({error.strerror})", "Check the path and your rights.") from error
    except ValueError as error:
        raise RecordingError(path, "is not JSON in UTF-8", _FORM) from error
    turns = document.get("turns") if isinstance(document, dict) else None
    if not isinstance(turns, list):
        raise RecordingError(path, "has no list of turns", _FORM)
    return turns


def _turn(path: Path, number: int, turn: Any) -> SpokenTurn:
    try:
        return SpokenTurn.model_validate({key: turn[key] for key in SpokenTurn.model_fields if key in turn})
    except (TypeError, ValidationError) as error:
        raise RecordingError(path, f"turn {number} is not of the form that is read", _FORM) from error
