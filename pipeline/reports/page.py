"""The page of one call: what a reviewer reads, and hears, to trust or mend a report."""

import base64
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pipeline.domain.report import CallReport, Evidence, Finding
from pipeline.domain.transcript import Utterance
from pipeline.domain.vocabulary import Role, Status
from pipeline.reports.labels import clock, fact_name, fact_text, fact_value, labels
from pipeline.reports.templating import render
from pipeline.reports.timeline import timeline
from pipeline.resources import taxonomy

_MARKS = {
    Status.VERIFIED: "✓",
    Status.INSUFFICIENT: "△",
    Status.UNANSWERED: "？",
    Status.REFUSED: "✕",
    Status.MISSING: "○",
    Status.NOT_APPLICABLE: "—",
    Status.NOT_EVALUABLE: "…",
}


def render_page(report: CallReport, audio: bytes | None) -> str:
    """The call's page as one self-contained HTML text.

    audio: an MP3 for the player, or None; then the page says that it has none.
    """
    return render(
        "call.html.j2",
        "player.js",
        **_heading(report),
        **_summary(report),
        violations=[_finding(f, taxonomy().violations) for f in report.violations],
        risks=[_finding(f, taxonomy().risks) for f in report.risks],
        mismatches=list(_mismatches(report)),
        items=list(_items(report)),
        facts=list(_facts(report)),
        follow_up=[{"question": q.question, "name": taxonomy().items[q.item].name} for q in report.follow_up],
        metrics=_metrics(report),
        timeline=timeline(report),
        talk=sorted([*_lines(report), *_gaps(report)], key=lambda line: line["start"]),
        versions=_versions(report),
        audio=base64.b64encode(audio).decode("ascii") if audio else "",
    )


def percent(share: float) -> str:
    """A share from 0 to 1 as whole per cent."""
    return f"{share:.0%}"


def local_time(text: str) -> str:
    """An ISO 8601 time as people write it, or as it stood where it is none."""
    try:
        return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}"
    except ValueError:
        return text


def _heading(report: CallReport) -> dict[str, Any]:
    recording = report.recording
    known = recording.metadata
    return {
        "call_id": recording.call_id,
        "product": taxonomy().products.get(recording.product, recording.product),
        "stage": taxonomy().stages.get(recording.stage, recording.stage),
        "started_at": local_time(known.get("started_at", "")),
        "agent_id": known.get("agent_id", ""),
        "case_id": known.get("case_id", ""),
        "duration": clock(recording.duration_s),
    }


def _summary(report: CallReport) -> dict[str, Any]:
    return {
        "coverage": percent(report.score.coverage),
        "points": report.score.points,
        "verdict": report.score.verdict,
        "flagged": sum(item.status.flagged or item.status is Status.NOT_EVALUABLE for item in report.items),
        "applicable": sum(item.status is not Status.NOT_APPLICABLE for item in report.items),
        "warnings": [*report.quality.warnings, *_role_doubts(report)],
    }


def _role_doubts(report: CallReport) -> list[str]:
    """The grounds of the role decision, where it was one."""
    grounds = report.quality.role_evidence
    return (
        [f"坐席与客户按通话内容区分（把握{percent(report.quality.role_confidence)}）：{'；'.join(grounds[:3])}"]
        if grounds
        else []
    )


def _evidence(evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    return [{**each.model_dump(), "start": round(each.start, 3), "clock": clock(each.start)} for each in evidence]


def _finding(finding: Finding, names: Mapping[str, str]) -> dict[str, Any]:
    return {"name": names.get(finding.id, finding.id), "evidence": _evidence(finding.evidence)}


def _items(report: CallReport) -> Iterator[dict[str, Any]]:
    for item in report.items:
        yield {
            "name": taxonomy().items[item.id].name,
            "status": item.status.value,
            "status_zh": item.status.name_zh,
            "mark": _MARKS[item.status],
            "reason": item.reason,
            "confidence": percent(item.confidence),
            "evidence": _evidence(item.evidence),
        }


def _facts(report: CallReport) -> Iterator[dict[str, Any]]:
    differing = {mismatch.fact: mismatch for mismatch in report.mismatches}
    for fact in report.facts:
        mismatch = differing.get(fact.name)
        yield {
            "name": fact_name(fact.name),
            "value": fact_text(fact),
            "status": labels().fact_statuses[fact.status],
            "confidence": percent(fact.confidence),
            "application": fact_value(fact.name, mismatch.application) if mismatch else "",
            "evidence": _evidence(fact.evidence),
        }


def _mismatches(report: CallReport) -> Iterator[dict[str, Any]]:
    for mismatch in report.mismatches:
        yield {
            "name": fact_name(mismatch.fact),
            "stated": fact_value(mismatch.fact, mismatch.stated),
            "application": fact_value(mismatch.fact, mismatch.application),
            "evidence": _evidence(mismatch.evidence),
        }


def _metrics(report: CallReport) -> dict[str, Any]:
    metrics = report.metrics
    return {
        "agent": percent(metrics.talk_share.agent),
        "customer": percent(metrics.talk_share.customer),
        "silence": f"{metrics.silence_s:.0f}",
        "longest": f"{metrics.longest_silence_s:.1f}",
        "overlaps": metrics.overlaps,
        "agent_rate": f"{metrics.chars_per_minute.agent:.0f}",
        "customer_rate": f"{metrics.chars_per_minute.customer:.0f}",
        "heard": percent(report.quality.coverage),
    }


def _lines(report: CallReport) -> Iterator[dict[str, Any]]:
    for utterance in report.transcript:
        yield {
            "lost": False,
            "index": utterance.index,
            "start": round(utterance.start, 3),
            "clock": clock(utterance.start),
            "role": utterance.role.value,
            "who": "坐席" if utterance.role is Role.AGENT else "客户",
            "pieces": list(_pieces(utterance)),
            "changed": bool(utterance.changes),
            "heard": utterance.heard,
        }


def _pieces(utterance: Utterance) -> Iterator[dict[str, str | None]]:
    """The text cut at its changes; heard is None for what stands as it was heard."""
    reached = 0
    for change in sorted(utterance.changes, key=lambda c: c.start):
        if change.start < reached:
            continue
        yield {"text": utterance.text[reached : change.start], "heard": None}
        yield {"text": utterance.text[change.start : change.end], "heard": change.heard}
        reached = change.end
    yield {"text": utterance.text[reached:], "heard": None}


def _gaps(report: CallReport) -> Iterator[dict[str, Any]]:
    for gap in report.quality.unheard:
        yield {
            "lost": True,
            "start": gap.start,
            "clock": clock(gap.start),
            "until": clock(gap.end),
            "reason": gap.reason,
        }


def _versions(report: CallReport) -> list[tuple[str, str]]:
    versions = report.versions
    return [
        ("程序", versions.tinghe),
        ("问题清单", versions.checklist),
        ("识别模型", versions.model),
        ("设置", versions.settings_sha256[:12]),
        ("录音SHA-256", report.recording.sha256),
        ("文件", report.recording.file),
    ]
