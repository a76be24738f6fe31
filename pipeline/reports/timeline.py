"""Who speaks when, and where the evidence stands, as shapes on a line 1000 wide."""

from typing import Any

from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Role
from pipeline.reports.labels import clock
from pipeline.resources import taxonomy

_LEFT, _WIDTH = 40, 950
_TICKS = 6
_ROWS = {Role.AGENT: (12, "#14507a"), Role.CUSTOMER: (36, "#c18a2b")}


def timeline(report: CallReport) -> dict[str, Any]:
    """Spans, evidence marks and time ticks with their x positions."""
    length = max(report.recording.duration_s, *(u.end for u in report.transcript), 1.0)

    def x(second: float) -> float:
        return round(_LEFT + _WIDTH * second / length, 1)

    spans = [
        {
            "x": x(u.start),
            "y": _ROWS[u.role][0],
            "w": max(1.0, round(x(u.end) - x(u.start), 1)),
            "fill": _ROWS[u.role][1],
        }
        for u in report.transcript
    ]
    ticks = [
        {"x": x(length * n / _TICKS) - (24 if n == _TICKS else 0), "label": clock(length * n / _TICKS)}
        for n in range(_TICKS + 1)
    ]
    return {"spans": spans, "marks": [{**mark, "x": x(mark["x"])} for mark in _marks(report)], "ticks": ticks}


def _marks(report: CallReport) -> list[dict[str, Any]]:
    names = taxonomy()
    items = [("#1a7f4b", names.items[i.id].name, e) for i in report.items for e in i.evidence]
    risks = [("#c9762b", names.risks[f.id], e) for f in report.risks for e in f.evidence]
    violations = [("#b3261e", names.violations[f.id], e) for f in report.violations for e in f.evidence]
    return [
        {"x": e.start, "fill": fill, "title": f"{clock(e.start)} {name}"}
        for fill, name, e in [*items, *risks, *violations]
    ]
