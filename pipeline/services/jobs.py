"""The queue as an operator sees it: what waits, what came to nothing and why, sent again or dropped."""

from collections.abc import Sequence

from pipeline.domain.base import Frozen
from pipeline.domain.queue import State
from pipeline.errors import UsageError
from pipeline.store.engine import reading, writing
from pipeline.store.jobs import Queued, drop, open_queue
from pipeline.store.log import Log, user_of_machine


class Listing(Frozen):
    """How many jobs are in each state, and those of one state."""

    counts: dict[State, int]
    jobs: tuple[Queued, ...]


def list_jobs(url: str, state: State = State.DEAD, most: int = 100) -> Listing:
    """The queue of a store; raises StoreError where there is none."""
    with reading(url, older=True):  # a store that is not there is refused, not made
        pass
    with open_queue(url) as queue:
        return Listing(counts=queue.counts(), jobs=queue.listed(state, most))


def retry_jobs(url: str, numbers: Sequence[int], *, every: bool = False) -> int:
    """Send dead jobs again; gives how many.

    Raises:
        UsageError: neither numbers nor every, or both.
        StoreError: there is no store, or it cannot be written.
    """
    if bool(numbers) == every:
        raise UsageError("jobs retry", "say which", "Give the numbers that `tinghe jobs list` shows, or --all.")
    with reading(url, older=True):
        pass
    with open_queue(url) as queue:
        return queue.retry(None if every else numbers)


def drop_jobs(url: str, numbers: Sequence[int], reason: str = "") -> int:
    """Take dead or waiting jobs out for good; the log notes whose, by whom and why. Gives how many.

    Raises:
        StoreError: there is no store, or it cannot be written.
    """
    with reading(url, older=True):
        pass
    with writing(url) as engine, engine.begin() as connection:
        call_ids = drop(connection, numbers)
        for call_id in call_ids:
            Log(connection).append("job_dropped", call_id=call_id, user=user_of_machine(), reason=reason)
    return len(call_ids)
