"""Single calls read back from a store, by their id or by their case, with the judgement that stands."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from pipeline.cases.overview import CaseCall
from pipeline.domain.base import Frozen
from pipeline.domain.report import Fact, FollowUp, ItemResult, Mismatch, RecordingInfo, Versions
from pipeline.domain.transcript import Quality, Transcript, Utterance
from pipeline.domain.vocabulary import Status
from pipeline.population.flips import Verdict
from pipeline.store.tables import (
    CallRow,
    FactRow,
    FindingRow,
    ItemRow,
    JudgementRow,
    MismatchRow,
    RecognitionRow,
    Row,
    UtteranceRow,
)


class StoredCall(Frozen):
    """A call, its transcript, and the verdict that stands.

    source: where the recording was, empty where that is not known. report_sha256: of the report's JSON.
    """

    about: RecordingInfo
    transcript: Transcript
    versions: Versions
    verdict: Verdict
    source: str
    report_sha256: str


def standing_calls(connection: Connection) -> list[str]:
    """The ids of all judged calls whose words are there."""
    question = _joined(select(CallRow.call_id)).where(RecognitionRow.purged_at.is_(None)).order_by(CallRow.call_id)
    return list(connection.execute(question).scalars())


def purged_calls(connection: Connection) -> int:
    """How many judged calls have no words any more."""
    question = _joined(select(func.count())).where(RecognitionRow.purged_at.is_not(None))
    return int(connection.execute(question).scalar_one())


def stored_call(connection: Connection, call_id: str) -> StoredCall | None:
    """A judged call whose words are there; None where there is none of this id."""
    tables: list[Any] = [table.__table__ for table in (CallRow, RecognitionRow, JudgementRow)]
    # Each column under its table's name too: the three have columns of the same names.
    columns = [column.label(f"{table.name}_{column.name}") for table in tables for column in table.columns]
    question = _joined(select(*columns)).where(CallRow.call_id == call_id, RecognitionRow.purged_at.is_(None))
    row = connection.execute(question).mappings().first()
    if row is None:
        return None
    return StoredCall(
        about=RecordingInfo(
            call_id=row["calls_call_id"],
            sha256=row["hearings_recording_sha256"],
            metadata=row["calls_details"],
            product=row["calls_product"],
            stage=row["calls_stage"],
            **row["hearings_recording"],
        ),
        transcript=Transcript(
            utterances=_utterances(connection, row["hearings_id"]),
            quality=Quality.model_validate(row["hearings_quality"]),
        ),
        versions=Versions(
            model=row["hearings_model"],
            settings_sha256=row["hearings_settings_sha256"],
            **{name: row[f"judgements_{name}"] for name in ("tinghe", "checklist", "classifier")},
        ),
        verdict=_verdict(connection, row["judgements_id"], row["judgements_points"]),
        source=row["hearings_source"],
        report_sha256=row["judgements_report_sha256"],
    )


def calls_of_case(connection: Connection, case_id: str) -> tuple[CaseCall, ...]:
    """Every judged call of the case; empty where the store knows none."""
    question = (
        select(CallRow.call_id, CallRow.stage, CallRow.started_at, JudgementRow.id, JudgementRow.follow_up)
        .join(JudgementRow, JudgementRow.call == CallRow.id)
        .where(CallRow.case_id == case_id, JudgementRow.stands)
        .order_by(CallRow.call_id)
    )
    return tuple(_case_call(connection, dict(row)) for row in connection.execute(question).mappings())


def _joined(question: Select[Any]) -> Select[Any]:
    """A question asked of the judgements that stand, with their calls and recognitions."""
    return (
        question.select_from(JudgementRow)
        .join(CallRow, CallRow.id == JudgementRow.call)
        .join(RecognitionRow, RecognitionRow.id == JudgementRow.hearing)
        .where(JudgementRow.stands)
    )


def _utterances(connection: Connection, recognition: int) -> tuple[Utterance, ...]:
    table: Any = UtteranceRow.__table__
    question = select(table).where(table.c.hearing == recognition).order_by(table.c.number)
    same = ("role", "heard", "text", "confidence", "channel", "changes")
    return tuple(
        Utterance.model_validate(
            {"index": row["number"], "start": row["start_s"], "end": row["end_s"], **{name: row[name] for name in same}}
        )
        for row in connection.execute(question).mappings()
    )


def _verdict(connection: Connection, judgement: int, points: int) -> Verdict:
    items = select(ItemRow.item, ItemRow.status).where(ItemRow.judgement == judgement).order_by(ItemRow.number)
    findings = select(FindingRow.finding).where(FindingRow.judgement == judgement)
    return Verdict(
        statuses={item: Status(status) for item, status in connection.execute(items)},
        findings=frozenset(connection.execute(findings).scalars()),
        points=points,
    )


def parts_of(connection: Connection, part: Any, judgement: int) -> list[Row]:
    """The rows of a judgement in one of the tables of its parts, without what only the database needs."""
    table = part.__table__
    columns = [column for column in table.columns if column.name not in {"judgement", "number", "at_s"}]
    question = select(*columns).where(table.c.judgement == judgement).order_by(*table.primary_key.columns)
    return [dict(each) for each in connection.execute(question).mappings()]


def _case_call(connection: Connection, row: Row) -> CaseCall:
    def parts(part: Any) -> list[Row]:
        return parts_of(connection, part, row["id"])

    started_at = None
    with suppress(ValueError):  # a manifest's time that is none was accepted, and says nothing
        started_at = datetime.fromisoformat(row["started_at"])
    return CaseCall(
        call_id=row["call_id"],
        stage=row["stage"],
        started_at=started_at,
        items=tuple(ItemResult.model_validate({"id": item.pop("item"), **item}) for item in parts(ItemRow)),
        facts=tuple(Fact.model_validate(each) for each in parts(FactRow)),
        risks=tuple(each["finding"] for each in parts(FindingRow) if each["kind"] == "risk"),
        mismatches=tuple(Mismatch.model_validate(each) for each in parts(MismatchRow)),
        follow_up=tuple(FollowUp.model_validate(each) for each in row["follow_up"]),
    )
