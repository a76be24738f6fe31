"""Pages that stand in the folder but show more, or less, than they should now."""

from collections.abc import Sequence

from pipeline.batch.folder import OutputFolder
from pipeline.batch.work import CallWork
from pipeline.domain.job import Job


def outdated_pages(jobs: Sequence[Job], folder: OutputFolder, showing: str) -> tuple[Job, ...]:
    """The calls, of those that need not be done again, whose page was made to show otherwise."""
    return tuple(job for job in jobs if folder.page_shows(job.call_id) != showing)


def repage(jobs: Sequence[Job], folder: OutputFolder, work: CallWork) -> None:
    """Make their pages anew from the reports that stand there.

    Raises:
        TingheError: a recording can no longer be read for its listening copy, or a page cannot be written.
    """
    for job in jobs:
        report = folder.report(job.call_id)
        if report:
            folder.keep_page(job.call_id, work.page(job, report))
