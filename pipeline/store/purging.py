"""Take out what retention is over for: words, facts and the way to the recording; what was decided stays, provably."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update

from pipeline.domain.base import Frozen
from pipeline.store.chain import Log
from pipeline.store.engine import explained, writing
from pipeline.store.tables import (
    CallRow,
    FactRow,
    FailureRow,
    FindingRow,
    HearingRow,
    ItemRow,
    JudgementRow,
    MismatchRow,
    RunRow,
    UtteranceRow,
)

_DATE: Final = slice(0, 10)  # of an ISO 8601 time


class Purged(Frozen):
    """What was taken out. folders: where runs wrote reports and pages of these calls, which are files of their own."""

    calls: int
    hearings: int
    folders: tuple[str, ...]


def purge(url: str, before: date) -> Purged:
    """Take out transcripts, quotes, facts, loan-file columns and recordings' places of calls made before a day.

    A call whose time nobody noted counts by when it was last judged. Statuses, findings, scores and all hashes stay,
    and the log notes what was purged, so that an audit can tell it from tampering. In one transaction.

    Raises:
        StoreUrlError: as engine.writing does.
        StoreError: as engine.writing does.
    """
    with writing(url) as engine, explained(url), engine.begin() as connection:
        calls = [call for call, day in _days(connection) if day < before.isoformat()]
        hearings = _of(connection, HearingRow, calls, HearingRow.purged_at.is_(None))
        if not hearings:
            return Purged(calls=0, hearings=0, folders=())
        judgements = _of(connection, JudgementRow, calls)
        folders = _folders(connection, judgements)
        for part in _chunks(hearings):
            _purge_hearings(connection, part)
        for part in _chunks(judgements):
            _purge_judgements(connection, part)
        for part in _chunks(calls):
            connection.execute(update(CallRow).where(CallRow.id.in_(part)).values(details={}))
        _purge_failures(connection, before)
        Log(connection).append("purge", before=before.isoformat(), hearings=hearings, judgements=judgements)
    return Purged(calls=len(calls), hearings=len(hearings), folders=folders)


def _days(connection: Connection) -> Iterator[tuple[int, str]]:
    """Every judged call and the day that counts for it."""
    question = (
        select(CallRow.id, CallRow.started_at, JudgementRow.judged_at)
        .join(JudgementRow, JudgementRow.call == CallRow.id)
        .where(JudgementRow.stands)
    )
    for call, started_at, judged_at in connection.execute(question):
        yield call, _day(started_at) or judged_at.date().isoformat()


def _day(started_at: str) -> str:
    try:
        return date.fromisoformat(started_at[_DATE]).isoformat()
    except ValueError:
        return ""


def _of(connection: Connection, table: Any, calls: list[int], *limits: Any) -> list[int]:
    """The numbers of the hearings or judgements of calls."""
    return [
        number
        for part in _chunks(calls)
        for number in connection.execute(select(table.id).where(table.call.in_(part), *limits)).scalars()
    ]


def _folders(connection: Connection, judgements: list[int]) -> tuple[str, ...]:
    found: set[str] = set()
    for part in _chunks(judgements):
        question = select(RunRow.folder).join(JudgementRow, JudgementRow.run == RunRow.id)
        found |= set(connection.execute(question.where(JudgementRow.id.in_(part)).distinct()).scalars())
    return tuple(sorted(found - {""}))


def _purge_hearings(connection: Connection, hearings: list[int]) -> None:
    connection.execute(delete(UtteranceRow).where(UtteranceRow.hearing.in_(hearings)))
    emptied = {"source": "", "recording": {}, "quality": {}, "purged_at": datetime.now(UTC)}
    connection.execute(update(HearingRow).where(HearingRow.id.in_(hearings)).values(**emptied))


def _purge_judgements(connection: Connection, judgements: list[int]) -> None:
    for table in (FactRow, MismatchRow):
        connection.execute(delete(table).where(table.judgement.in_(judgements)))
    connection.execute(update(ItemRow).where(ItemRow.judgement.in_(judgements)).values(reason="", evidence=[]))
    connection.execute(update(FindingRow).where(FindingRow.judgement.in_(judgements)).values(evidence=[]))
    connection.execute(update(JudgementRow).where(JudgementRow.id.in_(judgements)).values(follow_up=[]))


def _purge_failures(connection: Connection, before: date) -> None:
    """Of runs of that time; a file's name may tell who called."""
    limit = datetime(before.year, before.month, before.day, tzinfo=UTC)
    old = select(RunRow.id).where(RunRow.started_at < limit)
    connection.execute(update(FailureRow).where(FailureRow.run.in_(old)).values(file=""))


def _chunks(numbers: list[int], size: int = 500) -> Iterable[list[int]]:
    """As many as any database takes in one statement."""
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
