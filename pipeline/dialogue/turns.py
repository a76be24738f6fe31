"""Read the turns of a transcript made elsewhere: within limits, and refused by turn and field."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import Field, ValidationError

from pipeline.domain.base import Frozen
from pipeline.errors import RecordingError

_FORM: Final = 'Give JSON as {"turns": [{"role": "agent|customer", "start": s, "end": s, "text": "…"}]}.'
_SECONDS: Final = "Write start and end in seconds from the start of the recording, not in milliseconds nor as a date."
# A slow talker says three characters a second; in milliseconds the same talk has three in a thousand.
SLOWEST: Final = 0.05  # characters a second of speech
_LEAST_SPEECH_S: Final = 60.0  # below it one drawn-out word decides
_HOUR_S: Final = 3600


class SpokenTurn(Frozen):
    """One turn of a transcript made elsewhere. start, end: seconds, None where they are not known."""

    role: str
    text: str
    start: float | None = None
    end: float | None = None


class TranscriptLimits(Frozen):
    """How much of a transcript is read before it is refused.

    longest_s: seconds from the start of the recording to the end of its last turn. most_turns, most_characters: of the
    call. longest_turn: characters. most_bytes: of the file.
    """

    longest_s: float = Field(default=24.0 * _HOUR_S, gt=0)
    most_turns: int = Field(default=20_000, gt=0)
    most_characters: int = Field(default=400_000, gt=0)
    longest_turn: int = Field(default=20_000, gt=0)
    most_bytes: int = Field(default=32 * 2**20, gt=0)


def read_turns(path: Path, limits: TranscriptLimits | None = None) -> tuple[SpokenTurn, ...]:
    """The turns of a transcript file; keys that Tinghe does not know are passed over.

    Raises:
        RecordingError: not there, not readable, not JSON, without turns of that form, beyond a limit, or with times
            that are no seconds; names the turn by its place, from 1, and its field.
    """
    limits = limits or TranscriptLimits()
    document = _document(path, limits)
    written = document.get("turns") if isinstance(document, dict) else None
    if not isinstance(written, list):
        raise RecordingError(path, "has no list of turns", _FORM)
    if len(written) > limits.most_turns:
        raise _beyond(path, f"turns: {len(written)}", limits, "most_turns")
    turns = tuple(_turns(path, written))
    _check_lengths(path, turns, limits)
    _check_times(path, turns, limits)
    return turns


def _document(path: Path, limits: TranscriptLimits) -> Any:
    try:
        with path.open("rb") as file:
            content = file.read(limits.most_bytes + 1)
    except OSError as error:
        raise RecordingError(path, f"cannot be read ({error.strerror})", "Check the path and your rights.") from error
    if len(content) > limits.most_bytes:
        raise _beyond(path, "bytes: more", limits, "most_bytes")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except RecursionError as error:
        raise RecordingError(path, "is nested too deeply", _FORM) from error
    except ValueError as error:
        raise RecordingError(path, "is not JSON in UTF-8", _FORM) from error


def _turns(path: Path, written: Sequence[Any]) -> Iterator[SpokenTurn]:
    for number, turn in enumerate(written, start=1):
        try:
            yield SpokenTurn.model_validate({key: turn[key] for key in SpokenTurn.model_fields if key in turn})
        except ValidationError as error:
            first = error.errors()[0]
            field = f" ({first['loc'][0]}: {first['msg']})"  # pydantic's message says what it should be, not what it is
            raise RecordingError(path, f"turn {number} is not of the form that is read{field}", _FORM) from error
        except TypeError as error:
            raise RecordingError(path, f"turn {number} is not of the form that is read", _FORM) from error


def _check_lengths(path: Path, turns: Sequence[SpokenTurn], limits: TranscriptLimits) -> None:
    for number, turn in enumerate(turns, start=1):
        if len(turn.text) > limits.longest_turn:
            raise _beyond(path, f"turn {number}, text: {len(turn.text)} characters", limits, "longest_turn")
    characters = sum(len(turn.text) for turn in turns)
    if characters > limits.most_characters:
        raise _beyond(path, f"text of all turns: {characters} characters", limits, "most_characters")


def _check_times(path: Path, turns: Sequence[SpokenTurn], limits: TranscriptLimits) -> None:
    for number, turn in enumerate(turns, start=1):
        for field, second in (("start", turn.start), ("end", turn.end)):
            if second is not None and second > limits.longest_s:
                within = f"which is not within the {limits.longest_s / _HOUR_S:g} h that a call may last"
                raise RecordingError(path, f"turn {number}, {field}: {second:.10g}, {within}", _SECONDS)
    spoken_s, characters = pace(turns)
    if spoken_s > _LEAST_SPEECH_S and characters < SLOWEST * spoken_s:
        cause = f"start and end of its turns are no seconds: {characters} characters in {spoken_s:.0f} s of speech"
        raise RecordingError(path, cause, _SECONDS)


def pace(turns: Sequence[SpokenTurn]) -> tuple[float, int]:
    """Seconds and characters of the turns that end after they start."""
    whole = [turn for turn in turns if turn.start is not None and turn.end is not None and turn.end > turn.start]
    return sum((turn.end or 0.0) - (turn.start or 0.0) for turn in whole), sum(len(turn.text) for turn in whole)


def _beyond(path: Path, much: str, limits: TranscriptLimits, limit: str) -> RecordingError:
    """limit: the field that stands in the way."""
    most = getattr(limits, limit)
    remedy = f"Cut the call into several, or raise TINGHE_TRANSCRIPTS__{limit.upper()}."
    return RecordingError(path, f"{much}, more than the {most} that are read", remedy)
