"""What was heard of the calls that stand, as it was when they were judged."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, select

from pipeline.domain.base import Frozen
from pipeline.domain.report import RecordingInfo, Versions
from pipeline.domain.transcript import Quality, Transcript, Utterance
from pipeline.domain.vocabulary import Status
from pipeline.population.flips import Verdict
from pipeline.store.tables import CallRow, FindingRow, HearingRow, ItemRow, JudgementRow, UtteranceRow


class StoredCall(Frozen):
    """A call, what was heard of it, and the verdict that stands.

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
    question = _standing(CallRow.call_id).where(HearingRow.purged_at.is_(None)).order_by(CallRow.call_id)
    return list(connection.execute(question).scalars())


def purged_calls(connection: Connection) -> int:
    """How many judged calls have no words any more."""
    return len(connection.execute(_standing(CallRow.id).where(HearingRow.purged_at.is_not(None))).all())


def stored_call(connection: Connection, call_id: str) -> StoredCall | None:
    """A judged call whose words are there; None where there is none of this id."""
    wanted = (CallRow.call_id == call_id, HearingRow.purged_at.is_(None))
    found = connection.execute(_standing(CallRow, HearingRow, JudgementRow).where(*wanted)).mappings().first()
    return _call(connection, dict(found)) if found else None


def _standing(*columns: Any) -> Select[Any]:
    tables = [column.__table__ if hasattr(column, "__table__") else column for column in columns]
    labelled = [
        column.label(f"{table.name}_{column.name}")
        for table in tables
        if hasattr(table, "columns")
        for column in table.columns
    ]
    return (
        select(*(labelled or tables))
        .select_from(JudgementRow)
        .join(CallRow, CallRow.id == JudgementRow.call)
        .join(HearingRow, HearingRow.id == JudgementRow.hearing)
        .where(JudgementRow.stands)
    )


def _call(connection: Connection, row: dict[str, Any]) -> StoredCall:
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
            utterances=tuple(_utterances(connection, row["hearings_id"])),
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


def _utterances(connection: Connection, hearing: int) -> Iterator[Utterance]:
    table: Any = UtteranceRow.__table__
    for row in connection.execute(select(table).where(table.c.hearing == hearing).order_by(table.c.number)).mappings():
        same = {name: row[name] for name in ("role", "heard", "text", "confidence", "channel", "changes")}
        yield Utterance.model_validate({"index": row["number"], "start": row["start_s"], "end": row["end_s"], **same})


def _verdict(connection: Connection, judgement: int, points: int) -> Verdict:
    items = select(ItemRow.item, ItemRow.status).where(ItemRow.judgement == judgement).order_by(ItemRow.number)
    findings = select(FindingRow.finding).where(FindingRow.judgement == judgement)
    return Verdict(
        statuses={item: Status(status) for item, status in connection.execute(items)},
        findings=frozenset(connection.execute(findings).scalars()),
        points=points,
    )
