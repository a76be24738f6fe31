"""What the store has of every call, for the accounting of a population: asked all at once, not call by call."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Select, exists, func, or_, select

from pipeline.population.accounting import ReceivedCall
from pipeline.store.rows import Row
from pipeline.store.tables import CallRow, FailureRow, HearingRow, JudgementRow, LogRow, UtteranceRow

_REVIEW: Final = "review"  # the kind of a log entry that says what a person decided; this version writes none


def received_calls(connection: Connection) -> tuple[ReceivedCall, ...]:
    """Every call_id that the store knows, of calls and of failures, each once."""
    failures = _failures(connection)
    judged: dict[int, int] = dict(connection.execute(_judgements()).tuples().all())
    calls = {row["call_id"]: dict(row) for row in connection.execute(_calls()).mappings()}
    return (*_received(calls, judged, failures), *_only_failed(calls, failures))


def stored_calls(connection: Connection) -> int:
    """How many calls the store has, counted by the database."""
    return connection.execute(select(func.count()).select_from(CallRow)).scalar_one()


def human_reviews(connection: Connection) -> int:
    """How many decisions of people the log has."""
    return connection.execute(select(func.count()).select_from(LogRow).where(LogRow.kind == _REVIEW)).scalar_one()


def _received(calls: dict[str, Row], judged: dict[int, int], failures: dict[str, Row]) -> Iterator[ReceivedCall]:
    for call_id, row in calls.items():
        number = row.pop("id")
        case_id = row.pop("case_id").strip()  # as the manifest has it, spaces and all
        yield ReceivedCall(**row, **failures.get(call_id, {}), case_id=case_id, judgements=judged.get(number, 0))


def _only_failed(calls: dict[str, Row], failures: dict[str, Row]) -> Iterator[ReceivedCall]:
    for call_id, failed in failures.items():
        if call_id not in calls:
            yield ReceivedCall(call_id=call_id, is_call=False, **failed)


def _calls() -> Select[Any]:
    """Calls with the judgement that stands, if one does: where a store was tampered with, the newest of several."""
    stands = JudgementRow.id.is_not(None)
    return (
        select(
            *(CallRow.id, CallRow.call_id, CallRow.case_id, CallRow.product, CallRow.stage),
            func.coalesce(HearingRow.recording_sha256, "").label("recording_sha256"),
            stands.label("stands"),
            _heard().label("heard"),
        )
        .join(JudgementRow, (JudgementRow.call == CallRow.id) & JudgementRow.stands, isouter=True)
        .join(HearingRow, HearingRow.id == JudgementRow.hearing, isouter=True)
        .order_by(CallRow.call_id, JudgementRow.id)
    )


def _heard() -> Any:
    """Whether the hearing that was judged, or any where none was, has words; those taken out since were there."""
    hearing: Any = HearingRow.__table__.alias()
    words = exists().where(UtteranceRow.hearing == hearing.c.id)
    judged = or_(JudgementRow.id.is_(None), hearing.c.id == JudgementRow.hearing)
    return exists().where(hearing.c.call == CallRow.id, judged, or_(hearing.c.purged_at.is_not(None), words))


def _judgements() -> Select[int, int]:
    return select(JudgementRow.call, func.count()).group_by(JudgementRow.call)


def _failures(connection: Connection) -> dict[str, Row]:
    """By call_id: in how many runs it failed, and the reason of the newest."""
    failed: dict[str, Row] = {}
    question = select(FailureRow.call_id, FailureRow.reason).order_by(FailureRow.run)
    for call_id, reason in connection.execute(question):
        former = failed.get(call_id, {"failures": 0})
        failed[call_id] = {"failures": former["failures"] + 1, "reason": reason}
    return failed
