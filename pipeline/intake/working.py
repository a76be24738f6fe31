"""Works on the queue: takes jobs up, has them done, keeps what comes of each, and gives signs of life."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Final, Protocol

from pipeline.batch.executors import Keeper
from pipeline.batch.work import Ending, Failure, failed
from pipeline.domain.base import Frozen
from pipeline.domain.job import Job
from pipeline.domain.queue import State
from pipeline.errors import StoreError
from pipeline.privacy.labels import masked_label
from pipeline.store.jobs import LOST, Queue, Queued

_SIGNS: Final = 4  # of life in a lease


class Workers(Protocol):
    """What does jobs while somebody else waits: batch.executors.Standing, or what stands in for it."""

    @property
    def has_room(self) -> bool:
        """Whether another job may be given."""

    def begin(self, number: int, job: Job) -> None:
        """Give a job."""

    def ended(self, patience_s: float) -> Iterable[tuple[int, Ending | None]]:
        """The jobs that ended; None where the process died."""


class Leases:
    """Tells whose worker is gone: a beat that stays the same for a lease, by a clock of our own that only grows."""

    def __init__(self, lease_s: float) -> None:
        """Nothing was seen yet."""
        self._lease_s = lease_s
        self._seen: dict[int, tuple[int, float]] = {}

    def over(self, taken: dict[int, int], now_s: float) -> dict[int, int]:
        """The jobs whose lease is over, with their last beat. taken: the beat of every job that is in hand now."""
        before = self._seen
        self._seen = {
            number: before[number] if before.get(number, (None, 0.0))[0] == beat else (beat, now_s)
            for number, beat in taken.items()
        }
        return {number: beat for number, (beat, since) in self._seen.items() if now_s - since >= self._lease_s}


class Tally(Frozen):
    """What a worker did. current: calls whose report stood there already. dead: calls that came to nothing."""

    done: int = 0
    current: int = 0
    dead: int = 0


class Working:
    """One worker on a queue."""

    def __init__(
        self,
        queue: Queue,
        workers: Workers,
        keeper: Keeper,
        *,
        stands: Callable[[Job], bool],
        lease_s: float,
        tell: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """stands: whether a call need not be done: its report stands there, or its words were purged."""
        self.tally = Tally()
        self._queue, self._workers, self._keeper, self._stands = queue, workers, keeper, stands
        self._lease_s, self._tell, self._clock = lease_s, tell, clock
        self._leases, self._looked = Leases(lease_s), clock()
        self._in_hand: dict[int, Job] = {}
        self._failed: set[str] = set()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is in hand."""
        return not self._in_hand

    def step(self, patience_s: float) -> None:
        """Keep what has ended, waited for so long, and take up what is due.

        Raises:
            TingheError: what would befall every call; the store cannot be written.
        """
        for number, ending in self._workers.ended(patience_s):
            self._end(number, self._in_hand.pop(number), ending)
        if self._clock() - self._looked >= self._lease_s / _SIGNS:
            self._looked = self._clock()
            of_others = {n: beat for n, beat in self._queue.taken().items() if n not in self._in_hand}
            for number, beat in self._leases.over(of_others, self._looked).items():
                self._named_if_dead(self._queue.lost(number, beat), number)
        while self._workers.has_room and (taken := self._queue.claim()):
            self._take_up(taken)

    def _take_up(self, taken: Queued) -> None:
        assert taken.job is not None
        if self._stands(taken.job):
            self._queue.done(taken.id)
            self._count(current=1)
        else:
            self._in_hand[taken.id] = taken.job
            self._workers.begin(taken.id, taken.job)

    def _end(self, number: int, job: Job, ending: Ending | None) -> None:
        shown = masked_label(job.call_id)
        if ending is None:
            self._named_if_dead(self._queue.lost(number), number)
            return
        if not isinstance(ending, Failure):
            self._keeper.keep(job, ending)
            self._queue.done(number)
            self._count(done=1)
            self._tell(f"{shown}: done.")
            return
        state = self._queue.failed(number, ending.reason, ending.remedy, may_pass=ending.may_pass)
        if state is State.DEAD:
            self._bury(job, ending)
        elif state is State.WAITING:
            self._tell(f"{shown}: {ending.reason}. It is tried again.")

    def _named_if_dead(self, state: State | None, number: int) -> None:
        job = self._queue.job(number).job if state is State.DEAD else None
        if job:
            self._bury(job, failed(job, *LOST))

    def _bury(self, job: Job, failure: Failure) -> None:
        """A failure of a call stands in a run once, whatever is tried again of it."""
        self._count(dead=1)
        self._tell(f"{masked_label(job.call_id)}: failed, {failure.reason}.")
        if job.call_id not in self._failed:
            self._keeper.keep(job, failure)
            self._failed.add(job.call_id)

    def _count(self, *, done: int = 0, current: int = 0, dead: int = 0) -> None:
        was = self.tally
        self.tally = Tally(done=was.done + done, current=was.current + current, dead=was.dead + dead)


def give_signs(queue: Queue, lease_s: float, stop: threading.Event) -> None:
    """Beat until stop is set; a store that cannot be written just now is tried again at the next beat."""
    while not stop.wait(lease_s / _SIGNS):
        try:
            queue.beat()
        except StoreError:
            continue
