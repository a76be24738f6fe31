"""A call report as rows: the values as its JSON has them, in the columns of tables.py."""

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.domain.transcript import recognition_warnings
from pipeline.store.tables import Base, FactRow, FindingRow, ItemRow, MismatchRow

Row = dict[str, Any]
PARTS: dict[str, type[Base]] = {
    "items": ItemRow,
    "facts": FactRow,
    "findings": FindingRow,
    "mismatches": MismatchRow,
}
_KNOWN = ("case_id", "agent_id", "branch", "started_at")
_MEASURED = ("file", "duration_s", "channels", "sample_rate_hz", "codec")


def call_row(said: Row) -> Row:
    """What the manifest's row tells of the call. said: the report as its JSON has it, here and below."""
    recording = said["recording"]
    return {
        **{name: recording[name] for name in ("call_id", "product", "stage")},
        **{name: recording["metadata"].get(name, "") for name in _KNOWN},
        "details": recording["metadata"],
    }


def hearing_row(said: Row) -> Row:
    """What was heard of which recording by which recogniser."""
    recording, versions = said["recording"], said["versions"]
    return {
        "recording_sha256": recording["sha256"],
        "recording": {name: recording[name] for name in _MEASURED},
        "model": versions["model"],
        "settings_sha256": versions["settings_sha256"],
        "quality": said["quality"] | {"warnings": list(recognition_warnings(said["quality"]["warnings"]))},
    }


def utterance_rows(said: Row) -> list[Row]:
    """The transcript."""
    same = ("role", "text", "heard", "confidence", "channel", "changes")
    return [
        {"number": u["index"], "start_s": u["start"], "end_s": u["end"], **{name: u[name] for name in same}}
        for u in said["transcript"]
    ]


def judgement_row(said: Row) -> Row:
    """The outcome as a whole, and the versions that came to it."""
    versions = {name: said["versions"][name] for name in ("tinghe", "checklist", "classifier")}
    return {**versions, **said["score"], "metrics": said["metrics"], "follow_up": said["follow_up"]}


def part_rows(said: Row) -> dict[str, list[Row]]:
    """What the outcome consists of, by table."""
    items = [{"item": each["id"], "at_s": _at_s(each), **_without_id(each)} for each in said["items"]]
    findings = [*_found("risk", said["risks"]), *_found("violation", said["violations"])]
    numbered = {"items": items, "facts": said["facts"], "mismatches": said["mismatches"]}
    return {
        **{table: [{"number": n, **row} for n, row in enumerate(rows)] for table, rows in numbered.items()},
        "findings": findings,
    }


def _at_s(item: Row) -> float | None:
    """The second of the evidence that decided: the last."""
    return item["evidence"][-1]["start"] if item["evidence"] else None


def _found(kind: str, findings: Sequence[Row]) -> Iterator[Row]:
    for number, each in enumerate(findings):
        yield {"kind": kind, "number": number, "finding": each["id"], **_without_id(each)}


def _without_id(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "id"}
