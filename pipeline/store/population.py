"""All calls of a store at once, for accounts over every one of them.

As columns, of which a hundred thousand calls fit where their reports do not; and as a row a call for the accounting.
"""

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Select, exists, func, or_, select

from pipeline.population.accounting import ReceivedCall
from pipeline.store.tables import (
    CallRow,
    FailureRow,
    ItemRow,
    JudgementRow,
    LogRow,
    RecognitionRow,
    Row,
    RunRow,
    UtteranceRow,
)

if TYPE_CHECKING:
    import pandas as pd

_OF_CALLS: Final = ("call_id", "case_id", "agent_id", "branch", "product", "stage", "started_at")
_CALL_COLUMNS: Final = (CallRow.id.label("call"), *(getattr(CallRow, name) for name in _OF_CALLS))
_RECOGNITION_COLUMNS: Final = (RecognitionRow.id.label("hearing"), RecognitionRow.recording_sha256)
_RUN_COLUMNS: Final = (RunRow.id.label("run"), RunRow.folder)
_JUDGEMENT_COLUMNS: Final = (
    JudgementRow.id.label("judgement"),
    *(JudgementRow.call, JudgementRow.hearing, JudgementRow.run, JudgementRow.coverage, JudgementRow.points),
)
_REPEATED: Final = ("agent_id", "branch", "product", "stage", "folder")  # few values, many rows
_REVIEW: Final = "review"  # the kind of a log entry that says what a person decided; this version writes none


@dataclass(frozen=True)
class Population:
    """The judgements that stand.

    calls: indexed by judgement: call_id, case_id, agent_id, branch, product, stage, started_at, coverage, points,
    recording_sha256, folder. items: judgement, item, status, confidence, at_s (seconds; NaN without evidence).
    """

    calls: "pd.DataFrame"
    items: "pd.DataFrame"


def population(connection: Connection) -> Population:
    """Read the judgements that stand, their calls and their items."""
    calls = _calls(connection).set_index("judgement")
    return Population(calls=calls, items=_items(connection))


def _calls(connection: Connection) -> "pd.DataFrame":
    """The tables one by one, each from an index that has all of it, and joined here."""
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    def frame(columns: tuple[Any, ...], *limits: Any) -> "pd.DataFrame":
        return pd.read_sql(select(*columns).where(*limits), connection)

    judged = frame(_JUDGEMENT_COLUMNS, JudgementRow.stands)
    joined = (
        judged.merge(frame(_CALL_COLUMNS), on="call")
        .merge(frame(_RECOGNITION_COLUMNS), on="hearing")
        .merge(frame(_RUN_COLUMNS), on="run")
    )
    kept = joined.drop(columns=["call", "hearing", "run"]).sort_values("call_id", ignore_index=True)
    return kept.astype(dict.fromkeys(_REPEATED, "category"))


def _items(connection: Connection) -> "pd.DataFrame":
    """Items of former judgements among them, which find no call; an item and status at a time, for they are few."""
    import numpy as np  # noqa: PLC0415 - costs start-up time
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    kinds = connection.execute(select(ItemRow.item, ItemRow.status).distinct().order_by(ItemRow.item)).all()
    arrays = [_item_values(connection, item, status) for item, status in kinds]
    judgements, confidences, seconds = np.concatenate([*arrays, np.empty((0, 3))]).T
    lengths = [len(each) for each in arrays]

    def repeated(names: list[str]) -> Any:
        codes, known = pd.factorize(np.array(names, dtype=object))
        return pd.Categorical.from_codes(np.repeat(codes, lengths), pd.Index(known))

    columns = {
        "judgement": judgements.astype("int64"),
        "item": repeated([item for item, _ in kinds]),
        "status": repeated([status for _, status in kinds]),
        "confidence": confidences.astype("float32"),
        "at_s": seconds.astype("float32"),
    }
    return pd.DataFrame(columns)


def _item_values(connection: Connection, item: str, status: str) -> Any:
    """Judgement, confidence and second of all items of a kind, three columns of float64; NaN for no second.

    Past SQLAlchemy's rows, which would take twice the time of all the rest for a million of them.
    """
    import numpy as np  # noqa: PLC0415 - costs start-up time

    question = select(ItemRow.judgement, ItemRow.confidence, ItemRow.at_s)
    wanted = question.where(ItemRow.item == item, ItemRow.status == status)
    statement = wanted.compile(connection, compile_kwargs={"literal_binds": True})
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(str(statement))
        return np.array(cursor.fetchall(), dtype="float64").reshape(-1, 3)


def received_calls(connection: Connection) -> tuple[ReceivedCall, ...]:
    """Every call_id that the store knows, of calls and of failures, each once; all are read at once."""
    failures = _failures(connection)
    counts = select(JudgementRow.call, func.count()).group_by(JudgementRow.call)
    judged: dict[int, int] = dict(connection.execute(counts).tuples().all())
    # Where a store was tampered with, several judgements of a call stand: the newest counts.
    calls = {row["call_id"]: dict(row) for row in connection.execute(_calls_as_received()).mappings()}
    received = []
    for call_id, row in calls.items():
        number = row.pop("id")
        case_id = row.pop("case_id").strip()  # as the manifest has it, spaces and all
        known = {**row, **failures.get(call_id, {}), "judgements": judged.get(number, 0)}
        received.append(ReceivedCall(case_id=case_id, **known))
    only_failed = [
        ReceivedCall(call_id=call_id, is_call=False, **failed)
        for call_id, failed in failures.items()
        if call_id not in calls
    ]
    return (*received, *only_failed)


def stored_calls(connection: Connection) -> int:
    """How many calls the store has, counted by the database."""
    return connection.execute(select(func.count()).select_from(CallRow)).scalar_one()


def human_reviews(connection: Connection) -> int:
    """How many decisions of people the log has."""
    return connection.execute(select(func.count()).select_from(LogRow).where(LogRow.kind == _REVIEW)).scalar_one()


def _calls_as_received() -> Select[Any]:
    """Calls with the judgement that stands, if one does, the newest last.

    heard: whether the recognition that was judged, or any where none was, has words; those purged since were there.
    """
    recognition: Any = RecognitionRow.__table__.alias()
    words = exists().where(UtteranceRow.hearing == recognition.c.id)
    judged = or_(JudgementRow.id.is_(None), recognition.c.id == JudgementRow.hearing)
    heard: Any = exists().where(
        recognition.c.call == CallRow.id, judged, or_(recognition.c.purged_at.is_not(None), words)
    )
    return (
        select(
            *(CallRow.id, CallRow.call_id, CallRow.case_id, CallRow.product, CallRow.stage),
            func.coalesce(RecognitionRow.recording_sha256, "").label("recording_sha256"),
            JudgementRow.id.is_not(None).label("stands"),
            heard.label("heard"),
        )
        .join(JudgementRow, (JudgementRow.call == CallRow.id) & JudgementRow.stands, isouter=True)
        .join(RecognitionRow, RecognitionRow.id == JudgementRow.hearing, isouter=True)
        .order_by(CallRow.call_id, JudgementRow.id)
    )


def _failures(connection: Connection) -> dict[str, Row]:
    """By call_id: in how many runs it failed, and the reason of the newest."""
    failed: dict[str, Row] = {}
    question = select(FailureRow.call_id, FailureRow.reason).order_by(FailureRow.run)
    for call_id, reason in connection.execute(question):
        former = failed.get(call_id, {"failures": 0})
        failed[call_id] = {"failures": former["failures"] + 1, "reason": reason}
    return failed
