"""Lines about the queue."""

from collections.abc import Mapping

from pipeline.domain.queue import State
from pipeline.privacy.labels import masked_label
from pipeline.store.jobs import Queued


def count_line(counts: Mapping[State, int]) -> str:
    """How many jobs are in each state."""
    return ", ".join(f"{counts.get(state, 0)} {state}" for state in State)


def job_line(job: Queued) -> str:
    """One job; what tells who somebody is, is masked."""
    told = f": {job.reason}. {job.remedy}" if job.reason else ""
    tried = f", tried {job.tries + job.losses} times" if job.tries + job.losses else ""
    return f"{job.id}  {masked_label(job.call_id)}{tried}{told}"
