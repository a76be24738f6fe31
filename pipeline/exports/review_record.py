"""The review record of a call (电话核实记录) as DOCX: what was verified and where, with room to sign."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from pipeline.domain.report import CallReport, Evidence, Finding
from pipeline.domain.vocabulary import Status
from pipeline.exports.call import ExportCall
from pipeline.reports.certainty import Band, band, item_band
from pipeline.reports.labels import (
    clock,
    fact_name,
    fact_status,
    fact_text,
    fact_value,
    finding_name,
    item_name,
    kind_name,
    local_time,
    mark,
    percent,
    short,
)
from pipeline.reports.page import warnings_of
from pipeline.text.printable import printable

if TYPE_CHECKING:
    from docx.document import Document

Cells = Sequence[str]
_FONT, _LATIN = "宋体", "Times New Roman"
_A4_CM: Final = (21.0, 29.7)
_MARGIN_CM: Final = 2.0
_SHADE: Final = "E8EEF4"  # of heads
_SHADES: Final = {
    Status.INSUFFICIENT: "FDF5E6",
    Status.UNANSWERED: "FDF5E6",
    Status.REFUSED: "FCEFEE",
    Status.MISSING: "FCEFEE",
    Status.NOT_EVALUABLE: "F2EFF9",
}
_MOST_SECONDS: Final = 4  # of an item; the page has all
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)  # as early as a ZIP file knows: the same report gives the same bytes
_NOT_IN_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")  # what is left of it after printable


def review_record(call: ExportCall) -> bytes:
    """The record of one call, on A4, in Chinese."""
    document = _empty_document(call)
    report = call.report
    document.add_heading("电话核实记录", level=0).alignment = 1  # in the middle
    _table(document, (2.6, 5.9, 2.6, 5.9), _head(report))
    document.add_heading("结论", level=1)
    _paragraph(
        document, f"{report.score.verdict}（核实覆盖率{percent(report.score.coverage)}，评分{report.score.points}）"
    )
    for warning in warnings_of(report.quality):
        _paragraph(document, f"※ {warning}")
    _section(document, "核实事项", _ITEMS, list(_items(report)), _item_shades(report))
    _section(document, "关键信息", _FACTS, list(_facts(report)))
    _section(document, "与申请资料不一致", _MISMATCHES, list(_mismatches(report)))
    _section(document, "风险信号", _FINDINGS, list(_findings(report.risks)))
    _section(document, "疑似违规", _FINDINGS, list(_findings(report.violations)))
    _section(document, "下次通话要问", {"事项": 4.4, "问法": 12.6}, list(_questions(report)))
    _signature(document)
    _versions(document, call)
    _page_numbers(document)
    return _bytes(document)


_ITEMS: Final = {"序号": 1.2, "事项": 3.4, "结果": 3.0, "证据时间": 2.5, "证据或说明": 4.8, "复核意见": 2.1}
_FACTS: Final = {"信息": 3.2, "通话中": 4.6, "申请资料": 3.4, "状态": 2.2, "证据时间": 3.6}
_MISMATCHES: Final = {"信息": 3.6, "通话中": 4.6, "申请资料": 4.6, "证据时间": 4.2}
_FINDINGS: Final = {"名称": 4.4, "证据时间": 2.5, "原话": 7.6, "复核意见": 2.5}


def _head(report: CallReport) -> list[Cells]:
    recording, known = report.recording, report.recording.metadata
    return [
        ("案件编号", known.get("case_id", ""), "通话编号", recording.call_id),
        ("产品与阶段", kind_name(recording.product, recording.stage), "坐席", known.get("agent_id", "")),
        ("呼叫时间", local_time(known.get("started_at", "")), "通话时长", clock(recording.duration_s)),
        ("网点", known.get("branch", ""), "客户编号", known.get("customer_id", "")),
    ]


def _items(report: CallReport) -> Iterator[Cells]:
    for number, item in enumerate(report.items, start=1):
        sure = item_band(item)
        status = f"{mark(item.status)} {item.status.name_zh}" + ("" if sure is Band.SURE else f"\n（{sure.name_zh}）")
        said = _quote(item.evidence) or item.reason
        yield str(number), item_name(item.id), status, _seconds(item.evidence), said, ""


def _item_shades(report: CallReport) -> list[str]:
    return [_SHADES.get(item.status, "") for item in report.items]


def _facts(report: CallReport) -> Iterator[Cells]:
    for fact in report.facts:
        filed = report.recording.metadata.get(f"app.{fact.name}", "")
        shown = fact_value(fact.name, filed) if filed else ""
        yield fact_name(fact.name), fact_text(fact), shown, fact_status(fact.status), _seconds(fact.evidence)


def _mismatches(report: CallReport) -> Iterator[Cells]:
    for each in report.mismatches:
        values = (fact_value(each.fact, value) for value in (each.stated, each.application))
        yield fact_name(each.fact), *values, _seconds(each.evidence)


def _findings(findings: Sequence[Finding]) -> Iterator[Cells]:
    for finding in findings:
        sure = band(finding.confidence)
        unsure = "" if sure is Band.SURE else f"（{sure.name_zh}）"
        yield f"{short(finding_name(finding.id))}{unsure}", _seconds(finding.evidence), _quote(finding.evidence), ""


def _questions(report: CallReport) -> Iterator[Cells]:
    return ((item_name(each.item), each.question) for each in report.follow_up)


def _seconds(evidence: Sequence[Evidence]) -> str:
    """Where in the recording: the first places, each once, with room for a line to break between two."""
    places = list(dict.fromkeys(clock(second) for second in sorted(piece.start for piece in evidence)))
    more = f" 等{len(places)}处" if len(places) > _MOST_SECONDS else ""
    return " / ".join(places[:_MOST_SECONDS]) + more


def _quote(evidence: Sequence[Evidence]) -> str:
    """The last piece, which of an exchange is the answer."""
    return f"“{evidence[-1].quote}”" if evidence and evidence[-1].quote else ""


def _empty_document(call: ExportCall) -> "Document":
    import docx  # noqa: PLC0415 - comes with an extra
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import Cm, Pt, RGBColor  # noqa: PLC0415 - as above

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = map(Cm, _A4_CM)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN_CM)
    for name, size in (("Normal", 10.5), ("Title", 18), ("Heading 1", 12)):
        style: Any = document.styles[name]
        style.font.name, style.font.size = _LATIN, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), _FONT)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # would take the place of the names
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    document.styles["Normal"].paragraph_format.space_after = Pt(3)
    about = document.core_properties
    about.author, about.title, about.comments = "听核", f"电话核实记录 {_clean(call.call_id)}", ""
    about.created = about.modified = datetime(*_EARLIEST, tzinfo=UTC).replace(tzinfo=None)
    return document


def _section(
    document: "Document", title: str, columns: dict[str, float], rows: Sequence[Cells], shades: Cells = ()
) -> None:
    """A heading with its table, or with the word that there is nothing: an absent section could have been lost.

    columns: their names with their widths in cm.
    """
    document.add_heading(title, level=1)
    if rows:
        _table(document, tuple(columns.values()), rows, tuple(columns), shades)
    else:
        _paragraph(document, "无")


def _table(
    document: "Document", widths: Sequence[float], rows: Sequence[Cells], head: Cells = (), shades: Cells = ()
) -> None:
    """Without a head every other column is one, as in the head of a form.

    widths: in cm. shades: of the third cell by row, "" for none.
    """
    from docx.shared import Cm  # noqa: PLC0415 - comes with an extra

    table: Any = document.add_table(rows=len(rows) + bool(head), cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):  # some programs go by these, others by the cells'
        column.width = Cm(width)
    for row, cells in zip(table.rows, [head, *rows] if head else rows, strict=True):
        _keep_whole(row, repeated=bool(head) and cells is head)
        for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Cm(widths[place])
            is_head = cells is head if head else place % 2 == 0
            run = cell.paragraphs[0].add_run(_clean(text))
            run.bold = is_head
            if is_head:
                _shade(cell, _SHADE)
    for row, shade in zip(table.rows[bool(head) :], shades, strict=False):
        if shade:
            _shade(row.cells[2], shade)


def _keep_whole(row: Any, *, repeated: bool) -> None:
    """No row is torn by the end of a page, and a head stands on every page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - comes with an extra

    properties = row._tr.get_or_add_trPr()  # python-docx has no other door to these two
    properties.append(OxmlElement("w:cantSplit"))
    if repeated:
        properties.append(OxmlElement("w:tblHeader"))


