"""Run a plan to its end, or to where somebody stops it, and leave an output folder that is whole either way."""

import logging
from collections.abc import Sequence
from contextlib import closing

from pipeline.batch.executors import Executor
from pipeline.batch.failures import Failure, write_failures
from pipeline.batch.folder import OutputFolder
from pipeline.batch.interrupt import Interrupted, interruptible
from pipeline.batch.plan import Plan
from pipeline.batch.progress import Progress
from pipeline.batch.work import Ending
from pipeline.domain.base import Frozen
from pipeline.errors import ExitStatus
from pipeline.privacy.showing import Showing
from pipeline.reports.index import FailedFile, render_index
from pipeline.reports.tables import write_tables
from pipeline.reports.writing import write_atomically

_SIGNALLED = 128  # what shells add to the number of the signal that ended a program
_log = logging.getLogger(__name__)


class Outcome(Frozen):
    """What became of a batch. stopped_by: the signal that ended it early, 0 for none."""

    done: int
    current: int
    failures: tuple[Failure, ...]
    stopped_by: int = 0

    @property
    def exit_status(self) -> int:
        """What contract.md promises the shell; 128 + the signal where somebody stopped the batch."""
        if self.stopped_by:
            return _SIGNALLED + self.stopped_by
        return ExitStatus.of(done=self.done + self.current, failed=len(self.failures))


def run_batch(
    plan: Plan, executor: Executor, folder: OutputFolder, progress: Progress, showing: Showing = Showing.MASKED
) -> Outcome:
    """Do what is due, then write failures.csv, the index page and the tables over all that stands in the folder.

    Raises:
        TingheError: what would befall every call, such as absent weights or a full disk.
    """
    endings: list[Ending] = []
    stopped_by = 0
    progress.starts(plan.due, len(plan.current))
    try:
        with interruptible(), closing(executor.endings(plan.due, progress.begins)) as ongoing:
            for job, ending in ongoing:
                endings.append(ending)
                progress.ends(job, ending)
    except Interrupted as stop:
        stopped_by = stop.signum
    finally:
        progress.stops()
    outcome = _outcome(plan, endings, stopped_by)
    _log_traces(outcome.failures)
    _write_overview(folder, outcome.failures, showing)
    return outcome


def _outcome(plan: Plan, endings: Sequence[Ending], stopped_by: int) -> Outcome:
    failures = tuple(ending for ending in endings if isinstance(ending, Failure))
    done = len(endings) - len(failures)
    return Outcome(done=done, current=len(plan.current), failures=failures, stopped_by=stopped_by)


def _log_traces(failures: Sequence[Failure]) -> None:
    """Tracebacks may quote a call, so they go to the debug log alone, which is off unless asked for."""
    for failure in failures:
        if failure.trace:
            _log.debug("%s\n%s", failure.call_id, failure.trace)


def _write_overview(folder: OutputFolder, failures: Sequence[Failure], showing: Showing) -> None:
    """The pages and tables over all calls; an old report of a call that failed now is left out of them."""
    failed = {failure.call_id for failure in failures}
    reports = tuple(map(showing.of, folder.reports(without=failed)))
    named = [FailedFile(call_id=failure.call_id, reason=failure.reason) for failure in failures]
    write_failures(failures, folder)
    write_atomically(folder.path / "index.html", render_index(reports, named))
    write_tables(reports, folder.path)
