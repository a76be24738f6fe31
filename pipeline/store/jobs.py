"""The queue of recordings that are to be heard and judged: one implementation for a file and a server.

What is taken in is there once, is taken up by one worker at a time, and comes to an end that has a name: done, or dead
with its reason. docs/decisions/0012-jobs.md says why it is our own.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.domain.base import Frozen
from pipeline.domain.job import Job
from pipeline.domain.queue import Priority, State
from pipeline.store.engine import explained, queueing
from pipeline.store.known import chunks
from pipeline.store.tables import JobRow, Row

MOST_LOSSES: Final = 2  # a call whose worker was lost is taken up again so often
MOST_TRIES: Final = 20  # of a recording whose host does not answer: nearly three hours
FIRST_WAIT_S, LONGEST_WAIT_S = 30.0, 600.0
LOST: Final = ("its worker was lost each time it was taken up", "See that it is a call; then send it again.")
_JOBS: Any = JobRow.__table__
_INSERTS: Final[dict[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_NOTHING: Final = {"source": "", "job": {}}  # what the report and the log have, the queue need not keep


class Arrival(Frozen):
    """A recording to be taken in.

    fingerprint: another one for other content. label_only: its call_id is a label that names others too.
    """

    job: Job
    fingerprint: str
    priority: int = Priority.USUAL
    label_only: bool = False


class Queued(Frozen):
    """A job as it stands in the queue; job: None where it is done or dropped."""

    id: int
    call_id: str
    job: Job | None
    priority: int
    state: State
    tries: int
    losses: int
    beat: int
    queued_at: datetime
    due_at: datetime
    reason: str
    remedy: str


class Queue:
    """An open queue, as one worker or one who takes in sees it."""

    def __init__(self, url: str, engine: Engine, worker: str) -> None:
        """worker: a name that no other has."""
        self._url, self._engine, self._worker = url, engine, worker

    def add(self, arrivals: Iterable[Arrival]) -> int:
        """Take in what was not taken in before; gives how many that were.

        A recording that was written anew keeps the call_id of its source. Where another recording has that call_id,
        something random is put behind it.
        """
        new = 0
        for part in chunks(list(arrivals)):
            by_key = {_digest(arrival.job.source, arrival.fingerprint): arrival for arrival in part}
            with self._transaction() as connection:
                known = set(connection.execute(select(_JOBS.c.key).where(_JOBS.c.key.in_(by_key))).scalars())
                rows = _new_rows(connection, {key: each for key, each in by_key.items() if key not in known})
                if rows:
                    insert = _INSERTS[connection.dialect.name](_JOBS).on_conflict_do_nothing(index_elements=["key"])
                    connection.execute(insert, rows)
                new += len(rows)
        return new

    def claim(self) -> Queued | None:
        """The next job that is due, now this worker's; None where there is none.

        Of recordings with one call_id only one is worked on at a time.
        """
        now = datetime.now(UTC)
        # Where the clock went back, what it had put off by more than the longest wait is due as well.
        due = or_(_JOBS.c.due_at <= now, _JOBS.c.due_at > now + timedelta(seconds=LONGEST_WAIT_S))
        others = _JOBS.alias()
        in_hand = select(others.c.id).where(others.c.call_id == _JOBS.c.call_id, others.c.state == State.TAKEN)
        question = select(_JOBS).where(_JOBS.c.state == State.WAITING, due, ~in_hand.exists())
        first = question.order_by(_JOBS.c.priority, _JOBS.c.id).limit(1).with_for_update(skip_locked=True)
        with self._transaction() as connection:
            row = connection.execute(first).mappings().first()
            if row is None:
                return None
            taken = {"state": State.TAKEN, "worker": self._worker, "beat": row["beat"] + 1}
            connection.execute(update(_JOBS).where(_JOBS.c.id == row["id"]).values(**taken))
        return _queued({**row, **taken})

    def beat(self) -> None:
        """Say that this worker lives, for all that it has in hand."""
        with self._transaction() as connection:
            connection.execute(update(_JOBS).where(self._mine()).values(beat=_JOBS.c.beat + 1))

    def taken(self) -> dict[int, int]:
        """The beat of every job that some worker has, by its number."""
        with self._transaction() as connection:
            found = select(_JOBS.c.id, _JOBS.c.beat).where(_JOBS.c.state == State.TAKEN)
            return {row[0]: row[1] for row in connection.execute(found)}

    def done(self, number: int) -> None:
        """A job of this worker's came to its report."""
        with self._transaction() as connection:
            mine = and_(self._mine(), _JOBS.c.id == number)
            ended = {"state": State.DONE, "ended_at": datetime.now(UTC), "worker": "", "reason": "", "remedy": ""}
            connection.execute(update(_JOBS).where(mine).values(**ended, **_NOTHING))

    def failed(self, number: int, reason: str, remedy: str, *, may_pass: bool) -> State | None:
        """A job of this worker's came to nothing: what becomes of it, None where it is another worker's by now.

        may_pass: it is done again later, after waits that grow, until it failed MOST_TRIES times.
        """
        return self._ended(and_(self._mine(), _JOBS.c.id == number), reason, remedy, may_pass=may_pass)

    def lost(self, number: int, beat: int | None = None) -> State | None:
        """The worker that had a job is gone: what becomes of it, None where it is not so.

        beat: which that worker gave last; None for a job of this worker's.
        """
        having = self._mine() if beat is None else and_(_JOBS.c.state == State.TAKEN, _JOBS.c.beat == beat)
        return self._ended(and_(having, _JOBS.c.id == number), *LOST, is_loss=True)

    def release(self) -> None:
        """Put back what this worker has in hand, as if it had not been taken up."""
        with self._transaction() as connection:
            back = {"state": State.WAITING, "worker": ""}
            connection.execute(update(_JOBS).where(self._mine()).values(**back))

    def counts(self) -> dict[State, int]:
        """How many jobs are in each state."""
        with self._transaction() as connection:
            found = connection.execute(select(_JOBS.c.state, func.count()).group_by(_JOBS.c.state))
            return {State(row[0]): row[1] for row in found}

    def due(self) -> bool:
        """Whether anything waits that is due now, or is in hand."""
        with self._transaction() as connection:
            waits = and_(_JOBS.c.state == State.WAITING, _JOBS.c.due_at <= datetime.now(UTC))
            open_ = select(_JOBS.c.id).where(or_(waits, _JOBS.c.state == State.TAKEN)).limit(1)
            return connection.execute(open_).first() is not None

    def listed(self, state: State, most: int = 1000) -> tuple[Queued, ...]:
        """The jobs of a state, those that are taken up first at the beginning."""
        question = select(_JOBS).where(_JOBS.c.state == state).order_by(_JOBS.c.priority, _JOBS.c.id).limit(most)
        with self._transaction() as connection:
            return tuple(_queued(dict(row)) for row in connection.execute(question).mappings())

    def job(self, number: int) -> Queued:
        """One job by its number."""
        with self._transaction() as connection:
            return _queued(dict(connection.execute(select(_JOBS).where(_JOBS.c.id == number)).mappings().one()))

    def retry(self, numbers: Sequence[int] | None = None) -> int:
        """Send dead jobs again, all of them where none is named; gives how many."""
        dead = _JOBS.c.state == State.DEAD
        wanted = dead if numbers is None else and_(dead, _JOBS.c.id.in_(numbers))
        again = {"state": State.WAITING, "due_at": datetime.now(UTC), "tries": 0, "losses": 0, "ended_at": None}
        with self._transaction() as connection:
            return int(connection.execute(update(_JOBS).where(wanted).values(**again)).rowcount)

    def _mine(self) -> Any:
        return and_(_JOBS.c.state == State.TAKEN, _JOBS.c.worker == self._worker)

    def _ended(
        self, which: Any, reason: str, remedy: str, *, may_pass: bool = True, is_loss: bool = False
    ) -> State | None:
        with self._transaction() as connection:
            row = connection.execute(select(_JOBS).where(which).with_for_update()).mappings().first()
            if row is None:
                return None
            tries, losses = row["tries"] + (not is_loss), row["losses"] + is_loss
            again = may_pass and tries < MOST_TRIES and losses <= MOST_LOSSES
            now = datetime.now(UTC)
            wait_s = 0.0 if is_loss else min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (tries - 1))
            state = State.WAITING if again else State.DEAD
            ended = {
                "state": state,
                "due_at": now + timedelta(seconds=wait_s),
                "ended_at": None if again else now,
                "worker": "",
            }
            told = {"tries": tries, "losses": losses, "reason": reason, "remedy": remedy}
            connection.execute(update(_JOBS).where(_JOBS.c.id == row["id"]).values(**ended, **told))
            return state

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with explained(self._url), self._engine.begin() as connection:
            yield connection


