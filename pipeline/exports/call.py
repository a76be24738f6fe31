"""A call as it leaves: its report as far as it may be shown, and the name that its files take."""

import re
from dataclasses import dataclass
from typing import Final

from pipeline.domain.report import CallReport
from pipeline.privacy.mask import MASK
from pipeline.privacy.masking import Disclosure

_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')  # of no system's file names
_MASK_IN_NAMES: Final = "x"
_MARK: Final = 8  # digits of the recording's hash that tell calls with the same label apart


@dataclass(frozen=True)
class ExportCall:
    """One call to be written or sent.

    report: as it is shown. report_sha256: of the report's JSON as it was judged, by which a reader knows whether two
    exports speak of the same verdict. name: of its files, without an ending.
    """

    report: CallReport
    report_sha256: str
    name: str
    shows: Disclosure

    @property
    def call_id(self) -> str:
        """As it is shown."""
        return self.report.recording.call_id


def export_call(report: CallReport, report_sha256: str, disclosure: Disclosure) -> ExportCall:
    """The call with as much shown as the disclosure lets be."""
    shown = disclosure.of(report)
    name = file_name(report.recording.call_id, shown.recording.call_id, report.recording.sha256)
    return ExportCall(report=shown, report_sha256=report_sha256, name=name, shows=disclosure)


def file_name(call_id: str, label: str, recording_sha256: str) -> str:
    """A name for the files of a call: its call_id, or what is shown of it with the beginning of the recording's hash.

    Two calls may be shown alike; their recordings are two.
    """
    name = _UNSAFE.sub("_", label.replace(MASK, _MASK_IN_NAMES)).lstrip(".") or "call"
    return name if name == call_id else f"{name}-{recording_sha256[:_MARK]}"
