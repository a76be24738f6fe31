"""`tinghe run` and `tinghe judge`: settings and engines put together, the batch run, the outcome told."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.analyse import Analyser
from pipeline.batch.executors import BuildWork, Executor, Processes, Serial
from pipeline.batch.folder import OutputFolder, opened
from pipeline.batch.plan import VersionsOf, plan, plan_anew
from pipeline.batch.progress import BarProgress, PlainProgress, Progress
from pipeline.batch.repaging import outdated_pages, repage
from pipeline.batch.run import Outcome, run_batch
from pipeline.batch.storing import Storing
from pipeline.batch.work import CallWork
from pipeline.cli.overview import overview_table
from pipeline.cli.say import complain, say, screen, tell
from pipeline.domain.job import Job
from pipeline.errors import TingheError
from pipeline.privacy.showing import Showing
from pipeline.settings import Settings, load_settings
from pipeline.store.engine import url_of
from pipeline.store.runs import stored_run

STORE_FILE = "tinghe.db"
_FITS_A_SCREEN = 60  # calls; more are only listed when asked for


@dataclass(frozen=True)
class Way:
    """How calls become reports.

    require: raises WeightsError where a file of the trained reader is absent. build: makes the work where it is done.
    versions_of: what reports would carry now.
    """

    command: str
    require: Callable[[], None]
    build: BuildWork
    versions_of: VersionsOf
    showing: Showing = Showing.MASKED


def settings_for(workers: int, **given: Any) -> Settings:
    """The settings of a run; several workers share the processor unless the environment says otherwise."""
    settings = load_settings(**given)
    if workers == 1 or settings.asr.cpu_threads:
        return settings
    threads = max(1, (os.cpu_count() or 1) // workers)
    return load_settings(**{**given, "asr": {**given.get("asr", {}), "cpu_threads": threads}})


def recording_way(settings: Settings, out: Path, showing: Showing) -> Way:
    """From recordings, with a listening copy in the page unless the settings leave it out."""
    analyser, build = Analyser(settings), partial(_recording_work, settings, out, showing)
    return Way("run", analyser.require_judge, build, analyser.recording_versions, showing)


def transcript_way(settings: Settings, out: Path, showing: Showing) -> Way:
    """From transcripts made elsewhere."""
    analyser, build = Analyser(settings), partial(_transcript_work, settings, out, showing)
    return Way("judge", analyser.require_judge, build, analyser.transcript_versions, showing)


def do_batch(
    jobs: Sequence[Job], way: Way, out: Path, *, redo: bool, workers: int, table: bool | None, store: str | None
) -> int:
    """Do what is due, store it, and tell what became of it; gives the exit status.

    store: the URL of the database, None for the one beside the reports.
    """
    if not jobs:
        raise TingheError("nothing to do", "no call was named", "Name recordings, folders of them, or a manifest.")
    way.require()
    executor: Executor = Processes(way.build, workers) if workers > 1 else Serial(way.build)
    with opened(out) as folder:
        parted = plan_anew(jobs) if redo else plan(jobs, folder, way.versions_of)
        with stored_run(store or url_of(out / STORE_FILE), way.command, str(out.resolve())) as run:
            storing = Storing(executor, folder, run)
            storing.current(parted.current)
            if way.showing is Showing.ALL:
                run.reveals(len(jobs))
            repage(outdated_pages(parted.current, folder, way.showing), folder, way.build())
            outcome = run_batch(parted, storing, folder, _progress(), way.showing)
        _tell(outcome, jobs, folder, table=table)
    return outcome.exit_status


def _recording_work(settings: Settings, out: Path, showing: Showing) -> CallWork:
    analyser = Analyser(settings)
    listen = analyser.listening_copy if settings.audio_in_pages else _silence
    return CallWork(analyse=analyser.recording, listen=listen, folder=OutputFolder(out), showing=showing)


def _transcript_work(settings: Settings, out: Path, showing: Showing) -> CallWork:
    analyse = Analyser(settings).transcript
    return CallWork(analyse=analyse, listen=_silence, folder=OutputFolder(out), showing=showing)


def _silence(_: Job) -> None:
    """No sound in the page."""


def _progress() -> Progress:
    console = screen(stderr=True)
    return BarProgress(console) if console.is_terminal else PlainProgress(tell)


def _tell(outcome: Outcome, jobs: Sequence[Job], folder: OutputFolder, *, table: bool | None) -> None:
    console = screen()
    wanted = console.is_terminal and len(jobs) <= _FITS_A_SCREEN if table is None else table
    if wanted:
        failed = {failure.call_id for failure in outcome.failures}
        reports = (folder.report(job.call_id) for job in jobs if job.call_id not in failed)
        console.print(overview_table(filter(None, reports), folder))
    for failure in outcome.failures:
        complain(f"{failure.call_id}: {failure.reason}. {failure.remedy}")
    say(_summary(outcome, folder))


def _summary(outcome: Outcome, folder: OutputFolder) -> str:
    counts = f"{outcome.done} done, {outcome.current} unchanged, {len(outcome.failures)} failed"
    stopped = "; stopped early, the same command goes on" if outcome.stopped_by else ""
    failures = f" Failures: {folder.path / 'failures.csv'}." if outcome.failures else ""
    return f"{counts}{stopped}. Pages: {folder.path / 'index.html'}.{failures}"
