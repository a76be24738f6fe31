"""Take out what retention is over for: words, facts and the way to the recording; what was decided stays, provably."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time
from typing import Any, Final, Literal

from sqlalchemy import Connection, Engine, Text, cast, delete, exists, or_, select, tuple_, update

from pipeline.domain.base import Frozen
from pipeline.store import rows
from pipeline.store.engine import writing
from pipeline.store.jobs import forget
from pipeline.store.known import chunks
from pipeline.store.log import Log, user_of_machine
from pipeline.store.stored_rows import StoredRows
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
    files of their own. failures: how many lost the name of their file. kept_by: what still keeps it in the database's
    files: a program that reads there what was before, or a server until it is told to let go; "" for nothing.
    """

    calls: int
    hearings: int
    folders: tuple[str, ...]
    failures: int = 0
    kept_by: Literal["", "reader", "server"] = ""


def purge(url: str, before: date) -> Purged:
    """Take out transcripts, quotes, facts, loan-file columns and recordings' places of calls made before a day.

    A call whose time nobody noted counts by when it was last judged. Statuses, findings, scores and all hashes stay,
    and the log notes what was purged, so that an audit can tell it from tampering. In one transaction. What was put
    back since an earlier purge is taken out again.

    Raises:
        StoreUrlError: as engine.writing does.
        StoreError: as engine.writing does.
    """
    with writing(url) as engine:
        with engine.begin() as connection:
            purged = _purge(connection, before)
            forget(connection, datetime.combine(before, time.min, UTC))
        kept_by = "server" if engine.dialect.name != "sqlite" else "" if _erased(engine) else "reader"
        return purged.model_copy(update={"kept_by": kept_by})


def _erased(engine: Engine) -> bool:
    """Write what was deleted over in the file itself, and empty the journal; False while another program reads it."""
    connection = engine.raw_connection()  # past SQLAlchemy, which would begin a transaction
    try:
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _, _ = cursor.fetchone() or (1, 0, 0)
    finally:
        connection.close()
    return not busy


def _purge(connection: Connection, before: date) -> Purged:
    old = [call for call, day in _days(connection) if day < before.isoformat()]
    calls = _with_words(connection, old)
    failures = _failures(connection, before, old)
    if not calls and not failures:
        return Purged(calls=0, hearings=0, folders=())
    recognitions, judgements = _ids(connection, RecognitionRow, calls), _ids(connection, JudgementRow, calls)
    purged_at = datetime.now(UTC)
    _purge_calls(connection, calls)
    _purge_recognitions(connection, recognitions, purged_at)
    _purge_judgements(connection, judgements)
    _purge_failures(connection, failures)
    Log(connection).append(
        "purge",
        before=before.isoformat(),
        user=user_of_machine(),
        purged_at=rows.instant(purged_at),
        calls=_call_ids(connection, calls),
        hearings=recognitions,
        judgements=judgements,
        words_sha256=list(_words_left(connection, judgements)),
        failures=failures,
    )
    folders = _folders(connection, judgements)
    return Purged(calls=len(calls), hearings=len(recognitions), folders=folders, failures=len(failures))


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


def _with_words(connection: Connection, calls: list[int]) -> list[int]:
    """Those of the calls that still hold anything that a purge takes out, whatever was purged before."""
    recognition, judgement = RecognitionRow, JudgementRow
    words = exists().where(UtteranceRow.hearing == recognition.id)
    heard = or_(recognition.purged_at.is_(None), recognition.source != "", words)
    quoted = [exists().where(table.judgement == judgement.id) for table in (FactRow, MismatchRow)]
    reasons = exists().where(ItemRow.judgement == judgement.id, or_(ItemRow.reason != "", _holds(ItemRow.evidence)))
    findings = exists().where(FindingRow.judgement == judgement.id, _holds(FindingRow.evidence))
    judged = or_(*quoted, reasons, findings, _holds(judgement.follow_up))
    found: set[int] = set()
    for part in chunks(calls):
        for question in (
            select(recognition.call).where(recognition.call.in_(part), heard),
            select(judgement.call).where(judgement.call.in_(part), judged),
            select(CallRow.id).where(CallRow.id.in_(part), _holds(CallRow.details)),
        ):
            found |= set(connection.execute(question).scalars())
    return [call for call in calls if call in found]


