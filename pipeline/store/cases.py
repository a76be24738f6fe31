"""The calls of one case, as the judgements that stand have them."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from pipeline.cases.overview import CaseCall
from pipeline.domain.report import Fact, FollowUp, ItemResult, Mismatch
from pipeline.store.rows import Row
from pipeline.store.tables import CallRow, FactRow, FindingRow, ItemRow, JudgementRow, MismatchRow


def calls_of_case(connection: Connection, case_id: str) -> tuple[CaseCall, ...]:
    """Every judged call of the case; empty where the store knows none."""
    question = (
        select(CallRow.call_id, CallRow.stage, CallRow.started_at, JudgementRow.id, JudgementRow.follow_up)
        .join(JudgementRow, JudgementRow.call == CallRow.id)
        .where(CallRow.case_id == case_id, JudgementRow.stands)
        .order_by(CallRow.call_id)
    )
    return tuple(_call(connection, dict(row)) for row in connection.execute(question).mappings())


def _call(connection: Connection, row: Row) -> CaseCall:
    judgement = row["id"]
    items = _parts(connection, ItemRow, judgement)
    findings = _parts(connection, FindingRow, judgement)
    return CaseCall(
        call_id=row["call_id"],
        stage=row["stage"],
        started_at=_moment(row["started_at"]),
        items=tuple(ItemResult.model_validate({"id": item.pop("item"), **item}) for item in items),
        facts=tuple(Fact.model_validate(each) for each in _parts(connection, FactRow, judgement)),
        risks=tuple(each["finding"] for each in findings if each["kind"] == "risk"),
        mismatches=tuple(Mismatch.model_validate(each) for each in _parts(connection, MismatchRow, judgement)),
        follow_up=tuple(FollowUp.model_validate(each) for each in row["follow_up"]),
    )


def _parts(connection: Connection, part: Any, judgement: int) -> list[Row]:
    """The rows of a judgement without what only the database needs."""
    table = part.__table__
    columns = [column for column in table.columns if column.name not in {"judgement", "number", "at_s"}]
    rows = select(*columns).where(table.c.judgement == judgement).order_by(*table.primary_key.columns)
    return [dict(row) for row in connection.execute(rows).mappings()]


def _moment(text: str) -> datetime | None:
    """The manifest's time; what was accepted as none says nothing."""
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    return None
