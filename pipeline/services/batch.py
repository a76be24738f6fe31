"""A batch: recordings, or transcripts made elsewhere, in; reports, pages, tables and a store out."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final, Literal

from pipeline.batch.executors import BuildWork, Executor, Processes, Serial, Storing
from pipeline.batch.folder import OutputFolder, open_folder
from pipeline.batch.memory import bound_mb
from pipeline.batch.plan import outdated_pages, plan, plan_anew, repage
from pipeline.batch.progress import PlainProgress, Progress
from pipeline.batch.run import Outcome, run_batch
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
    apart: bool = False,
    disclosure: Disclosure = Disclosure.MASKED,
) -> Outcome:
    """Do what is due, and store it call by call; a run that was stopped goes on with the same arguments.

    kind: what the jobs name. progress: called as it goes on; None for nobody. store: the URL of the database, None for
    the one beside the reports. redo: also calls whose report stands there unchanged. workers: calls at a time, each in
    a process with its own models. apart: a single worker has a process of its own too, so that a call that kills it is
    named and the batch goes on; a program that asks for it or for workers has to guard its start, as multiprocessing
    tells (`if __name__ == "__main__"`).

    Raises:
        TingheError: there is no job, or what would befall every call: absent weights, a folder that cannot be written.
    """
    if not jobs:
        raise TingheError("nothing to do", "no call was named", "Name recordings, folders of them, or a manifest.")
    analyser = Analyser(settings)
    analyser.require_judge()
    versions_of = analyser.recording_versions if kind == "recordings" else analyser.transcript_versions
    build: BuildWork = partial(_build_work, kind, settings, out, disclosure)
    most_mb = bound_mb(workers, settings.worker_memory_mb)
    executor: Executor = Processes(build, workers, most_mb) if apart or workers > 1 else Serial(build)
    url = store or url_of(out / STORE_FILE)
    with open_folder(out) as folder:
        parted = plan_anew(jobs) if redo else plan(jobs, folder, versions_of)
        with stored_run(url, _COMMANDS[kind], str(out.resolve())) as run_:
            storing = Storing(executor, folder, run_)
            storing.current(parted.current)
            if disclosure is Disclosure.ALL:
                run_.reveals(len(jobs))
            repage(outdated_pages(parted.current, folder, disclosure), folder, build())
            outcome = run_batch(parted, storing, folder, progress or PlainProgress(lambda _: None), disclosure)
        return outcome.model_copy(update={"lost": storing.lost(url)})


def _build_work(kind: Kind, settings: Settings, out: Path, disclosure: Disclosure) -> CallWork:
    """The work on each call, made where it is done: an analyser with engines of its own."""
    analyser = Analyser(settings)
    is_recordings = kind == "recordings"
    return CallWork(
        analyse=analyser.recording if is_recordings else analyser.transcript,
        listen=analyser.listening_copy if is_recordings and settings.audio_in_pages else _no_sound,
        folder=OutputFolder(out),
        disclosure=disclosure,
    )


def _no_sound(_: Job) -> None:
    """No sound in the page."""
