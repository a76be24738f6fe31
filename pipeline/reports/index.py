"""The index page of a batch: a line a call, what is missed most, and the files that could not be done."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Status
from pipeline.reports.labels import clock
from pipeline.reports.page import local_time, percent
from pipeline.reports.templating import render
from pipeline.resources import taxonomy

MOST_MISSED = 8
_BAR_WIDTH = 600


class FailedFile(Frozen):
    """A file that could not be done, and what the index says of it."""

    call_id: str
    reason: str


def render_index(reports: Sequence[CallReport], failures: Sequence[FailedFile] = ()) -> str:
    """The index over reports, as one self-contained HTML text whose links lead to CALL_ID.html beside it."""
    rows = [_row(report) for report in reports]
    return render(
        "index.html.j2",
        "index.js",
        rows=rows,
        failures=failures,
        kinds=sorted({row["kind"] for row in rows}),
        totals=_totals(reports),
        missed=_missed(reports),
    )


def chased(report: CallReport) -> list[Any]:
    """The items that a reviewer must chase."""
    return [item for item in report.items if item.status.flagged or item.status is Status.NOT_EVALUABLE]


def _row(report: CallReport) -> dict[str, Any]:
    recording, names = report.recording, taxonomy()
    product, stage = names.products.get(recording.product, ""), names.stages.get(recording.stage, "")
    return {
        "call_id": recording.call_id,
        "href": f"{quote(recording.call_id)}.html",
        "kind": f"{product} · {stage.split('·')[0]}",
        "started_at": local_time(recording.metadata.get("started_at", "")),
        "agent_id": recording.metadata.get("agent_id", ""),
        "seconds": round(recording.duration_s, 1),
        "duration": clock(recording.duration_s),
        "share": report.score.coverage,
        "coverage": percent(report.score.coverage),
        "flagged": [{"name": names.items[i.id].name, "status": i.status.name_zh} for i in chased(report)],
        "risks": [names.risks[f.id] for f in report.risks],
        "violations": [names.violations[f.id] for f in report.violations],
        "verdict": report.score.verdict,
        "warnings": "；".join(report.quality.warnings),
    }


def _totals(reports: Sequence[CallReport]) -> dict[str, Any]:
    flagged = [len(chased(report)) for report in reports]
    return {
        "coverage": percent(sum(r.score.coverage for r in reports) / len(reports) if reports else 0),
        "flagged_calls": sum(count > 0 for count in flagged),
        "flagged": sum(flagged),
        "risk_calls": sum(bool(r.risks) for r in reports),
        "violation_calls": sum(bool(r.violations) for r in reports),
        "duration": clock(sum(r.recording.duration_s for r in reports)),
    }


def _missed(reports: Sequence[CallReport]) -> list[dict[str, Any]]:
    missed = Counter(item.id for report in reports for item in chased(report))
    asked = Counter(i.id for r in reports for i in r.items if i.status is not Status.NOT_APPLICABLE)
    most = missed.most_common(MOST_MISSED)
    return [
        {"name": taxonomy().items[id_].name, "count": n, "of": asked[id_], "width": round(_BAR_WIDTH * n / most[0][1])}
        for id_, n in most
    ]