def _holds(column: Any) -> Any:
    """Whether a column of JSON holds anything: no empty list or object."""
    return cast(column, Text).not_in(("[]", "{}"))


def _failures(connection: Connection, before: date, old: list[int]) -> list[tuple[int, str]]:
    """Failures of runs of that time, and those of the old calls in any run: a file's name may tell who called."""
    limit = datetime(before.year, before.month, before.day, tzinfo=UTC)
    named = select(FailureRow.run, FailureRow.call_id).where(FailureRow.file != "")
    found = {(run, call_id) for run, call_id in connection.execute(named.join(RunRow).where(RunRow.started_at < limit))}
    for part in chunks(old):
        of_calls = named.join(CallRow, CallRow.call_id == FailureRow.call_id).where(CallRow.id.in_(part))
        found |= {(run, call_id) for run, call_id in connection.execute(of_calls)}
    return sorted(found)


def _ids(connection: Connection, table: Any, calls: list[int]) -> list[int]:
    """The numbers of the recognitions or judgements of calls."""
    return [
        number
        for part in chunks(calls)
        for number in connection.execute(select(table.id).where(table.call.in_(part)).order_by(table.id)).scalars()
    ]


def _call_ids(connection: Connection, calls: list[int]) -> list[str]:
    asked = (select(CallRow.call_id).where(CallRow.id.in_(part)) for part in chunks(calls))
    return sorted(call_id for question in asked for call_id in connection.execute(question).scalars())


def _folders(connection: Connection, judgements: list[int]) -> tuple[str, ...]:
    """Where the runs of these judgements wrote their reports."""
    found: set[str] = set()
    for part in chunks(judgements):
        question = select(RunRow.folder).join(JudgementRow, JudgementRow.run == RunRow.id)
        found |= set(connection.execute(question.where(JudgementRow.id.in_(part)).distinct()).scalars())
    return tuple(sorted(found - {""}))


def _purge_calls(connection: Connection, calls: list[int]) -> None:
    """Take out what the manifest said of them, and the salt with which its digests could be guessed."""
    for part in chunks(calls):
        connection.execute(update(CallRow).where(CallRow.id.in_(part)).values(details={}, salt=""))


def _purge_recognitions(connection: Connection, recognitions: list[int], purged_at: datetime) -> None:
    """Take out the transcripts, and where and what the recordings were."""
    emptied: dict[str, Any] = {"source": "", "recording": {}, "quality": {}, "purged_at": purged_at}
    for part in chunks(recognitions):
        connection.execute(delete(UtteranceRow).where(UtteranceRow.hearing.in_(part)))
        connection.execute(update(RecognitionRow).where(RecognitionRow.id.in_(part)).values(**emptied))


def _purge_judgements(connection: Connection, judgements: list[int]) -> None:
    """Take out facts, quotes and questions; statuses, findings and scores stay."""
    for part in chunks(judgements):
        for table in (FactRow, MismatchRow):
            connection.execute(delete(table).where(table.judgement.in_(part)))
        connection.execute(update(ItemRow).where(ItemRow.judgement.in_(part)).values(reason="", evidence=[]))
        connection.execute(update(FindingRow).where(FindingRow.judgement.in_(part)).values(evidence=[]))
        connection.execute(update(JudgementRow).where(JudgementRow.id.in_(part)).values(follow_up=[]))


def _purge_failures(connection: Connection, failures: list[tuple[int, str]]) -> None:
    for part in chunks(failures):
        these = tuple_(FailureRow.run, FailureRow.call_id).in_(part)
        connection.execute(update(FailureRow).where(these).values(file="", salt=""))


def _words_left(connection: Connection, judgements: list[int]) -> Iterator[str]:
    """Digests of what stays of the words: the verdict's line and how the call went."""
    stored = StoredRows(connection)
    for number in judgements:
        yield rows.words_sha256(stored.one(JudgementRow, number) or {}, stored.parts(number))
