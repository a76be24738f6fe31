"""What was exported already, so that the same command goes on where it stopped and writes nothing twice."""

import hashlib
from typing import Final

from pydantic import ValidationError

from pipeline.domain.base import Frozen
from pipeline.exports.destination import Destination
from pipeline.exports.lines import json_line

LEDGER: Final = "exported.jsonl"


class Entry(Frozen):
    """One file, or one record that was sent.

    report_sha256: of the report; for a file of many calls, of all their reports' hashes. made: how much is shown, and
    the version that wrote it. name: of the file, empty for a record. sha256, size: of its content.
    """

    format: str
    report_sha256: str
    made: str
    name: str = ""
    sha256: str = ""
    size: int = 0


class Ledger:
    """The entries of a destination; None for one that keeps none."""

    def __init__(self, place: Destination | None) -> None:
        """Read what is there; a line that is none (of a run that was killed) is passed over."""
        self._place = place
        self._known: dict[tuple[str, str, str], list[Entry]] = {}
        content = place.read(LEDGER) if place else b""
        self._digest = hashlib.sha256(content)
        if place and content and not content.endswith(b"\n"):
            self._append(place, b"\n")
        for line in content.splitlines():
            try:
                self._keep(Entry.model_validate_json(line))
            except ValidationError:
                continue

    def stands(self, format_: str, report_sha256: str, made: str) -> bool:
        """Whether it was exported and all its files stand there as they were written."""
        entries = self._known.get((format_, report_sha256, made), [])
        latest = {entry.name: entry for entry in entries}.values()
        return bool(latest) and all(self._holds(entry) for entry in latest)

    def add(self, entry: Entry) -> None:
        """Note it, after it was done."""
        self._keep(entry)
        if self._place:
            self._append(self._place, json_line(entry.model_dump()) + b"\n")

    @property
    def is_kept(self) -> bool:
        """Whether there is a place where it stands."""
        return self._place is not None

    @property
    def sha256(self) -> str:
        """Of the whole file, as it stands when the place is closed."""
        return self._digest.hexdigest()

    def _append(self, place: Destination, line: bytes) -> None:
        place.append(LEDGER, line)
        self._digest.update(line)

    def _keep(self, entry: Entry) -> None:
        self._known.setdefault((entry.format, entry.report_sha256, entry.made), []).append(entry)

    def _holds(self, entry: Entry) -> bool:
        return not entry.name or (self._place is not None and self._place.holds(entry.name, entry.sha256, entry.size))


def entry_of(format_: str, report_sha256: str, made: str, name: str, content: bytes) -> Entry:
    """The entry of a file with this content."""
    known = {"format": format_, "report_sha256": report_sha256, "made": made}
    return Entry(**known, name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
