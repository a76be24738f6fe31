"""How calls are worked on: one after another or several at a time in processes of their own, and stored as they end."""

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from pipeline.batch.folder import OutputFolder
from pipeline.batch.memory import bind_this_process
from pipeline.batch.work import CallWork, Ending, Failure, failed
from pipeline.domain.job import Job
from pipeline.store.presence import absent_reports
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
    """Calls in processes of their own, each with its own engines: a call that kills its process kills nothing else."""

    def __init__(self, build: BuildWork, workers: int, most_mb: int = 0) -> None:
        """Take a picklable build and how many processes to start, at least 1.

        most_mb: the memory that each may take, in megabytes; 0 for no bound.
        """
        self._build = build
        self._workers = workers
        self._most_mb = most_mb

    def endings(self, jobs: Sequence[Job], begin: Begin) -> Endings:
        """In the order in which they end.

        Where a worker dies, the calls in hand are tried again, each alone; the one that kills its worker then as well
        is a failure, and the batch goes on.
        """
        waiting = deque(jobs)
        while waiting:
            in_hand: dict[Future[Ending], Job] = {}
            workers = min(self._workers, len(waiting))
            with self._pool(workers) as pool:
                yield from _until_one_dies(pool, waiting, in_hand, begin, workers)
            for job in in_hand.values():
                yield job, self._alone(job)

    def _alone(self, job: Job) -> Ending:
        with self._pool(1) as pool:
            try:
                return pool.submit(_do, job).result()
            except BrokenProcessPool:
                return failed(
                    job,
                    "its worker process died, and died again with nothing else in hand",
                    "Export or convert the call anew; if it is very long, allow more memory (TINGHE_WORKER_MEMORY_MB).",
                )

    @contextmanager
    def _pool(self, workers: int) -> Iterator[ProcessPoolExecutor]:
        with _new_pool(self._build, workers, self._most_mb) as pool:
            try:
                yield pool
            except BaseException:
                # Calls in hand are dropped: files are renamed into place whole, so nothing is left half-written.
                pool.shutdown(wait=False, cancel_futures=True)
                for child in multiprocessing.active_children():
                    child.terminate()
                raise


@dataclass(frozen=True)
class Keeper:
    """Puts how calls ended into the store. saved: the SHA-256 of each report, by call_id."""

    folder: OutputFolder
    run: StoredRun
    saved: dict[str, str] = field(default_factory=dict)

    def keep(self, job: Job, ending: Ending) -> None:
        """One ending, whole or not at all."""
        if isinstance(ending, Failure):
            self.run.failure(ending.model_dump(exclude={"trace", "may_pass"}))
        else:
            page_sha256 = self.folder.page_sha256(job.call_id)
            self.saved[job.call_id] = self.run.report(ending.report, job.source, page_sha256)

    def lost(self, url: str) -> tuple[str, ...]:
        """The calls that were saved and are not there now, in the store at url or in the folder.

        Somebody removed or replaced one of the two during the run, which wrote on into what nobody can open any more.
        """
        absent = absent_reports(url, self.saved)
        return tuple(call_id for call_id in self.saved if call_id in absent or not self.folder.holds(call_id))


@dataclass(frozen=True)
class Storing:
    """An executor whose every ending is in the store before it is yielded."""

    executor: Executor
    keeper: Keeper

    def endings(self, jobs: Sequence[Job], begin: Begin) -> Endings:
        """As those of the executor within."""
        with closing(self.executor.endings(jobs, begin)) as ongoing:
            for job, ending in ongoing:
                self.keeper.keep(job, ending)
                yield job, ending


class Standing:
    """Processes that stay, each with its own engines: what is asked of one is told when somebody looks.

    Each has a pool of its own, so that a worker that dies names the call that it died of.
    """

    def __init__(self, build: BuildWork, workers: int, most_mb: int = 0) -> None:
        """As Processes; a process is started when it is first wanted."""
        self._build, self._most_mb = build, most_mb
        self._idle: list[ProcessPoolExecutor | None] = [None] * workers
        self._in_hand: dict[Future[Ending], tuple[int, ProcessPoolExecutor]] = {}

    @property
    def has_room(self) -> bool:
        """Whether a process has nothing to do."""
        return bool(self._idle)

    def begin(self, number: int, job: Job) -> None:
        """Give a job to a process that has nothing to do; raises IndexError where there is none."""
        pool = self._idle.pop() or _new_pool(self._build, 1, self._most_mb)
        self._in_hand[pool.submit(_do, job)] = number, pool

    def ended(self, patience_s: float) -> Iterator[tuple[int, Ending | None]]:
        """The jobs that ended by their numbers, waited for so long; None as the ending where the process died.

        Raises:
            TingheError: what would befall every call.
        """
        if not self._in_hand:
            time.sleep(patience_s)
        ended, _ = wait(self._in_hand, timeout=patience_s, return_when=FIRST_COMPLETED)
        for future in ended:
            number, pool = self._in_hand.pop(future)
            if _died(future):
                pool.shutdown(wait=False)
                self._idle.append(None)
                yield number, None
            else:
                self._idle.append(pool)
                yield number, future.result()

    def stop(self) -> None:
        """End the processes with what they have in hand: files are renamed into place whole."""
        pools = [pool for _, pool in self._in_hand.values()] + [pool for pool in self._idle if pool]
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            child.terminate()


def _new_pool(build: BuildWork, workers: int, most_mb: int) -> ProcessPoolExecutor:
    spawn = multiprocessing.get_context("spawn")  # a fork would share the locks of native threads
    return ProcessPoolExecutor(workers, spawn, _enter_worker, (build, most_mb))


def _until_one_dies(
    pool: ProcessPoolExecutor, waiting: deque[Job], in_hand: dict[Future[Ending], Job], begin: Begin, workers: int
) -> Endings:
    """Jobs are taken up in their order, no more at a time than there are workers, until all have ended or one dies.

    What was in hand when a worker died stays in in_hand: which of them killed it, nobody can tell yet.
    """

    def take_up() -> None:
        while waiting and len(in_hand) < workers:
            future = pool.submit(_do, waiting[0])
            in_hand[future] = waiting.popleft()
            begin(in_hand[future])

    with suppress(BrokenProcessPool):
        take_up()
        while in_hand:
            ended, _ = wait(in_hand, return_when=FIRST_COMPLETED)
            for future in sorted(ended, key=_died):
                ending = future.result()  # a report is let go of as soon as it is stored
                job = in_hand.pop(future)
                # The worker has something to do while this one is stored; a pool that is broken says so again below.
                with suppress(BrokenProcessPool):
                    take_up()
                yield job, ending


def _died(future: Future[Ending]) -> bool:
    return isinstance(future.exception(), BrokenProcessPool)


_builds: list[BuildWork] = []  # in a worker: the one that it was started with


def _enter_worker(build: BuildWork, most_mb: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    threading.Thread(target=_die_with_parent, daemon=True).start()
    bind_this_process(most_mb)
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