def _shade(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - comes with an extra
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # python-docx has no other door to it


def _signature(document: "Document") -> None:
    document.add_heading("复核", level=1)
    _paragraph(document, "复核结论：□ 同意   □ 部分同意（见复核意见）   □ 不同意")
    line = _paragraph(document, "复核人（签字）：____________________        日期：______年____月____日")
    line.paragraph_format.space_before = 170_000  # in EMU, a good line


def _versions(document: "Document", call: ExportCall) -> None:
    """What the record rests on, small, at its end."""
    from docx.shared import Pt  # noqa: PLC0415 - comes with an extra

    versions, recording = call.report.versions, call.report.recording
    made = (
        f"听核 {versions.tinghe}；问题清单 {versions.checklist}",
        f"识别 {versions.model}；判定 {versions.classifier or '—'}",
        f"录音 SHA-256：{recording.sha256}",
        f"报告 SHA-256：{call.report_sha256}",
        "本记录由机器根据录音生成，须经复核人核对后生效。",
    )
    for line in made:
        _paragraph(document, line).runs[0].font.size = Pt(8)


def _page_numbers(document: "Document") -> None:
    """第 1 页，共 2 页: so that nobody takes a page away unseen."""
    footer: Any = document.sections[0].footer.paragraphs[0]
    footer.alignment = 1  # in the middle
    for before, field in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES")):
        footer.add_run(before)
        _add_field(footer.add_run(), field)
    footer.add_run(" 页")


def _add_field(run: Any, name: str) -> None:
    """What the program that opens the document reckons."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - comes with an extra
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    for kind in ("begin", "instruction", "end"):
        part = OxmlElement("w:instrText" if kind == "instruction" else "w:fldChar")
        if kind == "instruction":
            part.text = name
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def _paragraph(document: "Document", text: str) -> Any:
    return document.add_paragraph(_clean(text))


def _clean(text: str) -> str:
    """With line breaks of ours, and nothing that a document cannot hold."""
    return "\n".join(_NOT_IN_XML.sub("", printable(line)) for line in text.split("\n"))


def _bytes(document: "Document") -> bytes:
    """The file, its parts dated as early as can be."""
    made, fixed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as dated:
        for name in parts.namelist():
            dated.writestr(zipfile.ZipInfo(name, _EARLIEST), parts.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
