"""A batch: recordings, or transcripts made elsewhere, in; reports, pages, tables and a store out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Literal

from pipeline.batch.executors import BuildWork, Executor, Processes, Serial
from pipeline.batch.folder import OutputFolder, open_folder
from pipeline.batch.plan import VersionsOf, outdated_pages, plan, plan_anew, repage
from pipeline.batch.progress import PlainProgress, Progress
from pipeline.batch.run import Outcome, run_batch
from pipeline.batch.storing import Storing
from pipeline.batch.work import CallWork
from pipeline.domain.job import Job
from pipeline.errors import TingheError
from pipeline.privacy.masking import Disclosure
from pipeline.services.analyse import Analyser
from pipeline.settings import Settings
from pipeline.store.engine import url_of
from pipeline.store.runs import stored_run

STORE_FILE: Final = "tinghe.db"
Kind = Literal["recordings", "transcripts"]
_COMMANDS: Final[dict[Kind, str]] = {"recordings": "run", "transcripts": "judge"}  # as the store's log names them


@dataclass(frozen=True)
class _Engines:
    """How calls become reports. build: makes the work where it is done; versions_of: what reports would carry now."""

    build: BuildWork
    versions_of: VersionsOf


def run(
    jobs: Sequence[Job],
    kind: Kind,
    settings: Settings,
    out: Path,
    progress: Progress | None = None,
    *,
    store: str | None = None,
    redo: bool = False,
    workers: int = 1,
    disclosure: Disclosure = Disclosure.MASKED,
) -> Outcome:
    """Do what is due, and store it call by call; a run that was stopped goes on with the same arguments.

    kind: what the jobs name. progress: told as it goes on, nobody for None. store: the URL of the database, None for
    the one beside the reports. redo: also calls whose report stands there unchanged. workers: calls at a time, each in
    a process with its own models.

    Raises:
        TingheError: there is no job, or what would befall every call: absent weights, a folder that cannot be written.
    """
    if not jobs:
        raise TingheError("nothing to do", "no call was named", "Name recordings, folders of them, or a manifest.")
    engines = _engines(kind, settings, out, disclosure)
    executor: Executor = Processes(engines.build, workers) if workers > 1 else Serial(engines.build)
    url = store or url_of(out / STORE_FILE)
    with open_folder(out) as folder:
        parted = plan_anew(jobs) if redo else plan(jobs, folder, engines.versions_of)
        with stored_run(url, _COMMANDS[kind], str(out.resolve())) as run_:
            storing = Storing(executor, folder, run_)
            storing.current(parted.current)
            if disclosure is Disclosure.ALL:
                run_.reveals(len(jobs))
            repage(outdated_pages(parted.current, folder, disclosure), folder, engines.build())
            return run_batch(parted, storing, folder, progress or PlainProgress(lambda _: None), disclosure)


def _engines(kind: Kind, settings: Settings, out: Path, disclosure: Disclosure) -> _Engines:
    analyser = Analyser(settings)
    analyser.require_judge()
    if kind == "transcripts":
        return _Engines(partial(_transcript_work, settings, out, disclosure), analyser.transcript_versions)
    return _Engines(partial(_recording_work, settings, out, disclosure), analyser.recording_versions)


def _recording_work(settings: Settings, out: Path, disclosure: Disclosure) -> CallWork:
    analyser = Analyser(settings)
    listen = analyser.listening_copy if settings.audio_in_pages else _no_sound
    return CallWork(analyse=analyser.recording, listen=listen, folder=OutputFolder(out), disclosure=disclosure)


def _transcript_work(settings: Settings, out: Path, disclosure: Disclosure) -> CallWork:
    analyse = Analyser(settings).transcript
    return CallWork(analyse=analyse, listen=_no_sound, folder=OutputFolder(out), disclosure=disclosure)


def _no_sound(_: Job) -> None:
    """No sound in the page."""