@contextmanager
def open_queue(url: str, worker: str = "") -> Iterator[Queue]:
    """The queue of the store at url; worker: who works on it, empty for whoever only looks or takes in.

    Raises:
        StoreUrlError: the URL names no store that this version can use.
        StoreError: it cannot be opened or written.
    """
    with queueing(url) as engine:
        yield Queue(url, engine, worker)


def drop(connection: Connection, numbers: Sequence[int]) -> tuple[str, ...]:
    """Take dead or waiting jobs out of the queue for good, within the caller's transaction; gives their call_ids.

    Their recordings are not taken in again, and what told of them is forgotten.
    """
    wanted = and_(_JOBS.c.id.in_(numbers), _JOBS.c.state.in_((State.DEAD, State.WAITING)))
    found = connection.execute(select(_JOBS.c.id, _JOBS.c.call_id).where(wanted).with_for_update()).all()
    dropped = {"state": State.DROPPED, "ended_at": datetime.now(UTC), "reason": "", "remedy": "", **_NOTHING}
    connection.execute(update(_JOBS).where(_JOBS.c.id.in_([row[0] for row in found])).values(**dropped))
    return tuple(row[1] for row in found)


def forget(connection: Connection, before: datetime) -> None:
    """Drop what waits or is dead since before a moment, within the caller's transaction: its retention is over."""
    old = select(_JOBS.c.id).where(_JOBS.c.queued_at < before, _JOBS.c.state.in_((State.DEAD, State.WAITING)))
    for part in chunks(list(connection.execute(old).scalars())):
        drop(connection, part)


