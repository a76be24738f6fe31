"""Take out what retention is over for: words, facts and the way to the recording; what was decided stays, provably."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update

from pipeline.domain.base import Frozen
from pipeline.store.engine import explained, writing
from pipeline.store.log import Log
from pipeline.store.tables import (
    CallRow,
    FactRow,
    FailureRow,
    FindingRow,
    ItemRow,
    JudgementRow,
    MismatchRow,
    RecognitionRow,
    RunRow,
    UtteranceRow,
)

_DATE: Final = slice(0, 10)  # of an ISO 8601 time


class Purged(Frozen):
    """What was taken out.

    hearings: recognitions, that is transcripts. folders: where runs wrote reports and pages of these calls, which are
    files of their own.
    """

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
        recognitions = _ids(connection, RecognitionRow, calls, RecognitionRow.purged_at.is_(None))
        if not recognitions:
            return Purged(calls=0, hearings=0, folders=())
        judgements = _ids(connection, JudgementRow, calls)
        folders = _folders(connection, judgements)
        for part in _chunks(recognitions):
            _purge_recognitions(connection, part)
        for part in _chunks(judgements):
            _purge_judgements(connection, part)
        for part in _chunks(calls):
            connection.execute(update(CallRow).where(CallRow.id.in_(part)).values(details={}))
        # Failures of runs of that time as well: a file's name may tell who called.
        limit = datetime(before.year, before.month, before.day, tzinfo=UTC)
        old_runs = select(RunRow.id).where(RunRow.started_at < limit)
        connection.execute(update(FailureRow).where(FailureRow.run.in_(old_runs)).values(file=""))
        Log(connection).append("purge", before=before.isoformat(), hearings=recognitions, judgements=judgements)
    return Purged(calls=len(calls), hearings=len(recognitions), folders=folders)


def _days(connection: Connection) -> Iterator[tuple[int, str]]:
    """Every judged call and the day that counts for it."""
    question = (
        select(CallRow.id, CallRow.started_at, JudgementRow.judged_at)
        .join(JudgementRow, JudgementRow.call == CallRow.id)
        .where(JudgementRow.stands)
    )
    for call, started_at, judged_at in connection.execute(question):
        try:
            day = date.fromisoformat(started_at[_DATE])
        except ValueError:
            day = judged_at.date()
        yield call, day.isoformat()


def _ids(connection: Connection, table: Any, calls: list[int], *limits: Any) -> list[int]:
    """The numbers of the recognitions or judgements of calls."""
    return [
        number
        for part in _chunks(calls)
        for number in connection.execute(select(table.id).where(table.call.in_(part), *limits)).scalars()
    ]


def _folders(connection: Connection, judgements: list[int]) -> tuple[str, ...]:
    """Where the runs of these judgements wrote their reports."""
    found: set[str] = set()
    for part in _chunks(judgements):
        question = select(RunRow.folder).join(JudgementRow, JudgementRow.run == RunRow.id)
        found |= set(connection.execute(question.where(JudgementRow.id.in_(part)).distinct()).scalars())
    return tuple(sorted(found - {""}))


def _purge_recognitions(connection: Connection, recognitions: list[int]) -> None:
    """Take out the transcripts, and where and what the recordings were."""
    connection.execute(delete(UtteranceRow).where(UtteranceRow.hearing.in_(recognitions)))
    emptied = {"source": "", "recording": {}, "quality": {}, "purged_at": datetime.now(UTC)}
    connection.execute(update(RecognitionRow).where(RecognitionRow.id.in_(recognitions)).values(**emptied))


def _purge_judgements(connection: Connection, judgements: list[int]) -> None:
    """Take out facts, quotes and questions; statuses, findings and scores stay."""
    for table in (FactRow, MismatchRow):
        connection.execute(delete(table).where(table.judgement.in_(judgements)))
    connection.execute(update(ItemRow).where(ItemRow.judgement.in_(judgements)).values(reason="", evidence=[]))
    connection.execute(update(FindingRow).where(FindingRow.judgement.in_(judgements)).values(evidence=[]))
    connection.execute(update(JudgementRow).where(JudgementRow.id.in_(judgements)).values(follow_up=[]))


def _chunks(numbers: list[int], size: int = 500) -> Iterable[list[int]]:
    """As many as any database takes in one statement."""
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
