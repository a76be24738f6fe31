"""Tables for spreadsheets: summary.csv with stable English columns, summary.xlsx with Chinese sheets."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.domain.report import CallReport
from pipeline.reports.index import chased
from pipeline.reports.labels import fact_name, fact_text, fact_value, labels
from pipeline.reports.writing import write_atomically
from pipeline.resources import taxonomy

Rows = list[dict[str, Any]]
# A cell that begins like this is a formula to a spreadsheet, and transcripts are untrusted.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MAX_WIDTH = 60


def write_tables(reports: Sequence[CallReport], folder: Path) -> None:
    """Write summary.csv and summary.xlsx into folder.

    Raises:
        OSError: the folder is not writable or the disk is full.
    """
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    calls = pd.DataFrame([_call(report) for report in reports], columns=list(_CALL_COLUMNS))
    write_atomically(folder / "summary.csv", b"\xef\xbb\xbf" + calls.map(_harmless).to_csv(index=False).encode("utf-8"))
    sheets = {
        "通话": calls.rename(columns=_CALL_COLUMNS),
        "核实项目": pd.DataFrame(_items(reports), columns=["编号", "事项", "结果", "说明", "秒", "证据", "把握"]),
        "关键信息": pd.DataFrame(_facts(reports), columns=["编号", "信息", "取值", "状态", "秒", "证据", "把握"]),
        "风险与违规": pd.DataFrame(_findings(reports), columns=["编号", "类别", "名称", "秒", "证据", "把握"]),
        "不一致": pd.DataFrame(_mismatches(reports), columns=["编号", "信息", "通话中", "申请资料"]),
    }
    write_atomically(folder / "summary.xlsx", _workbook(sheets))


_CALL_COLUMNS = {
    "call_id": "编号",
    "product": "产品",
    "stage": "阶段",
    "started_at": "时间",
    "agent_id": "坐席",
    "case_id": "案件",
    "duration_s": "时长（秒）",
    "coverage": "核实覆盖率",
    "points": "评分",
    "verdict": "结论",
    "flagged": "待补核事项",
    "risks": "风险信号",
    "violations": "坐席违规",
    "mismatches": "与申请资料不一致",
    "transcript_coverage": "识别覆盖",
    "role_confidence": "角色把握",
    "warnings": "提示",
}


def _call(report: CallReport) -> dict[str, Any]:
    recording, names = report.recording, taxonomy()
    return {
        "call_id": recording.call_id,
        "product": names.products.get(recording.product, recording.product),
        "stage": names.stages.get(recording.stage, recording.stage),
        **{key: recording.metadata.get(key, "") for key in ("started_at", "agent_id", "case_id")},
        "duration_s": round(recording.duration_s, 1),
        "coverage": report.score.coverage,
        "points": report.score.points,
        "verdict": report.score.verdict,
        "flagged": "、".join(names.items[item.id].name for item in chased(report)),
        "risks": "、".join(names.risks[f.id] for f in report.risks),
        "violations": "、".join(names.violations[f.id] for f in report.violations),
        "mismatches": "、".join(fact_name(m.fact) for m in report.mismatches),
        "transcript_coverage": round(report.quality.coverage, 3),
        "role_confidence": round(report.quality.role_confidence, 3),
        "warnings": "；".join(report.quality.warnings),
    }


def _evidence(evidence: Sequence[Any]) -> dict[str, Any]:
    """The last piece: of an exchange that is the answer."""
    if not evidence:
        return {"秒": None, "证据": ""}
    return {"秒": round(evidence[-1].start, 1), "证据": evidence[-1].quote}


def _items(reports: Sequence[CallReport]) -> Rows:
    return [
        {
            "编号": report.recording.call_id,
            "事项": taxonomy().items[item.id].name,
            "结果": item.status.name_zh,
            "说明": item.reason,
            **_evidence(item.evidence),
            "把握": round(item.confidence, 3),
        }
        for report in reports
        for item in report.items
    ]


def _facts(reports: Sequence[CallReport]) -> Rows:
    return [
        {
            "编号": report.recording.call_id,
            "信息": fact_name(fact.name),
            "取值": fact_text(fact),
            "状态": labels().fact_statuses[fact.status],
            **_evidence(fact.evidence),
            "把握": round(fact.confidence, 3),
        }
        for report in reports
        for fact in report.facts
    ]


def _findings(reports: Sequence[CallReport]) -> Rows:
    names = {**taxonomy().risks, **taxonomy().violations}
    return [
        {
            "编号": report.recording.call_id,
            "类别": kind,
            "名称": names[finding.id],
            **_evidence(finding.evidence),
            "把握": round(finding.confidence, 3),
        }
        for report in reports
        for kind, findings in (("风险", report.risks), ("违规", report.violations))
        for finding in findings
    ]


def _mismatches(reports: Sequence[CallReport]) -> Rows:
    return [
        {
            "编号": report.recording.call_id,
            "信息": fact_name(mismatch.fact),
            "通话中": fact_value(mismatch.fact, mismatch.stated),
            "申请资料": fact_value(mismatch.fact, mismatch.application),
        }
        for report in reports
        for mismatch in report.mismatches
    ]


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _workbook(sheets: dict[str, Any]) -> bytes:
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="openpyxl") as writer:
        for name, table in sheets.items():
            table.map(_harmless).to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 1))
            _dress(writer.sheets[name], table)
    return buffer.getvalue()


def _dress(sheet: Any, table: Any) -> None:
    """Filters, and columns as wide as what they hold; Chinese characters are two columns wide."""
    sheet.auto_filter.ref = sheet.dimensions
    for number, column in enumerate(table.columns, start=1):
        texts = [str(column), *map(str, table[column].head(200))]
        width = max(sum(2 if ord(c) > 0x2E80 else 1 for c in text) for text in texts)
        sheet.column_dimensions[sheet.cell(1, number).column_letter].width = min(_MAX_WIDTH, width + 3)
