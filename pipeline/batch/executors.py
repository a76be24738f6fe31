"""How calls are worked on: one after another or several at a time in processes of their own, and stored as they end."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from pipeline.batch.folder import OutputFolder
from pipeline.batch.work import CallWork, Ending, Failure
from pipeline.domain.job import Job
from pipeline.errors import TingheError
from pipeline.store.runs import StoredRun

# Makes the work where it is done, because engines do not travel between processes.
BuildWork = Callable[[], CallWork]
Begin = Callable[[Job], None]
Endings = Generator[tuple[Job, Ending], None, None]


class Executor(Protocol):
    """Does jobs and yields how each ended, in the order in which they end."""

    def endings(self, jobs: Sequence[Job], begin: Begin) -> Endings:
        """Each job with its ending; begin is called when a job is taken up."""


class Serial:
    """One call after another in this process: the measure that the others must equal."""

    def __init__(self, build: BuildWork) -> None:
        """Nothing is loaded before the first job."""
        self._build = build

    def endings(self, jobs: Sequence[Job], begin: Begin) -> Endings:
        """In the order of the jobs."""
        if not jobs:
            return
        work = self._build()
        for job in jobs:
            begin(job)
            yield job, work(job)


class Processes:
    """Several calls at a time, each worker process with engines of its own."""

    def __init__(self, build: BuildWork, workers: int) -> None:
        """Take a picklable build and how many processes to start, at least 1."""
        self._build = build
        self._workers = workers

    def endings(self, jobs: Sequence[Job], begin: Begin) -> Endings:
        """In the order in which they end.

        Raises:
            TingheError: a worker process died, most likely for want of memory.
        """
        spawn = multiprocessing.get_context("spawn")  # a fork would share the locks of native threads
        with ProcessPoolExecutor(self._workers, spawn, _enter_worker, (self._build,)) as pool:
            try:
                yield from _as_they_end(pool, jobs, begin, self._workers)
            except BrokenProcessPool as error:
                remedy = "Give fewer --workers, then run the same command again: it goes on where it stopped."
                raise TingheError("a worker process", "it died, most likely for want of memory", remedy) from error
            except BaseException:
                # Calls in hand are dropped: files are renamed into place whole, so nothing is left half-written.
                pool.shutdown(wait=False, cancel_futures=True)
                for child in multiprocessing.active_children():
                    child.terminate()
                raise


@dataclass(frozen=True)
class Storing:
    """An executor whose every ending is in the store before it is yielded."""

    executor: Executor
    folder: OutputFolder
    run: StoredRun

    def endings(self, jobs: Sequence[Job], begin: Begin) -> Endings:
        """As those of the executor within."""
        with closing(self.executor.endings(jobs, begin)) as ongoing:
            for job, ending in ongoing:
                if isinstance(ending, Failure):
                    self.run.failure(ending.model_dump(exclude={"trace"}))
                else:
                    page_sha256 = self.folder.page_sha256(job.call_id)
                    self.run.report(ending.report, str(job.path.resolve()), page_sha256)
                yield job, ending


def _as_they_end(pool: ProcessPoolExecutor, jobs: Sequence[Job], begin: Begin, workers: int) -> Endings:
    """Jobs are taken up in their order: as many at first as there are workers, then one for each that ends."""
    waiting = {pool.submit(_do, job): job for job in jobs}
    for job in jobs[:workers]:
        begin(job)
    for ended, future in enumerate(as_completed(waiting)):
        yield waiting.pop(future), future.result()  # a report is let go of as soon as it is stored
        for job in jobs[ended + workers : ended + workers + 1]:
            begin(job)


_builds: list[BuildWork] = []  # in a worker: the one that it was started with


def _enter_worker(build: BuildWork) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _builds.append(build)


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@cache
def _work() -> CallWork:
    """The worker's own engines, loaded with its first job, so that an error there travels like any other."""
    return _builds[0]()


def _do(job: Job) -> Ending:
    return _work()(job)
