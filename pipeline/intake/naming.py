"""What a recording's name and side file tell of its call; telephone numbers in names become no ids."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path, PurePosixPath
from typing import Any, Final

from pipeline.batch.cells import as_cells, csv_cells
from pipeline.batch.csv_rows import Row, lines_in
from pipeline.batch.manifest import COLUMNS, call_id_from, job_of_row
from pipeline.batch.sources import with_defaults
from pipeline.domain.job import Job, Refusal
from pipeline.errors import ManifestError, RecordingError, SettingsError, SourceAwayError
from pipeline.intake.arrivals import Complete
from pipeline.privacy.labels import masked_label
from pipeline.privacy.mask import MASK
from pipeline.rulebook.pattern import Pattern, pattern_of
from pipeline.sources.listing import is_here
from pipeline.sources.remote import Entry
from pipeline.sources.urls import Place
from pipeline.store.jobs import Arrival

_OPTION: Final = "--name-pattern"
_SHORT: Final = {
    "agent": "agent_id",
    "time": "started_at",
    "case": "case_id",
    "call": "call_id",
    "channel": "agent_channel",
}
_ALLOWED: Final = frozenset(COLUMNS) - {"file"}
_IDS: Final = frozenset({"case_id", "agent_id", "customer_id", "branch"})
_PARTS_OF_TIME: Final = re.compile(r"[_\-.:T ]")
_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")  # which no database keeps
_SIDE_REMEDY: Final = "Write an object of columns and values (JSON), or a header and one row (CSV)."


@dataclass(frozen=True)
class Naming:
    """How names are read. pattern: None where they tell nothing. product, stage: where nothing else tells them."""

    pattern: Pattern | None
    time_zone: tzinfo
    product: str | None = None
    stage: str | None = None

    def arrival(self, arrived: Complete, root: Place, read: Callable[[Entry], bytes], priority: int) -> Arrival:
        """The call of a complete recording. read: gives what a side file holds. root: the watched folder.

        What cannot be meant or read is a job with its refusal, so that it fails by its name.

        Raises:
            SourceAwayError: where its side file lies nobody answers just now.
        """
        place = arrived.recording.place
        name = place.path[len(root.path) :].lstrip("/")
        call_id, label_only = _label("_".join(PurePosixPath(name).with_suffix("").parts))
        try:
            from_name = self.columns_of(name)
            if "call_id" in from_name:
                call_id, label_only = _label(from_name.pop("call_id"))
            row = {**from_name, **(_side_row(read(arrived.side), arrived.side) if arrived.side else {})}
            given = row.get("call_id", "").strip()
            job = job_of_row(row, given or call_id, "its name or side file", self.time_zone)
            job = with_defaults(job, product=self.product, stage=self.stage)
            label_only = label_only and not given
        except SourceAwayError:
            raise
        except (ManifestError, RecordingError) as error:
            refused = Refusal(cause=f"its name or side file: {error.cause}", remedy=error.remedy)
            job = Job(call_id=call_id, path=Path(), refused=refused)
        lies: dict[str, Any] = {"path": Path(place.path), "within": Path(root.path)}
        if not is_here(place):
            lies = {"path": Path(place.url), "url": place.url}
        job = job.model_copy(update=lies)
        return Arrival(job=job, fingerprint=arrived.fingerprint, priority=priority, label_only=label_only)

    def columns_of(self, name: str) -> Row:
        """What a name tells, by the columns of a manifest; an id that holds somebody's number tells nothing."""
        found = self.pattern.search(name) if self.pattern else None
        told = {_SHORT.get(group, group): text for group, text in found.groupdict().items() if text} if found else {}
        kept = {column: text for column, text in told.items() if column not in _IDS or masked_label(text) == text}
        if "started_at" in kept:
            digits = _PARTS_OF_TIME.sub("", kept["started_at"])
            kept["started_at"] = digits if digits.isdecimal() else kept["started_at"]
        return kept


def naming(written: str, time_zone: tzinfo, product: str | None = None, stage: str | None = None) -> Naming:
    """How names are read by a regular expression, "" for none.

    Raises:
        SettingsError: it does not compile, takes too long, or a group of it is no column.
    """
    if not written:
        return Naming(None, time_zone, product, stage)
    try:
        pattern = pattern_of(written)
    except ValueError as error:
        raise SettingsError(_OPTION, str(error), "Write it as Python's re has it, with groups (?P<agent>…).") from error
    groups = re.compile(written).groupindex
    unknown = sorted(set(groups) - _ALLOWED - set(_SHORT))
    if unknown or not groups:
        cause = f"the group {unknown[0]} is no column" if unknown else "it has no named group"
        raise SettingsError(_OPTION, cause, f"Allowed: {', '.join(sorted({*_SHORT, *_ALLOWED}))}.")
    return Naming(pattern, time_zone, product, stage)


def _label(name: str) -> tuple[str, bool]:
    """A call_id made of a name, and whether something of the name was hidden in it, so that others come to the same."""
    shown = masked_label(name)
    return call_id_from(shown.replace(MASK, "x")), shown != name


def _side_row(content: bytes, side: Entry) -> Row:
    name = side.place.name
    if name.lower().endswith(".json"):
        return _json_row(content, name)
    lines = list(lines_in(csv_cells(content, name), name, lambda *_: None))
    if len(lines) != 1 or lines[0].fault:
        cause = lines[0].fault if len(lines) == 1 else f"{len(lines)} rows stand in it"
        raise ManifestError(name, cause, _SIDE_REMEDY)
    return {column: text for column, text in lines[0].row.items() if column != "file"}


def _json_row(content: bytes, name: str) -> Row:
    """Columns and their values; what stands under "app" is of the loan file."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ManifestError(name, "the side file is no JSON", _SIDE_REMEDY) from error
    if not isinstance(told, dict):
        raise ManifestError(name, "the side file is no object", _SIDE_REMEDY)
    filed = told.pop("app", {})
    flat = {**told, **({f"app.{fact}": value for fact, value in filed.items()} if isinstance(filed, dict) else {})}
    if any(isinstance(value, dict | list) for value in flat.values()):
        raise ManifestError(name, "a value of the side file is a list or an object", _SIDE_REMEDY)
    (cells,) = as_cells([flat.values()])
    if any(_NO_TEXT.search(text) for text in (*flat, *cells)):
        raise ManifestError(name, "a value of the side file holds a character that is none", _SIDE_REMEDY)
    return {column: text for column, text in zip(flat, cells, strict=True) if column != "file"}
