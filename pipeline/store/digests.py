"""What the log vouches for: digests over rows, the same when they are written and when they are read again.

A judgement has two: its verdict (what was decided), which outlives the words, and its words (what was quoted and said).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

Row = Mapping[str, Any]
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_IN_ORDER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_HEARING: Final = ("recording_sha256", "recording", "model", "settings_sha256", "quality")
_UTTERANCE: Final = ("number", "role", "start_s", "end_s", "text", "heard", "confidence", "channel", "changes")
_JUDGEMENT: Final = ("tinghe", "checklist", "classifier", "coverage", "points", "report_sha256")
_DECIDED: Final = {"items": ("number", "item", "status", "confidence"), "findings": ("kind", "finding", "confidence")}
_QUOTED: Final = {
    "items": ("number", "reason", "evidence"),
    "facts": ("number", "name", "value", "unit", "status", "confidence", "approximate", "evidence"),
    "findings": ("kind", "number", "evidence"),
    "mismatches": ("number", "fact", "stated", "application", "evidence"),
}


def canonical(value: Any) -> str:
    """The one way to write a value as JSON."""
    return _ENCODER.encode(value)


def in_order(value: Any) -> str:
    """A value as JSON with its keys as they come, for what has to be read again as it was."""
    return "[]" if value == [] else _IN_ORDER.encode(value)  # an encoder is built for every value, and most are empty


def report_sha256(text: str) -> str:
    """Of a report's JSON, byte for byte."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def hearing_sha256(hearing: Row, utterances: Iterable[Row]) -> str:
    """Of a transcript: who said what and when, and what could not be heard."""
    return _sha256([_values(hearing, _HEARING), [_values(row, _UTTERANCE) for row in utterances]])


def verdict_sha256(judgement: Row, parts: Mapping[str, Sequence[Row]]) -> str:
    """Of what was decided: scores, statuses, findings, and the versions that decided."""
    return _sha256([_values(judgement, _JUDGEMENT), _parts(parts, _DECIDED)])


def words_sha256(judgement: Row, parts: Mapping[str, Sequence[Row]]) -> str:
    """Of what was quoted and said for it: reasons, evidence, facts, mismatches, questions."""
    return _sha256([_values(judgement, ("verdict", "metrics", "follow_up")), _parts(parts, _QUOTED)])


def _parts(parts: Mapping[str, Sequence[Row]], columns: Mapping[str, tuple[str, ...]]) -> dict[str, list[list[Any]]]:
    return {table: [_values(row, names) for row in parts[table]] for table, names in columns.items()}


def _values(row: Row, columns: tuple[str, ...]) -> list[Any]:
    return [row[column] for column in columns]


def _sha256(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()
