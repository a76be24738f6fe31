"""All calls that stand in a store, column by column: a hundred thousand of them fit where their reports do not."""

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, select

from pipeline.store.tables import CallRow, HearingRow, ItemRow, JudgementRow, RunRow

if TYPE_CHECKING:
    import pandas as pd

_OF_CALLS: Final = ("call_id", "case_id", "agent_id", "branch", "product", "stage", "started_at")
_CALLED: Final = (CallRow.id.label("call"), *(getattr(CallRow, name) for name in _OF_CALLS))
_HEARD: Final = (HearingRow.id.label("hearing"), HearingRow.recording_sha256)
_RUN: Final = (RunRow.id.label("run"), RunRow.folder)
_JUDGED: Final = (
    JudgementRow.id.label("judgement"),
    *(JudgementRow.call, JudgementRow.hearing, JudgementRow.run, JudgementRow.coverage, JudgementRow.points),
)
_REPEATED: Final = ("agent_id", "branch", "product", "stage", "folder")  # few values, many rows


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
    judged = _frame(connection, _JUDGED, JudgementRow.stands)
    joined = (
        judged.merge(_frame(connection, _CALLED), on="call")
        .merge(_frame(connection, _HEARD), on="hearing")
        .merge(_frame(connection, _RUN), on="run")
    )
    kept = joined.drop(columns=["call", "hearing", "run"]).sort_values("call_id", ignore_index=True)
    return kept.astype(dict.fromkeys(_REPEATED, "category"))


def _frame(connection: Connection, columns: tuple[Any, ...], *limits: Any) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    return pd.read_sql(select(*columns).where(*limits), connection)


def _items(connection: Connection) -> "pd.DataFrame":
    """Items of former judgements among them, which find no call; an item and status at a time, for they are few."""
    import numpy as np  # noqa: PLC0415 - costs start-up time
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    kinds = connection.execute(select(ItemRow.item, ItemRow.status).distinct().order_by(ItemRow.item)).all()
    numbers = [_numbers(connection, item, status) for item, status in kinds]
    judgements, confidences, seconds = np.concatenate([*numbers, np.empty((0, 3))]).T
    lengths = [len(each) for each in numbers]
    columns = {
        "judgement": judgements.astype("int64"),
        "item": _repeated([item for item, _ in kinds], lengths),
        "status": _repeated([status for _, status in kinds], lengths),
        "confidence": confidences.astype("float32"),
        "at_s": seconds.astype("float32"),
    }
    return pd.DataFrame(columns)


def _numbers(connection: Connection, item: str, status: str) -> Any:
    """Judgement, confidence and second of all items of a kind, three columns of float64; NaN for no second.

    Past SQLAlchemy's rows, which would take twice the time of all the rest for a million of them.
    """
    import numpy as np  # noqa: PLC0415 - costs start-up time

    wanted = (ItemRow.item == item, ItemRow.status == status)
    question = select(ItemRow.judgement, ItemRow.confidence, ItemRow.at_s).where(*wanted)
    asked = question.compile(connection, compile_kwargs={"literal_binds": True})
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(str(asked))
        return np.array(cursor.fetchall(), dtype="float64").reshape(-1, 3)


def _repeated(words: list[str], lengths: list[int]) -> Any:
    import numpy as np  # noqa: PLC0415 - costs start-up time
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    codes, known = pd.factorize(np.array(words, dtype=object))
    return pd.Categorical.from_codes(np.repeat(codes, lengths), pd.Index(known))
