"""What can be exported: formats of a file a call, and formats in which many calls are one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Protocol

from pipeline.domain.base import Frozen
from pipeline.errors import UsageError
from pipeline.exports.call import ExportCall
from pipeline.exports.label_studio import Tasks
from pipeline.exports.lines import ReportLines
from pipeline.exports.pdf import browser, pdf
from pipeline.exports.review_record import review_record
from pipeline.exports.star import StarTables, table_files
from pipeline.exports.subtitles import srt, txt, vtt


class Choices(Frozen):
    """What some formats leave open.

    utterances: whether Parquet has them. audio: an address that the names of recordings follow, for Label Studio.
    """

    utterances: bool = True
    audio: str = ""


class Collection(Protocol):
    """Files that hold many calls, while they are written."""

    def add(self, call: ExportCall) -> None:
        """A call more."""

    def close(self) -> None:
        """Nothing more will come."""


@dataclass(frozen=True)
class CallFormat:
    """A file a call. require: raises UsageError where something that it needs is not installed."""

    write: Callable[[ExportCall], bytes]
    require: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class CollectedFormat:
    """Some files for all calls. names: of the files; begin: takes where each is to be written."""

    names: Callable[[Choices], tuple[str, ...]]
    begin: Callable[[Mapping[str, Path], Choices], Collection]


def _require_docx() -> None:
    if find_spec("docx") is None:
        cause = "python-docx, which writes it, is not installed"
        raise UsageError("--format docx", cause, "Run: pip install 'tinghe[export]'.")


CALL_FORMATS: Final[dict[str, CallFormat]] = {
    "srt": CallFormat(srt),
    "vtt": CallFormat(vtt),
    "txt": CallFormat(txt),
    "docx": CallFormat(review_record, _require_docx),
    "pdf": CallFormat(pdf, browser),
}
COLLECTED: Final[dict[str, CollectedFormat]] = {
    "jsonl": CollectedFormat(lambda _: ReportLines.names, lambda files, _: ReportLines(files)),
    "parquet": CollectedFormat(
        lambda choices: table_files(utterances=choices.utterances), lambda files, _: StarTables(files)
    ),
    "labelstudio": CollectedFormat(lambda _: Tasks.names, lambda files, choices: Tasks(files, choices.audio)),
}
FORMATS: Final = (*CALL_FORMATS, *COLLECTED)


def refuse_unknown(formats: tuple[str, ...]) -> None:
    """See that every format can be written here, before anything is.

    Raises:
        UsageError: one is unknown, or needs what is not installed; says which extra.
    """
    for name in formats:
        if name not in FORMATS:
            raise UsageError("--format", f"{name} is no format", f"Choose from: {', '.join(FORMATS)}.")
        if name in CALL_FORMATS:
            CALL_FORMATS[name].require()
