"""Which calls of a batch are due: those without a report, and those whose report would come out otherwise now."""

from collections.abc import Callable, Iterable

from pipeline.batch.files import sha256_of
from pipeline.batch.folder import OutputFolder
from pipeline.domain.base import Frozen
from pipeline.domain.job import Job
from pipeline.domain.report import CallReport, Versions
from pipeline.errors import RecordingError

# The versions that a report of this product and stage would carry if it were made now.
VersionsOf = Callable[[str, str], Versions]


class Plan(Frozen):
    """A batch, parted into what has to be done and what stands there already."""

    due: tuple[Job, ...]
    current: tuple[Job, ...]


def plan(jobs: Iterable[Job], folder: OutputFolder, versions_of: VersionsOf) -> Plan:
    """Part the jobs; a recording that cannot be read is due, so that it is named as a failure at its turn."""
    due: list[Job] = []
    current: list[Job] = []
    for job in jobs:
        report = folder.report(job.call_id)
        (current if report and is_current(report, job, versions_of) else due).append(job)
    return Plan(due=tuple(due), current=tuple(current))


def plan_anew(jobs: Iterable[Job]) -> Plan:
    """All of them, whatever stands there."""
    return Plan(due=tuple(jobs), current=())


def is_current(report: CallReport, job: Job, versions_of: VersionsOf) -> bool:
    """Whether the report is what the job would give now: same metadata, versions, settings and recording."""
    recording = report.recording
    return (
        recording.metadata == job.metadata
        and report.versions == versions_of(recording.product, recording.stage)
        and recording.sha256 == _sha256_or_none(job)
    )


def _sha256_or_none(job: Job) -> str | None:
    try:
        return sha256_of(job.path)
    except RecordingError:
        return None
