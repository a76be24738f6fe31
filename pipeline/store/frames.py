"""The store as DataFrames, for analyses of one's own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from pipeline.store.engine import reading
from pipeline.store.tables import CallRow, FactRow, FindingRow, HearingRow, ItemRow, JudgementRow, UtteranceRow

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Frames:
    """What stands in a store: the latest judgement of every call, a row each; docs/store.md has the columns."""

    calls: "pd.DataFrame"
    items: "pd.DataFrame"
    facts: "pd.DataFrame"
    findings: "pd.DataFrame"
    utterances: "pd.DataFrame"


def load(url: str) -> Frames:
    """Read a store into DataFrames; every one has the call_id in its first column.

    Raises:
        StoreUrlError: the URL names no store that this version can use.
        StoreError: it is not there, cannot be read, or is of another version.
    """
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    with reading(url) as connection:

        def frame(question: Select[Any]) -> "pd.DataFrame":
            return pd.read_sql(question, connection)

        return Frames(
            calls=frame(_calls()),
            items=frame(_standing(ItemRow, ("item", "status", "reason", "confidence", "evidence"))),
            facts=frame(
                _standing(FactRow, ("name", "value", "unit", "status", "confidence", "approximate", "evidence"))
            ),
            findings=frame(_standing(FindingRow, ("kind", "finding", "confidence", "evidence"))),
            utterances=frame(_utterances()),
        )


def _calls() -> Select[Any]:
    known = ("call_id", "case_id", "agent_id", "branch", "product", "stage", "started_at")
    judged = ("coverage", "points", "verdict", "tinghe", "checklist", "classifier", "judged_at", "report_sha256")
    return (
        select(
            *_columns(CallRow, known), HearingRow.model, HearingRow.recording_sha256, *_columns(JudgementRow, judged)
        )
        .join(JudgementRow, JudgementRow.call == CallRow.id)
        .join(HearingRow, HearingRow.id == JudgementRow.hearing)
        .where(JudgementRow.stands)
        .order_by(CallRow.call_id)
    )


def _standing(part: Any, columns: tuple[str, ...]) -> Select[Any]:
    return (
        select(CallRow.call_id, *_columns(part, columns))
        .join(JudgementRow, JudgementRow.id == part.judgement)
        .join(CallRow, CallRow.id == JudgementRow.call)
        .where(JudgementRow.stands)
        .order_by(CallRow.call_id, *part.__table__.primary_key.columns)
    )


def _utterances() -> Select[Any]:
    columns = ("number", "role", "start_s", "end_s", "text", "heard", "confidence", "channel")
    return (
        select(CallRow.call_id, *_columns(UtteranceRow, columns))
        .join(JudgementRow, JudgementRow.hearing == UtteranceRow.hearing)
        .join(CallRow, CallRow.id == JudgementRow.call)
        .where(JudgementRow.stands)
        .order_by(CallRow.call_id, UtteranceRow.number)
    )


def _columns(table: Any, names: tuple[str, ...]) -> list[Any]:
    return [getattr(table, name) for name in names]
