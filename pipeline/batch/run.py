"""Run a plan to its end, or to where somebody stops it, and leave an output folder that is whole either way."""

import csv
import io
import logging
import signal
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from types import FrameType
from typing import NoReturn

from pipeline.batch.executors import Executor
from pipeline.batch.folder import OutputFolder
from pipeline.batch.plan import Plan
from pipeline.batch.progress import Progress
from pipeline.batch.work import Failure
from pipeline.domain.base import Frozen
from pipeline.errors import ExitStatus
from pipeline.privacy.masking import Disclosure
from pipeline.reports.index import FailedFile, IndexRow, index_row, page_name, render_index
from pipeline.reports.spreadsheets import harmless
from pipeline.reports.tables import call_rows, write_tables
from pipeline.reports.writing import refused_if_unwritable, write_atomically

_SIGNALLED = 128  # what shells add to the number of the signal that ended a program
_FAILURE_COLUMNS = ("call_id", "file", "reason", "remedy")
_log = logging.getLogger(__name__)


class Interrupted(KeyboardInterrupt):
    """Somebody asked the batch to stop. signum: the signal that said so."""

    def __init__(self, signum: int) -> None:
        """Keep the signal, for the exit status."""
        super().__init__(signum)
        self.signum = signum


@contextmanager
def interruptible() -> Iterator[None]:
    """Within the block the first SIGINT or SIGTERM raises Interrupted; the handlers before it come back after."""

    def interrupt(signum: int, _: FrameType | None) -> NoReturn:
        raise Interrupted(signum)

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Outcome(Frozen):
    """What became of a batch.

    stopped_by: the signal that ended it early, 0 for none. rows: what the index says of every call of the folder.
    altered: call_ids of reports in the folder that were not as the store was given them. purged: how many calls were
    left alone because their words were taken out of the store for good.
    lost: calls that were done and are not in the store or the folder any more, which somebody removed or replaced.
    """

    done: int
    current: int
    failures: tuple[Failure, ...]
    stopped_by: int = 0
    rows: tuple[IndexRow, ...] = ()
    altered: tuple[str, ...] = ()
    purged: int = 0
    lost: tuple[str, ...] = ()

    @property
    def exit_status(self) -> int:
        """What contract.md promises the shell; 128 + the signal where somebody stopped the batch."""
        if self.lost:
            return ExitStatus.NOTHING_DONE
        if self.stopped_by:
            return _SIGNALLED + self.stopped_by
        return ExitStatus.of(done=self.done + self.current + self.purged, failed=len(self.failures))


def run_batch(
    plan: Plan, executor: Executor, folder: OutputFolder, progress: Progress, disclosure: Disclosure = Disclosure.MASKED
) -> Outcome:
    """Do what is due, then write failures.csv, the index page and the tables over all that stands in the folder.

    Raises:
        TingheError: what would befall every call, such as absent weights or a full disk.
    """
    done, failures = 0, []
    stopped_by = 0
    progress.starts(plan.due, len(plan.current))
    try:
        with interruptible(), closing(executor.endings(plan.due, progress.begins)) as ongoing:
            for job, ending in ongoing:
                if isinstance(ending, Failure):
                    failures.append(ending)
                else:
                    done += 1
                progress.ends(job, ending)
    except Interrupted as stop:
        stopped_by = stop.signum
    finally:
        progress.stops()
    for failure in failures:
        if failure.trace:  # it may quote a call, so it goes to the debug log alone, which is off unless asked for
            _log.debug("%s\n%s", failure.call_id, failure.trace)
    with refused_if_unwritable(folder.path, "Make room or mend the rights, then run the same command again."):
        rows = write_overview(folder, failures, disclosure)
    return Outcome(
        done=done,
        current=len(plan.current),
        failures=tuple(failures),
        stopped_by=stopped_by,
        rows=tuple(rows),
        altered=plan.altered,
        purged=len(plan.purged),
    )


def write_overview(folder: OutputFolder, failures: Sequence[Failure], disclosure: Disclosure) -> list[IndexRow]:
    """The pages and tables over all calls; an old report of a call that failed now is left out of them.

    Reports are read one after another and let go of: of thousands only their rows are kept.
    """
    failed = {failure.call_id for failure in failures}
    reports = (
        (page_name(report.recording.call_id), disclosure.of(report)) for report in folder.reports(without=failed)
    )
    pairs = [(index_row(shown, page), call_rows(shown, page)) for page, shown in reports]
    rows = [row for row, _ in pairs]
    named = [FailedFile(call_id=disclosure.label(failure.call_id), reason=failure.reason) for failure in failures]
    write_atomically(folder.path / "failures.csv", _failures_csv(failures, disclosure))
    write_atomically(folder.path / "index.html", render_index(rows, named))
    write_tables([tables for _, tables in pairs], folder.path)
    return rows


def _failures_csv(failures: Sequence[Failure], disclosure: Disclosure) -> bytes:
    """UTF-8 with BOM as spreadsheets want it; a header alone where nothing failed."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_FAILURE_COLUMNS)
    for failure in failures:
        ids = (disclosure.label(failure.call_id), disclosure.label(failure.file))
        writer.writerow(map(harmless, (*ids, failure.reason, failure.remedy)))
    return text.getvalue().encode("utf-8-sig", errors="backslashreplace")
