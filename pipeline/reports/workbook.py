"""Tables as an XLSX file that reads well, computes nothing, and has the same bytes for the same tables."""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

# A cell that begins like this is a formula to a spreadsheet, the full-width signs included, and calls are untrusted.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_SHARES = frozenset({"核实覆盖率", "识别覆盖", "角色把握", "把握"})
_LONG = frozenset({"结论", "待补核事项", "风险信号", "坐席违规", "与资料不一致", "提示", "说明", "证据", "名称"})
_NARROWEST, _WIDEST = 8, 48
_SAMPLE = 300  # rows that decide how wide a column is
_FIRST_WIDE_LETTER = "\u2e80"  # from here on characters take two columns
_GREEN, _AMBER, _RED, _VIOLET = "EDF7F0", "FDF5E6", "FCEFEE", "F2EFF9"
_COLOURS = {
    "已核实": _GREEN,
    "核实不足": _AMBER,
    "已问未答": _AMBER,
    "客户拒答": _RED,
    "未涉及": _RED,
    "无法判定": _VIOLET,
}
_BRAND = "17517E"

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # as early as a ZIP file knows
_WRITTEN_AT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def harmless(value: Any) -> Any:
    """A cell's value with nothing in it that a spreadsheet would compute or an XLSX file cannot hold."""
    if not isinstance(value, str):
        return value
    text = _NOT_IN_XML.sub("", value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def workbook(sheets: Mapping[str, Any]) -> bytes:
    """DataFrames by sheet name as an XLSX file: header in view, filters, widths, shares as per cent, links to pages."""
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="openpyxl") as writer:
        for name, table in sheets.items():
            table.map(harmless).to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 1))
            _dress(writer.sheets[name])
            _link_first_column(writer.sheets[name], table)
    return _timeless(buffer.getvalue())


def _dress(sheet: Any) -> None:
    sheet.auto_filter.ref = sheet.dimensions
    for column in sheet.columns:
        _dress_column(sheet, column)


def _dress_column(sheet: Any, column: tuple[Any, ...]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 - costs start-up time

    head, *cells = column
    head.font = Font(bold=True, color="FFFFFF")
    head.fill = PatternFill("solid", fgColor=_BRAND)
    head.alignment = Alignment(vertical="center")
    placed = Alignment(vertical="top", wrap_text=head.value in _LONG)
    for cell in cells:
        cell.alignment = placed
        if head.value in _SHARES:
            cell.number_format = "0%"
    sheet.column_dimensions[head.column_letter].width = _width(column)
    if head.value == "结果":
        _colour_statuses(sheet, f"{head.column_letter}2:{head.column_letter}{len(column)}")


def _width(column: tuple[Any, ...]) -> int:
    """As wide as what it holds, within bounds; the filter's arrow needs room too."""
    texts = (str(cell.value or "") for cell in column[:_SAMPLE])
    widest = max(sum(2 if letter >= _FIRST_WIDE_LETTER else 1 for letter in text) for text in texts)
    return max(_NARROWEST, min(_WIDEST, widest + 4))


def _colour_statuses(sheet: Any, cells: str) -> None:
    from openpyxl.formatting.rule import CellIsRule  # noqa: PLC0415 - costs start-up time
    from openpyxl.styles import PatternFill  # noqa: PLC0415 - costs start-up time

    for status, colour in _COLOURS.items():
        rule = CellIsRule(operator="equal", formula=[f'"{status}"'], fill=PatternFill("solid", bgColor=colour))
        sheet.conditional_formatting.add(cells, rule)


def _link_first_column(sheet: Any, table: Any) -> None:
    """The call's page lies beside the table."""
    from openpyxl.styles import Font  # noqa: PLC0415 - costs start-up time

    link = Font(color=_BRAND, underline="single")
    for number, call_id in enumerate(table.iloc[:, 0], start=2):
        cell = sheet.cell(number, 1)
        cell.hyperlink = f"{quote(call_id, safe='')}.html"
        cell.font = link


def _timeless(xlsx: bytes) -> bytes:
    """The same file without the moment in which it was written."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":
                content = _WRITTEN_AT.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            after.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
