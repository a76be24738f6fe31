"""The calls that could not be done, each with its reason, as failures.csv."""

import csv
import io
from collections.abc import Iterable

from pipeline.batch.folder import OutputFolder
from pipeline.domain.base import Frozen
from pipeline.domain.job import Job
from pipeline.errors import RecordingError
from pipeline.reports.writing import write_atomically

_COLUMNS = ("call_id", "file", "reason", "remedy")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run instead of show


class Failure(Frozen):
    """One call that came to no report. reason and remedy never quote what was said in it.

    trace: the traceback where the cause was not foreseen; for the debug log only.
    """

    call_id: str
    file: str
    reason: str
    remedy: str
    trace: str = ""


def expected(job: Job, error: RecordingError) -> Failure:
    """A failure that the pipeline foresaw and can explain."""
    return Failure(call_id=job.call_id, file=str(job.path), reason=error.cause, remedy=error.remedy)


def unexpected(job: Job, error: Exception, trace: str) -> Failure:
    """A failure that nobody foresaw: its class alone, because its message may quote the call."""
    return Failure(
        call_id=job.call_id,
        file=str(job.path),
        reason=f"unforeseen {type(error).__name__}",
        remedy="Run this call again with --debug and report what it prints, without the recording.",
        trace=trace,
    )


def write_failures(failures: Iterable[Failure], folder: OutputFolder) -> None:
    """Rewrite failures.csv: UTF-8 with BOM as spreadsheets want it, a header alone where nothing failed."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(_COLUMNS)
    rows.writerows([_cell(getattr(failure, column)) for column in _COLUMNS] for failure in failures)
    content = text.getvalue().encode("utf-8-sig", errors="backslashreplace")
    write_atomically(folder.path / "failures.csv", content)


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
