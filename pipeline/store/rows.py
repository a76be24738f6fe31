"""A call report as rows of tables.py, and the digests over such rows by which the log vouches for them.

A digest is the same over rows that are to be written and over rows that were read again. A judgement has two: of its
verdict (what was decided), which outlives a purge, and of its words (what was quoted for it).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pipeline.domain.transcript import recognition_warnings
from pipeline.store.tables import Row

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_FROM_MANIFEST: Final = ("case_id", "agent_id", "branch", "started_at")
_MEASURED: Final = ("file", "duration_s", "channels", "sample_rate_hz", "codec")
# What the digests are over. Changing a name or an order here breaks the proof of every store there is.
_RECOGNITION: Final = ("recording_sha256", "recording", "model", "settings_sha256", "quality")
_UTTERANCE: Final = ("number", "role", "start_s", "end_s", "text", "heard", "confidence", "channel", "changes")
_JUDGEMENT: Final = ("tinghe", "checklist", "classifier", "coverage", "points", "report_sha256")
_DECIDED: Final = {"items": ("number", "item", "status", "confidence"), "findings": ("kind", "finding", "confidence")}
_QUOTED: Final = {
    "items": ("number", "reason", "evidence"),
    "facts": ("number", "name", "value", "unit", "status", "confidence", "approximate", "evidence"),
    "findings": ("kind", "number", "evidence"),
    "mismatches": ("number", "fact", "stated", "application", "evidence"),
}


def call_row(report: Row) -> Row:
    """The call as its manifest's row has it. report: a call report as its JSON has it, here and below."""
    recording = report["recording"]
    return {
        **{name: recording[name] for name in ("call_id", "product", "stage")},
        **{name: recording["metadata"].get(name, "") for name in _FROM_MANIFEST},
        "details": recording["metadata"],
    }


def recognition_row(report: Row) -> Row:
    """Which recording was transcribed, by which recogniser, and how well it could be heard."""
    recording, versions = report["recording"], report["versions"]
    return {
        "recording_sha256": recording["sha256"],
        "recording": {name: recording[name] for name in _MEASURED},
        "model": versions["model"],
        "settings_sha256": versions["settings_sha256"],
        "quality": report["quality"] | {"warnings": list(recognition_warnings(report["quality"]["warnings"]))},
    }


def utterance_rows(report: Row) -> list[Row]:
    """The transcript."""
    same = ("role", "text", "heard", "confidence", "channel", "changes")
    return [
        {"number": u["index"], "start_s": u["start"], "end_s": u["end"], **{name: u[name] for name in same}}
        for u in report["transcript"]
    ]


def judgement_row(report: Row) -> Row:
    """The outcome as a whole, and the versions that came to it."""
    versions = {name: report["versions"][name] for name in ("tinghe", "checklist", "classifier")}
    return {**versions, **report["score"], "metrics": report["metrics"], "follow_up": report["follow_up"]}


def part_rows(report: Row) -> dict[str, list[Row]]:
    """What the outcome consists of, by table. An item's at_s: the second of the evidence that decided, the last."""
    items = [
        {"item": each["id"], "at_s": each["evidence"][-1]["start"] if each["evidence"] else None, **_without_id(each)}
        for each in report["items"]
    ]
    numbered = {"items": items, "facts": report["facts"], "mismatches": report["mismatches"]}
    return {
        **{table: [{"number": n, **row} for n, row in enumerate(rows)] for table, rows in numbered.items()},
        "findings": [
            {"kind": kind, "number": number, "finding": each["id"], **_without_id(each)}
            for kind, findings in (("risk", report["risks"]), ("violation", report["violations"]))
            for number, each in enumerate(findings)
        ],
    }


def _without_id(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "id"}


def canonical(value: Any) -> str:
    """The one way to write a value as JSON."""
    return _ENCODER.encode(value)


def report_sha256(text: str) -> str:
    """Digest of a report's JSON, byte for byte."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def recognition_sha256(recognition: Mapping[str, Any], utterances: Iterable[Mapping[str, Any]]) -> str:
    """Digest of a transcript: who spoke when and said what, and what could not be heard."""
    return _sha256([_values(recognition, _RECOGNITION), [_values(row, _UTTERANCE) for row in utterances]])


def verdict_sha256(judgement: Mapping[str, Any], parts: Mapping[str, Sequence[Row]]) -> str:
    """Digest of what was decided: scores, statuses, findings, and the versions that decided."""
    return _sha256([_values(judgement, _JUDGEMENT), _values_of_parts(parts, _DECIDED)])


def words_sha256(judgement: Mapping[str, Any], parts: Mapping[str, Sequence[Row]]) -> str:
    """Digest of what was quoted and written for it: reasons, evidence, facts, mismatches, questions."""
    return _sha256([_values(judgement, ("verdict", "metrics", "follow_up")), _values_of_parts(parts, _QUOTED)])


def _values_of_parts(
    parts: Mapping[str, Sequence[Row]], columns: Mapping[str, tuple[str, ...]]
) -> dict[str, list[list[Any]]]:
    return {table: [_values(row, names) for row in parts[table]] for table, names in columns.items()}


def _values(row: Mapping[str, Any], columns: tuple[str, ...]) -> list[Any]:
    return [row[column] for column in columns]


def _sha256(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()