def _new_rows(connection: Connection, arrivals: dict[str, Arrival]) -> list[Row]:
    sources = {key: _digest(arrival.job.source) for key, arrival in arrivals.items()}
    same = select(_JOBS.c.source_sha256, _JOBS.c.call_id).where(_JOBS.c.source_sha256.in_(sources.values()))
    known = {row[0]: row[1] for row in connection.execute(same)}
    wanted = {arrival.job.call_id for arrival in arrivals.values()}
    taken = set(connection.execute(select(_JOBS.c.call_id).where(_JOBS.c.call_id.in_(wanted))).scalars())
    now, rows = datetime.now(UTC), []
    for key, arrival in arrivals.items():
        call_id = known.get(sources[key]) or _free(arrival, taken)
        taken.add(call_id)
        rows.append(
            {
                "key": key,
                "source_sha256": sources[key],
                "source": arrival.job.source,
                "call_id": call_id,
                "job": arrival.job.model_copy(update={"call_id": call_id}).model_dump(mode="json"),
                "priority": arrival.priority,
                "state": State.WAITING,
                "due_at": now,
                "queued_at": now,
                "tries": 0,
                "losses": 0,
                "worker": "",
                "beat": 0,
                "ended_at": None,
                "reason": "",
                "remedy": "",
            }
        )
    return rows


def _free(arrival: Arrival, taken: set[str]) -> str:
    """The call_id, or with something behind it that nobody can reckon back to what it stands for."""
    wanted = arrival.job.call_id
    return wanted if wanted not in taken and not arrival.label_only else f"{wanted[:100]}~{secrets.token_hex(4)}"


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode(errors="surrogateescape")).hexdigest()


def _queued(row: Row) -> Queued:
    job = Job.model_validate(row["job"]) if row["job"] else None
    return Queued.model_validate({**{name: row[name] for name in Queued.model_fields if name != "job"}, "job": job})
