"""One call, from job to files, with every way in which it can end."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.batch.failures import Failure, expected, unexpected
from pipeline.batch.files import check_usable
from pipeline.batch.folder import OutputFolder
from pipeline.domain.base import Frozen
from pipeline.domain.job import Job
from pipeline.domain.report import CallReport
from pipeline.errors import RecordingError, TingheError
from pipeline.privacy.masking import Disclosure
from pipeline.reports import codec
from pipeline.reports.page import render_page

Analyse = Callable[[Job], CallReport]
Listen = Callable[[Job], bytes | None]


class Done(Frozen):
    """One call whose report and page stand in the output folder.

    duration_s: of the recording. report: as JSON, byte for byte as it stands there, for whoever stores it.
    """

    call_id: str
    duration_s: float
    report: str


Ending = Done | Failure


@dataclass(frozen=True)
class CallWork:
    """What is done with each call: analyse it, cut its listening copy, write report and page."""

    analyse: Analyse
    listen: Listen
    folder: OutputFolder
    disclosure: Disclosure = Disclosure.MASKED

    def __call__(self, job: Job) -> Ending:
        """Do one call.

        A failure of this call is returned. What would befall every call (weights, checklists, a full disk) is raised
        as TingheError.
        """
        try:
            check_usable(job.path)
            report = self.analyse(job)
            page, text = self.page(job, report), codec.to_json(report)
        except RecordingError as error:
            return expected(job, error)
        except TingheError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever one call does, the others go on; the failure names it
            return unexpected(job, error, traceback.format_exc())
        self.folder.keep(job.call_id, page=page, report=text)
        return Done(call_id=job.call_id, duration_s=report.recording.duration_s, report=text)

    def page(self, job: Job, report: CallReport) -> str:
        """The page of a call, which shows as much as is to be shown; raises RecordingError as listen does."""
        return render_page(self.disclosure.of(report), self.listen(job), self.disclosure)
