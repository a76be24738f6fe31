"""Read a transcript made elsewhere: JSON {"turns": [{"role", "start", "end", "text"}]}."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.errors import RecordingError
from pipeline.language.reading import SpokenTurn

_FORM = 'Give JSON as {"turns": [{"role": "agent|customer", "start": s, "end": s, "text": "…"}]}.'


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
