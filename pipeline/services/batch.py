"""A batch: recordings, or transcripts made elsewhere, in; reports, pages, tables and a store out."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, Literal

from pipeline.batch.executors import BuildWork, Executor, Keeper, Processes, Serial, Storing
from pipeline.batch.folder import OutputFolder, open_folder
from pipeline.batch.memory import bound_mb
from pipeline.batch.plan import Digest, Plan, VersionsOf, local_sha256, outdated_pages, plan, plan_anew, repage
from pipeline.batch.progress import PlainProgress, Progress
from pipeline.batch.run import Outcome, run_batch
from pipeline.batch.work import CallWork
from pipeline.domain.job import Job
from pipeline.errors import TingheError
from pipeline.privacy.masking import Disclosure
from pipeline.services.analyse import Analyser
from pipeline.settings import Settings
from pipeline.sources.fetching import FETCHED, Fetcher
from pipeline.store.engine import same_store, url_of
from pipeline.store.known import Known
from pipeline.store.runs import StoredRun, note_reveal, stored_run

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
    reason: str = "",
) -> Outcome:
    """Do what is due, and store it call by call; a run that was stopped goes on with the same arguments.

    What stands in the folder is taken for a report only as the store was given it; one that was edited is named in the
    outcome and its call done anew. A call whose words were purged is not done again.

    kind: what the jobs name. progress: called as it goes on; None for nobody. store: the URL of the database, None for
    the one beside the reports. redo: also calls whose report stands there unchanged. workers: calls at a time, each in
    a process with its own models. apart: a single worker has a process of its own too, so that a call that kills it is
    named and the batch goes on; a program that asks for it or for workers has to guard its start, as multiprocessing
    tells (`if __name__ == "__main__"`). reason: why nothing is to
    be masked, for the log.

    Raises:
        TingheError: there is no job, or what would befall every call: absent weights, a folder that cannot be written.
    """
    if not jobs:
        raise TingheError("nothing to do", "no call was named", "Name recordings, folders of them, or a manifest.")
    analyser = Analyser(settings)
    analyser.require_judge()
    versions_of = analyser.recording_versions if kind == "recordings" else analyser.transcript_versions
    work = work_of(analyser, kind, settings, out, disclosure)
    executor: Executor = Serial(lambda: work)
    if apart or workers > 1:
        build: BuildWork = partial(build_work, kind, settings, out, disclosure)
        executor = Processes(build, workers, bound_mb(workers, settings.worker_memory_mb))
    url = store or url_of(out / STORE_FILE)
    with open_folder(out) as opened, stored_run(url, _COMMANDS[kind], str(out.resolve())) as run_:
        folder = replace(opened, vouches=run_.vouches)
        known = run_.known({job.call_id for job in jobs} | set(folder.call_ids()))
        parted = _planned(jobs, folder, known, None if redo else versions_of, digest_by(work.fetcher))
        for call_id in parted.altered:
            run_.refuses(call_id, folder.report_sha256(call_id))
        if disclosure is Disclosure.ALL:
            _note_reveal(run_, url, out, len(jobs), reason)
        _renew_pages(outdated_pages(parted.current, folder, disclosure, known.pages), folder, work, run_)
        keeper = Keeper(folder, run_)
        outcome = run_batch(
            parted, Storing(executor, keeper), folder, progress or PlainProgress(lambda _: None), disclosure
        )
        run_.stops(outcome.stopped_by)
    return outcome.model_copy(update={"lost": keeper.lost(url)})


def digest_by(fetcher: Fetcher) -> Digest:
    """The SHA-256 of a job's recording, of this machine or another."""
    return lambda job: fetcher.sha256(job) if job.url else local_sha256(job)


def _planned(
    jobs: Sequence[Job], folder: OutputFolder, known: Known, versions_of: VersionsOf | None, digest: Digest
) -> Plan:
    """What is due; versions_of: None where all is to be done anew."""
    kept = [job for job in jobs if job.call_id not in known.purged]
    parted = plan(kept, folder, versions_of, digest) if versions_of else plan_anew(kept)
    stored = (call_id for call_id in folder.call_ids() if call_id in known.reports)
    altered = tuple(each for each in stored if not folder.vouches(each, folder.report_sha256(each)))
    purged = tuple(job for job in jobs if job.call_id in known.purged)
    return parted.model_copy(update={"altered": altered, "purged": purged})


def _renew_pages(jobs: Sequence[Job], folder: OutputFolder, work: CallWork, run_: StoredRun) -> None:
    repage(jobs, folder, work)
    for job in jobs:
        run_.page(job.call_id, folder.page_sha256(job.call_id))


def _note_reveal(run_: StoredRun, url: str, out: Path, calls: int, reason: str) -> None:
    """In the run's store, and in the one beside the reports, which holds the calls that stand there."""
    run_.reveals(calls, reason)
    beside = url_of(out / STORE_FILE)
    if (out / STORE_FILE).is_file() and not same_store(url, beside):
        note_reveal(beside, "pages and tables", calls, reason)


def build_work(kind: Kind, settings: Settings, out: Path, disclosure: Disclosure) -> CallWork:
    """The work on each call, made where it is done: an analyser with engines of its own."""
    return work_of(Analyser(settings), kind, settings, out, disclosure)


def work_of(analyser: Analyser, kind: Kind, settings: Settings, out: Path, disclosure: Disclosure) -> CallWork:
    """The work on each call by an analyser that is there."""
    is_recordings = kind == "recordings"
    return CallWork(
        analyse=analyser.analyse_recording if is_recordings else analyser.analyse_transcript,
        listen=analyser.listening_copy if is_recordings and settings.audio_in_pages else None,
        folder=OutputFolder(out),
        disclosure=disclosure,
        fetcher=Fetcher(settings.sources, out / FETCHED),
    )
