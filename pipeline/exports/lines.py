"""Reports as JSON, one a line, and the record that a webhook is sent."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pipeline.exports.call import ExportCall
from pipeline.reports.codec import to_plain

RECORD_ID: Final = "tinghe.export/1"
# Where some programs begin a new line though JSON does not; only texts can hold them.
_LINE_BREAKS: Final = re.compile("[\x85\u2028\u2029]")


def json_line(value: Any) -> bytes:
    """A value as JSON in UTF-8 that is one line to every program."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _LINE_BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode("utf-8")


def record(call: ExportCall) -> bytes:
    """What a webhook is sent: the report, which verdict it is, and how much of it is shown."""
    known = {"call_id": call.call_id, "report_sha256": call.report_sha256, "shows": call.shows.value}
    return json_line({"schema": RECORD_ID, **known, "report": to_plain(call.report)})


class ReportLines:
    """JSON Lines: a report a line, of the schema that `tinghe schema` prints, in the order of the calls."""

    names = ("reports.jsonl",)

    def __init__(self, files: Mapping[str, Path]) -> None:
        """Files: by each of the names the file to write."""
        self._file = files[self.names[0]].open("wb")

    def add(self, call: ExportCall) -> None:
        """A call more."""
        self._file.write(json_line(to_plain(call.report)) + b"\n")

    def close(self) -> None:
        """Nothing more will come."""
        self._file.close()
