"""Tables for spreadsheets: summary.csv for programs (stable English ids), summary.xlsx for people (Chinese sheets)."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.domain.report import CallReport, Evidence
from pipeline.domain.vocabulary import Status
from pipeline.reports.certainty import band, item_band
from pipeline.reports.index import page_name
from pipeline.reports.labels import (
    clock,
    fact_name,
    fact_status,
    fact_text,
    fact_value,
    finding_name,
    item_name,
    local_time,
    product_name,
    short,
    stage_short,
)
from pipeline.reports.spreadsheets import BOM, harmless, workbook
from pipeline.reports.writing import write_atomically

Row = dict[str, Any]
_KNOWN = ("started_at", "agent_id", "customer_id", "case_id")  # of the manifest's row


@dataclass(frozen=True)
class CallRows:
    """What the tables say of one call.

    ids: of summary.csv. sheets: by sheet of summary.xlsx its rows, cell by cell. page: the name of the call's page.
    """

    ids: Row
    sheets: dict[str, list[tuple[Any, ...]]]
    page: str


def call_rows(report: CallReport, page: str = "") -> CallRows:
    """One call's rows; a batch of thousands fits in memory as these, where its reports do not.

    page: the name of its page where the report's call_id is masked.
    """
    sheets = {
        name: [tuple(_kept_once(row[column]) for column in columns) for row in rows(report)]
        for name, (columns, rows) in _SHEETS.items()
    }
    return CallRows(_call_ids(report), sheets, page or page_name(report.recording.call_id))


def _kept_once(value: Any) -> Any:
    """Most cells say what thousands of others say: one string for all of them."""
    return sys.intern(value) if isinstance(value, str) else value


def write_tables(calls: Sequence[CallRows], folder: Path) -> None:
    """Write summary.csv (a row a call) and summary.xlsx (a sheet each for calls, items, facts, findings, mismatches).

    What would be a formula to a spreadsheet is written as text.

    Raises:
        OSError: the folder is not writable or the disk is full; a table that stood there stays as it was.
    """
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    summary: str = (
        pd.DataFrame([call.ids for call in calls], columns=CSV_COLUMNS)
        .map(harmless)
        .to_csv(index=False, lineterminator="\n")
    )
    write_atomically(folder / "summary.csv", BOM + summary)
    sheets = {
        name: pd.DataFrame([row for call in calls for row in call.sheets[name]], columns=columns)
        for name, (columns, _) in _SHEETS.items()
    }
    pages = [quote(call.page, safe="") for call in calls]  # beside the table
    write_atomically(folder / "summary.xlsx", workbook(sheets, links={"通话": pages}))


CSV_COLUMNS = (
    *("call_id", "file", "product", "stage", *_KNOWN, "duration_s"),
    *("coverage", "points", "verdict", "flagged", "not_evaluable", "risks", "violations", "mismatches"),
    *("speech_coverage", "unheard_s", "role_confidence", "warnings", "checklist", "model", "sha256"),
)


def _call_ids(report: CallReport) -> Row:
    """One call for programs; ids of the taxonomy, several in one cell parted by semicolons."""
    recording, quality = report.recording, report.quality
    return {
        **recording.model_dump(include={"call_id", "file", "product", "stage", "sha256"}),
        **{name: recording.metadata.get(name, "") for name in _KNOWN},
        "duration_s": round(recording.duration_s, 1),
        **report.score.model_dump(),
        "flagged": ";".join(item.id for item in report.items if item.status.flagged),
        "not_evaluable": ";".join(item.id for item in report.items if item.status is Status.NOT_EVALUABLE),
        "risks": ";".join(finding.id for finding in report.risks),
        "violations": ";".join(finding.id for finding in report.violations),
        "mismatches": ";".join(mismatch.fact for mismatch in report.mismatches),
        "speech_coverage": round(quality.coverage, 3),
        "unheard_s": _unheard_s(report),
        "role_confidence": round(quality.role_confidence, 3),
        "warnings": "；".join(quality.warnings),
        "checklist": report.versions.checklist,
        "model": report.versions.model,
    }


def _unheard_s(report: CallReport) -> float:
    return round(sum(gap.duration for gap in report.quality.unheard), 1)


def _about(report: CallReport) -> Row:
    """What the first columns of every sheet say, so that each can be filtered and counted by itself."""
    recording = report.recording
    return {
        "编号": recording.call_id,
        "产品": product_name(recording.product),
        "阶段": stage_short(recording.stage),
        "坐席": recording.metadata.get("agent_id", ""),
    }


def _where(evidence: Sequence[Evidence]) -> Row:
    """Where the finding stands: the last piece, which of an exchange is the answer."""
    if not evidence:
        return {"位置": "", "证据": ""}
    return {"位置": clock(evidence[-1].start), "证据": evidence[-1].quote}


def _calls(report: CallReport) -> Iterable[Row]:
    score, quality, known = report.score, report.quality, report.recording.metadata
    yield {
        **_about(report),
        "呼叫时间": local_time(known.get("started_at", "")),
        "案件": known.get("case_id", ""),
        "时长（秒）": round(report.recording.duration_s, 1),
        "核实覆盖率": score.coverage,
        "评分": score.points,
        "结论": score.verdict,
        "待补核事项": "、".join(item_name(item.id) for item in report.items if item.status.open),
        "风险信号": "、".join(short(finding_name(finding.id)) for finding in report.risks),
        "坐席违规": "、".join(short(finding_name(finding.id)) for finding in report.violations),
        "与资料不一致": "、".join(fact_name(mismatch.fact) for mismatch in report.mismatches),
        "识别覆盖": quality.coverage,
        "未识别（秒）": _unheard_s(report),
        "角色把握": quality.role_confidence,
        "提示": "；".join(quality.warnings),
    }


def _items(report: CallReport) -> Iterable[Row]:
    for item in report.items:
        yield {
            **_about(report),
            "事项": item_name(item.id),
            "结果": item.status.name_zh,
            "说明": item.reason,
            **_where(item.evidence),
            "把握": item.confidence,
            "复核": item_band(item).name_zh,
        }


def _facts(report: CallReport) -> Iterable[Row]:
    for fact in report.facts:
        yield {
            **_about(report),
            "信息": fact_name(fact.name),
            "取值": fact_text(fact),
            "状态": fact_status(fact.status),
            **_where(fact.evidence),
            "把握": fact.confidence,
            "复核": band(fact.confidence).name_zh,
        }


def _findings(report: CallReport) -> Iterable[Row]:
    for kind, findings in (("风险", report.risks), ("疑似违规", report.violations)):
        for finding in findings:
            yield {
                **_about(report),
                "类别": kind,
                "名称": finding_name(finding.id),
                "说明": finding.evidence[-1].explanation if finding.evidence else "",
                **_where(finding.evidence),
                "把握": finding.confidence,
                "复核": band(finding.confidence).name_zh,
            }


def _mismatches(report: CallReport) -> Iterable[Row]:
    for mismatch in report.mismatches:
        yield {
            **_about(report),
            "信息": fact_name(mismatch.fact),
            "通话中": fact_value(mismatch.fact, mismatch.stated),
            "申请资料": fact_value(mismatch.fact, mismatch.application),
            **_where(mismatch.evidence),
        }


_ABOUT = ("编号", "产品", "阶段", "坐席")
_SHEETS: dict[str, tuple[tuple[str, ...], Callable[[CallReport], Iterable[Row]]]] = {
    "通话": (
        (
            *(*_ABOUT, "呼叫时间", "案件", "时长（秒）", "核实覆盖率", "评分", "结论"),
            *("待补核事项", "风险信号", "坐席违规", "与资料不一致", "识别覆盖", "未识别（秒）", "角色把握", "提示"),
        ),
        _calls,
    ),
    "核实项目": ((*_ABOUT, "事项", "结果", "说明", "位置", "证据", "把握", "复核"), _items),
    "关键信息": ((*_ABOUT, "信息", "取值", "状态", "位置", "证据", "把握", "复核"), _facts),
    "风险与违规": ((*_ABOUT, "类别", "名称", "说明", "位置", "证据", "把握", "复核"), _findings),
    "不一致": ((*_ABOUT, "信息", "通话中", "申请资料", "位置", "证据"), _mismatches),
}
