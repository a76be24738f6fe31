"""One call, from job to files, and both ways in which it can end: done, or failed with its reason."""

import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.batch.folder import OutputFolder
from pipeline.domain.base import Frozen, TimeSpan
from pipeline.domain.grounds import Analysis
from pipeline.domain.job import Job
from pipeline.domain.report import CallReport
from pipeline.errors import RecordingError, SourceAwayError, TingheError
from pipeline.privacy.masking import Disclosure, Shown
from pipeline.privacy.sound import spans_to_cover
from pipeline.reports import codec
from pipeline.reports.page import render_page
from pipeline.rulebook.files import irregularity, sha256_of
from pipeline.sources.fetching import Fetcher

Analyse = Callable[[Job], Analysis]
Listen = Callable[[Job, Sequence[TimeSpan]], bytes]


class Done(Frozen):
    """One call whose report and page stand in the output folder.

    duration_s: of the recording. report: as JSON, byte for byte as it stands there, for whoever stores it.
    """

    call_id: str
    duration_s: float
    report: str


class Failure(Frozen):
    """One call that came to no report. reason and remedy never quote what was said in it.

    trace: the traceback where the cause was not foreseen; for the debug log only. may_pass: whether the place where it
    lies did not answer, so that doing it later may help.
    """

    call_id: str
    file: str
    reason: str
    remedy: str
    trace: str = ""
    may_pass: bool = False


Ending = Done | Failure


def failed(job: Job, reason: str, remedy: str, trace: str = "", *, may_pass: bool = False) -> Failure:
    """What a job comes to that cannot be done."""
    return Failure(call_id=job.call_id, file=job.place, reason=reason, remedy=remedy, trace=trace, may_pass=may_pass)


@dataclass(frozen=True)
class CallWork:
    """What is done with each call: analyse it, cut its listening copy, write report, grounds and page.

    listen: the recording as MP3, the given stretches covered; None for pages without sound. fetcher: brings what lies
    elsewhere here, once, for all of it.
    """

    analyse: Analyse
    listen: Listen | None
    folder: OutputFolder
    disclosure: Disclosure = Disclosure.MASKED
    fetcher: Fetcher = field(default_factory=Fetcher)

    def __call__(self, job: Job) -> Ending:
        """Do one call.

        A failure of this call is returned. What would befall every call (weights, checklists, a full disk) is raised
        as TingheError.
        """
        if job.refused:
            return failed(job, job.refused.cause, job.refused.remedy)
        try:
            with self.fetcher.here(job) as here:
                check_usable(here.path, within=here.within)
                analysis = self.analyse(here)
                shown = self.disclosure.shown(analysis.report)
                page, text = self._page(here, analysis.report, shown.report), codec.to_json(analysis.report)
            grounds = _grounds(analysis, shown, text)
        except RecordingError as error:
            return failed(job, error.cause, error.remedy, may_pass=isinstance(error, SourceAwayError))
        except TingheError:
            raise
        except MemoryError:
            remedy = "See that the file is a call; if it is, give fewer --workers or set TINGHE_WORKER_MEMORY_MB."
            return failed(job, "it takes more memory than one call may", remedy)
        except Exception as error:  # noqa: BLE001 - whatever one call does, the others go on; the failure names it
            reason = f"unforeseen {type(error).__name__}"  # its class alone: its message may quote the call
            remedy = "Run this call again with --debug and report what it prints, without the recording."
            return failed(job, reason, remedy, traceback.format_exc())
        self.folder.keep(job.call_id, page=page, report=text, grounds=grounds)
        return Done(call_id=job.call_id, duration_s=analysis.report.recording.duration_s, report=text)

    def page(self, job: Job, report: CallReport) -> str:
        """The page of a call, which shows and plays as much as is to be known; raises RecordingError as listen does.

        What is masked is not to be heard either. Where nobody knows when it was spoken the page has no sound.
        """
        with self.fetcher.here(job) as here:
            return self._page(here, report, self.disclosure.of(report))

    def _page(self, job: Job, report: CallReport, shown: CallReport) -> str:
        if self.listen is None:
            return render_page(shown, None, self.disclosure)
        cover = () if self.disclosure is Disclosure.ALL else spans_to_cover(report, shown)
        audio = None if cover is None else self.listen(job, cover)
        return render_page(shown, audio, self.disclosure, withheld=cover is None)


def _grounds(analysis: Analysis, shown: Shown, text: str) -> str:
    return codec.grounds_to_json(shown.grounds(analysis.grounds), text) if analysis.grounds else ""


def recording_sha256(path: Path, *, within: Path | None = None) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal; raises RecordingError as check_usable does."""
    with _os_errors_as_recording_errors(path):
        _refuse_what_is_no_file(path, within)
        return sha256_of(path)


def check_usable(path: Path, *, within: Path | None = None) -> None:
    """See that a file can be read before an engine is put to it.

    within: the folder that no link may lead out of, None for any place.

    Raises:
        RecordingError: it is not there, empty, a folder, pipe or device, led to from elsewhere, or may not be read.
    """
    with _os_errors_as_recording_errors(path):
        _refuse_what_is_no_file(path, within)
        with path.open("rb") as file:
            if not file.read(1):
                remedy = "The export or copy broke off: export the call again."
                raise RecordingError(path, "the file is empty (0 bytes)", remedy)


def _refuse_what_is_no_file(path: Path, within: Path | None) -> None:
    """A pipe is waited on for ever and a device has no end; a link may show what nobody meant to give."""
    kind = irregularity(path)
    if kind and kind != "a folder":  # opening one says that it may not be read
        remedy = "Name a recording's own file; pipes, sockets and devices are not read."
        raise RecordingError(path, f"it is {kind}, not a file", remedy)
    if within is not None and not path.resolve().is_relative_to(within.resolve()):
        remedy = "Name the recording where it stands, or copy it into the folder."
        raise RecordingError(path, "it is a link that leads out of the folder", remedy)


@contextmanager
def _os_errors_as_recording_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        remedy = "Put the recording there, or mend the manifest's column file (relative to the manifest)."
        raise SourceAwayError(path, "the file is not there", remedy) from error
    except (PermissionError, IsADirectoryError) as error:
        remedy = "Give the user who runs tinghe the right to read it (for a folder: and all in it), or leave it out."
        raise RecordingError(path, "the file or folder may not be read", remedy) from error
    except OSError as error:
        cause = f"the file cannot be read ({error.strerror})"
        raise SourceAwayError(path, cause, "Copy it anew or mend the disk.") from error
