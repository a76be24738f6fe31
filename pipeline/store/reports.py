"""Whole reports read back from a store: which stand, which an output folder may hold, and one made of its rows."""

from typing import Any

from sqlalchemy import Connection, select

from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport, Fact, Finding, FollowUp, ItemResult, Metrics, Mismatch, Score
from pipeline.errors import StoreError
from pipeline.store.calls import parts_of, stored_call
from pipeline.store.tables import (
    CallRow,
    FactRow,
    FindingRow,
    ItemRow,
    JudgementRow,
    MismatchRow,
    RecognitionRow,
    RunRow,
)


class StandingReport(Frozen):
    """The report that stands of a call. folder: where the run wrote it, empty where it wrote no files."""

    call_id: str
    report_sha256: str
    folder: str


class Vouched(Frozen):
    """What a store knows of the reports of an output folder.

    reports: by call_id the hash of every report that it was given. purged: calls whose words were taken out.
    """

    reports: dict[str, frozenset[str]]
    purged: frozenset[str]


def standing_reports(connection: Connection) -> tuple[StandingReport, ...]:
    """The reports that stand of all calls whose words are there, by call_id."""
    question = (
        select(CallRow.call_id, JudgementRow.report_sha256, RunRow.folder)
        .join(JudgementRow, JudgementRow.call == CallRow.id)
        .join(RecognitionRow, RecognitionRow.id == JudgementRow.hearing)
        .join(RunRow, RunRow.id == JudgementRow.run)
        .where(JudgementRow.stands, RecognitionRow.purged_at.is_(None))
        .order_by(CallRow.call_id)
    )
    return tuple(StandingReport.model_validate(dict(row)) for row in connection.execute(question).mappings())


def vouched_reports(connection: Connection) -> Vouched:
    """The hashes of all reports of all calls."""
    reports: dict[str, set[str]] = {}
    given = select(CallRow.call_id, JudgementRow.report_sha256).join(JudgementRow, JudgementRow.call == CallRow.id)
    for call_id, sha256 in connection.execute(given):
        reports.setdefault(call_id, set()).add(sha256)
    emptied = select(CallRow.call_id).join(RecognitionRow, RecognitionRow.call == CallRow.id)
    purged = frozenset(connection.execute(emptied.where(RecognitionRow.purged_at.is_not(None))).scalars())
    return Vouched(reports={call_id: frozenset(each) for call_id, each in reports.items()}, purged=purged)


def rebuilt_report(connection: Connection, call_id: str) -> CallReport:
    """The report that stands of a call, made of the store's rows.

    All of it but two things that no row keeps: the warnings about the verdict (those about the recognition are there)
    and the name of a second reader.

    Raises:
        StoreError: the store has no words of the call.
    """
    call = stored_call(connection, call_id)
    judged: Any = JudgementRow.__table__
    of_call = (
        select(judged).join(CallRow, CallRow.id == judged.c.call).where(CallRow.call_id == call_id, judged.c.stands)
    )
    row = connection.execute(of_call).mappings().first()
    if call is None or row is None:
        raise StoreError(f"call {call_id}", "the store has no words of it", "Run the same command again.")

    def parts(table: Any) -> list[dict[str, Any]]:
        return parts_of(connection, table, row["id"])

    findings = parts(FindingRow)
    return CallReport(
        recording=call.about,
        quality=call.transcript.quality,
        transcript=call.transcript.utterances,
        items=tuple(ItemResult.model_validate({"id": each.pop("item"), **each}) for each in parts(ItemRow)),
        facts=tuple(Fact.model_validate(each) for each in parts(FactRow)),
        risks=_findings(findings, "risk"),
        violations=_findings(findings, "violation"),
        mismatches=tuple(Mismatch.model_validate(each) for each in parts(MismatchRow)),
        metrics=Metrics.model_validate(row["metrics"]),
        score=Score(coverage=row["coverage"], points=row["points"], verdict=row["verdict"]),
        follow_up=tuple(FollowUp.model_validate(each) for each in row["follow_up"]),
        versions=call.versions,
    )


def _findings(rows: list[dict[str, Any]], kind: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(id=row["finding"], confidence=row["confidence"], evidence=row["evidence"])
        for row in rows
        if row["kind"] == kind
    )
