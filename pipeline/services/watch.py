"""Watched folders: what arrives there becomes reports, one process after another, until somebody stops it."""

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from pipeline.batch.executors import Keeper, Standing
from pipeline.batch.folder import OutputFolder, open_folder
from pipeline.batch.memory import bound_mb
from pipeline.batch.plan import is_current
from pipeline.batch.run import Interrupted, interruptible, write_overview
from pipeline.batch.sources import refuse_unknown_kind
from pipeline.batch.work import failed
from pipeline.domain.job import Job
from pipeline.domain.queue import Priority, State
from pipeline.errors import UsageError
from pipeline.intake.naming import naming
from pipeline.intake.watching import Source, Watcher, wake_when_told
from pipeline.intake.working import Tally, Working, give_signs
from pipeline.privacy.masking import Disclosure
from pipeline.services.analyse import Analyser
from pipeline.services.batch import STORE_FILE, build_work
from pipeline.settings import Settings
from pipeline.sources.remote import Remote
from pipeline.sources.urls import Place, local_path, place_of
from pipeline.store.engine import url_of
from pipeline.store.jobs import Queue, open_queue
from pipeline.store.runs import StoredRun, stored_run

_STEP_S: Final = 0.5
_MOST_FAILURES: Final = 100_000  # that failures.csv names
_PARTING_S: Final = 6.0
_DEAR: Final = 50.0  # times as long as the last overview took, until the next


def watch(
    sources: Sequence[str | Path],
    settings: Settings,
    out: Path,
    *,
    store: str | None = None,
    live: Sequence[str | Path] = (),
    workers: int = 1,
    product: str | None = None,
    stage: str | None = None,
    disclosure: Disclosure = Disclosure.MASKED,
    once: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Tally:
    """Take in what arrives in folders, here or elsewhere, and make reports of it, until SIGTERM or SIGINT.

    live: folders whose recordings come before the others'. store: as of batch.run; the queue is in it too, and several
    watchers may share it. workers: calls at a time, each in a process with its own models. product, stage: where
    nothing else tells them. once: end when all that is there is done. tell: is given a line for what goes on.

    Raises:
        UsageError: no source is given, one is none, or the taxonomy lacks the product or stage.
        TingheError: what would befall every call: absent weights, a folder or store that cannot be written.
    """
    watched = [*_sources(live, Priority.LIVE), *_sources(sources, Priority.USUAL)]
    if not watched:
        raise UsageError("SOURCE", "none is given", "Name a folder, here or at s3://, sftp://, smb://.")
    refuse_unknown_kind(product, stage)
    names = naming(settings.watch.name_pattern, settings.zone, product, stage)
    analyser = Analyser(settings)
    analyser.require_judge()
    url, name = store or url_of(out / STORE_FILE), f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    build = partial(build_work, "recordings", settings, out, disclosure)
    options = settings.watch
    with (
        open_folder(out) as opened,
        stored_run(url, "watch", str(out.resolve())) as run_,
        open_queue(url, name) as queue,
    ):
        run_.known(opened.call_ids())
        folder = replace(opened, vouches=run_.vouches)
        keeper = Keeper(folder, run_)
        standing = Standing(build, workers, bound_mb(workers, settings.worker_memory_mb))
        stands = partial(_stands, analyser=analyser, folder=folder, run_=run_)
        working = Working(queue, standing, keeper, stands=stands, lease_s=options.lease_s, tell=tell)
        overview = _Overview(folder, queue, options.overview_s, disclosure)
        watchers = [
            Watcher(each, queue, Remote(settings.sources), naming=names, options=options, tell=tell) for each in watched
        ]
        try:
            with interruptible(), _in_threads(watchers, watched, queue, options.lease_s) as check:
                while not (once and working.is_idle and _all_in(watchers) and not queue.due()):
                    working.step(_STEP_S)
                    check()
                    overview.renew(working.tally, idle=working.is_idle)
        except Interrupted as stop:
            run_.stops(stop.signum)
        finally:
            standing.stop()
            queue.release()
        overview.write(working.tally)
    return working.tally


def _sources(named: Sequence[str | Path], priority: Priority) -> Iterator[Source]:
    """Folders; one of this machine has to be there when watching begins, so that a misspelt one is told at once."""
    for each in named:
        here = local_path(str(each))
        if here is None:
            yield Source(place=place_of(str(each)), priority=priority)
        elif here.is_dir():
            yield Source(place=Place(scheme="file", path=str(here.resolve())), priority=priority)
        else:
            raise UsageError(each, "is no folder", "Name a folder that recordings arrive in.")


def _stands(job: Job, *, analyser: Analyser, folder: OutputFolder, run_: StoredRun) -> bool:
    """Whether a call need not be done; what lies elsewhere is not read for that alone."""
    if run_.is_purged(job.call_id):
        return True
    report = None if job.url or job.refused else folder.report(job.call_id)
    return report is not None and is_current(report, job, analyser.recording_versions)


def _all_in(watchers: Sequence[Watcher]) -> bool:
    return all((watcher.looked or watcher.away) and not watcher.waiting for watcher in watchers)


@contextmanager
def _in_threads(
    watchers: Sequence[Watcher], watched: Sequence[Source], queue: Queue, lease_s: float
) -> Iterator[Callable[[], None]]:
    """Watching and giving signs of life beside whoever works; what is given raises what ended one of them."""
    stop, failures = threading.Event(), list[BaseException]()

    def guarded(target: Callable[..., None], *arguments: object) -> None:
        try:
            target(*arguments)
        except BaseException as error:  # noqa: BLE001 - raised again by whoever works
            failures.append(error)

    def check() -> None:
        if failures:
            raise failures[0]

    wakes = [threading.Event() for _ in watchers]
    tasks: list[tuple[object, ...]] = [(give_signs, queue, lease_s, stop)]
    tasks += [(watcher.run, stop, wake) for watcher, wake in zip(watchers, wakes, strict=True)]
    tasks += [(wake_when_told, source.place, stop, wake) for source, wake in zip(watched, wakes, strict=True)]
    threads = [threading.Thread(target=guarded, args=task, daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    try:
        yield check
    finally:
        stop.set()
        for wake in wakes:
            wake.set()
        for thread in threads:
            thread.join(_PARTING_S / len(threads))  # who waits for another machine is left behind


class _Overview:
    """The page and the tables over all calls, made anew when there is time for it."""

    def __init__(self, folder: OutputFolder, queue: Queue, pause_s: float, disclosure: Disclosure) -> None:
        self._folder, self._queue, self._pause_s, self._disclosure = folder, queue, pause_s, disclosure
        self._of, self._next = Tally(), time.monotonic()

    def renew(self, tally: Tally, *, idle: bool) -> None:
        """Where something changed, nothing is in hand, and the last one is old enough."""
        if idle and tally != self._of and time.monotonic() >= self._next:
            self.write(tally)

    def write(self, tally: Tally) -> None:
        began = time.monotonic()
        dead = [(each.job, each) for each in self._queue.listed(State.DEAD, _MOST_FAILURES)]
        failures = [failed(job, each.reason, each.remedy) for job, each in dead if job]
        write_overview(self._folder, failures, self._disclosure)
        self._of = tally
        self._next = time.monotonic() + max(self._pause_s, _DEAR * (time.monotonic() - began))
