"""Which calls of a batch are due: those without a report, those whose report would come out otherwise now.

Of the others, those whose page shows more, or less, than it should now.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from pipeline.batch.folder import OutputFolder
from pipeline.batch.work import CallWork, recording_sha256
from pipeline.domain.base import Frozen
from pipeline.domain.job import Job
from pipeline.domain.report import CallReport, Versions
from pipeline.errors import RecordingError

# The SHA-256 of a job's recording, wherever it lies; raises RecordingError.
Digest = Callable[[Job], str]
# The versions that a report of this product and stage would carry if it were made now.
VersionsOf = Callable[[str, str], Versions]


class Plan(Frozen):
    """A batch, parted into what has to be done and what stands there already.

    altered: call_ids of reports in the folder that are not as the store was given them; of jobs they are due. purged:
    jobs whose words were taken out of the store for good; they are not done again.
    """

    due: tuple[Job, ...]
    current: tuple[Job, ...]
    altered: tuple[str, ...] = ()
    purged: tuple[Job, ...] = ()


def local_sha256(job: Job) -> str:
    """Of a recording on this machine; raises RecordingError as recording_sha256 does."""
    return recording_sha256(job.path, within=job.within)


def plan(jobs: Iterable[Job], folder: OutputFolder, versions_of: VersionsOf, digest: Digest = local_sha256) -> Plan:
    """Part the jobs; a row or recording that cannot be read is due, so that it is named as a failure at its turn."""
    due: list[Job] = []
    current: list[Job] = []
    versions_of = cache(versions_of)  # of one moment: the rules are not read for every job anew
    for job in jobs:
        report = None if job.refused else folder.report(job.call_id)
        (current if report and is_current(report, job, versions_of, digest) else due).append(job)
    return Plan(due=tuple(due), current=tuple(current))


def plan_anew(jobs: Iterable[Job]) -> Plan:
    """All of them, whatever stands there."""
    return Plan(due=tuple(jobs), current=())


def is_current(report: CallReport, job: Job, versions_of: VersionsOf, digest: Digest = local_sha256) -> bool:
    """Whether the report is what the job would give now: same metadata, versions, settings and recording."""
    recording = report.recording
    if recording.metadata != job.metadata or report.versions != versions_of(recording.product, recording.stage):
        return False
    try:
        return recording.sha256 == digest(job)
    except RecordingError:
        return False


def outdated_pages(
    jobs: Sequence[Job], folder: OutputFolder, disclosure: str, written: Mapping[str, str]
) -> tuple[Job, ...]:
    """The calls, of those that need not be done again, whose page was made to show otherwise, or changed since.

    written: SHA-256 of the pages as they were made, by call_id.
    """
    return tuple(
        job
        for job in jobs
        if folder.page_sha256(job.call_id) != written.get(job.call_id) or folder.page_shows(job.call_id) != disclosure
    )


def repage(jobs: Sequence[Job], folder: OutputFolder, work: CallWork) -> None:
    """Make their pages anew from the reports that stand there.

    Raises:
        TingheError: a recording can no longer be read for its listening copy, or a page cannot be written.
    """
    for job in jobs:
        report = folder.report(job.call_id)
        if report:
            folder.keep_page(job.call_id, work.page(job, report))
