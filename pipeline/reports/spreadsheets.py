"""Tables as files that a spreadsheet opens without computing anything: CSV and XLSX; and Parquet for programs.

The same tables give the same bytes.
"""

import io
import math
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

BOM: Final = "\ufeff"  # without it Excel takes UTF-8 for the machine's own code page

# A cell that begins like this is a formula to a spreadsheet, in full width, small and raised too; calls are untrusted.
_FORMULA_STARTS = "=+-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−"
# What is not seen before such a sign: spaces, and what has no width.
_UNSEEN = (
    r"\s\x{0b}\x{85}\x{a0}\x{ad}\x{1680}\x{180e}"
    r"\x{2000}-\x{200f}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}"
)
# Where some programs begin a new row though nothing quotes them; a line feed is quoted, and stays.
_ROW_BREAKS = r"\r\x{85}\x{2028}\x{2029}"
_OUT_OF_XML = r"\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}"
# What harmless may have to change, as Arrow writes patterns; it looks at all of a text at once.
_SUSPECT = rf"^[{_UNSEEN}]*[{re.escape(_FORMULA_STARTS)}]|[{_ROW_BREAKS}{_OUT_OF_XML}]"


def _pattern(pattern: str) -> re.Pattern[str]:
    """The same as Python writes it."""
    return re.compile(re.sub(r"\\x\{(\w+)\}", lambda found: f"\\u{found[1]:0>4}", pattern))


_BEGINS_FORMULA = _pattern(rf"[{_UNSEEN}]*[{re.escape(_FORMULA_STARTS)}]")
_BREAKS_ROW = _pattern(f"[{_ROW_BREAKS}]+")
_NOT_IN_XML = _pattern(f"[{_OUT_OF_XML}]")

_FORMATS = {
    **dict.fromkeys(("核实覆盖率", "识别覆盖", "角色把握", "把握"), "0%"),
    **dict.fromkeys(("核实率", "下限（95%）", "上限（95%）", "同类事项核实率", "差异"), "0.0%"),
    "p值": "0.0000",
}
# Columns whose text runs over several lines, and how wide they get, in characters.
_WRAPPED = {
    **dict.fromkeys(("结论", "待补核事项", "风险信号", "坐席违规", "与资料不一致", "提示"), 24),
    "说明": 48,
    "证据": 44,
    "名称": 36,
    "取值": 28,
}
_NARROWEST, _WIDEST = 8, 32
_MEASURED = 300  # rows that decide how wide a column is
_LINE_HEIGHT = 15  # points
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

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # as early as a ZIP file knows
_WRITTEN_AT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def harmless(value: Any) -> Any:
    """A cell's value with nothing in it that ends its row, that is computed, or that an XLSX file cannot hold."""
    if not isinstance(value, str):
        return value
    text = _NOT_IN_XML.sub("", _BREAKS_ROW.sub(" ", value.replace("\r\n", "\n")))
    return f"'{text}" if _BEGINS_FORMULA.match(text) else text


def csv_bytes(table: "pd.DataFrame") -> bytes:
    """The table as CSV, by Arrow: a million rows in seconds."""
    import pyarrow as pa  # noqa: PLC0415 - costs start-up time
    from pyarrow import csv  # noqa: PLC0415 - costs start-up time

    texts = table.select_dtypes(exclude="number").columns
    safe = table.assign(**{str(name): _harmless_column(table[name]) for name in texts})
    rows = pa.Table.from_pandas(safe, preserve_index=False)
    # Categories are written out: the CSV writer takes no dictionaries.
    plain = [(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in rows.schema]
    buffer = io.BytesIO()
    buffer.write(BOM.encode("utf-8"))
    csv.write_csv(rows.cast(pa.schema(plain)), buffer)
    return buffer.getvalue()


def parquet_bytes(table: "pd.DataFrame") -> bytes:
    """The table as Parquet."""
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()


def workbook(sheets: Mapping[str, "pd.DataFrame"], *, links: Mapping[str, Sequence[str]]) -> bytes:
    """DataFrames by sheet name as an XLSX file: header in view, filters, widths, shares as per cent.

    links: by sheet, where the cells of its first column lead, empty for nowhere (Excel takes 65 530 links a sheet).
    """
    import pandas as pd  # noqa: PLC0415 - half a second of start-up
    from openpyxl.styles import Font  # noqa: PLC0415 - costs start-up time

    buffer = io.BytesIO()
    link = Font(color=_BRAND, underline="single")
    with pd.ExcelWriter(buffer, engine="openpyxl") as writer:
        for name, table in sheets.items():
            table.map(harmless).to_excel(writer, sheet_name=name, index=False)
            _format_sheet(writer.sheets[name])
        for name, addresses in links.items():
            for number, address in enumerate(addresses, start=2):
                if address:
                    cell = writer.sheets[name].cell(number, 1)
                    cell.hyperlink, cell.font = address, link
    return _without_timestamps(buffer.getvalue())


def _harmless_column(column: Any) -> Any:
    """As harmless; of a column with few values each value is looked at once."""
    if column.dtype == "category":
        return renamed_categories(column, harmless)
    if column.dtype != "str":
        return column
    suspect = column.str.contains(_SUSPECT)
    return column.mask(suspect, column[suspect].map(harmless)) if suspect.any() else column


def renamed_categories(column: Any, rename: Callable[[Any], Any]) -> Any:
    """A column with few values, each renamed; two that become alike are one from then on."""
    names = [rename(value) for value in column.cat.categories]
    if len(set(names)) == len(names):
        return column.cat.rename_categories(names)
    return column.astype(object).map(dict(zip(column.cat.categories, names, strict=True))).astype("category")


def _format_sheet(sheet: Any) -> None:
    """Header in view, filters, columns and rows with room for their text; prints across on A4."""
    from openpyxl.worksheet.page import PageMargins  # noqa: PLC0415 - costs start-up time

    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)  # inches
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0  # all columns on one page, rows on as many as they need
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for column in sheet.columns:
        _format_column(sheet, column)
    _set_row_heights(sheet)


def _format_column(sheet: Any, column: tuple[Any, ...]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 - costs start-up time

    head, *cells = column
    head.font = Font(bold=True, color="FFFFFF")
    head.fill = PatternFill("solid", fgColor=_BRAND)
    for cell in cells[:1]:
        cell.alignment = Alignment(vertical="top", wrap_text=head.value in _WRAPPED)
        cell.number_format = _FORMATS.get(head.value, "General")
    for cell in cells[1:]:
        cell._style = copy(cells[0]._style)  # the style of a column is looked up once, not once a cell
    widest = max(_text_width(cell.value) for cell in column[:_MEASURED]) + 4  # room for the filter's arrow
    bounded = max(_NARROWEST, min(_WRAPPED.get(head.value, _WIDEST), widest))
    sheet.column_dimensions[head.column_letter].width = bounded
    if head.value == "结果" and cells:
        _colour_statuses(sheet, f"{head.column_letter}2:{head.column_letter}{len(column)}")


def _text_width(value: Any) -> int:
    return sum(2 if letter >= _FIRST_WIDE_LETTER else 1 for letter in str(value or ""))


def _set_row_heights(sheet: Any) -> None:
    """Not every program makes rows as high as their wrapped text."""
    widths = {
        number: sheet.column_dimensions[head.column_letter].width
        for number, head in enumerate(sheet[1], start=1)
        if head.value in _WRAPPED
    }
    for row in range(2, sheet.max_row + 1):
        lines = [math.ceil(_text_width(sheet.cell(row, n).value) / (width - 1)) for n, width in widths.items()]
        if max(lines, default=1) > 1:
            sheet.row_dimensions[row].height = max(lines) * _LINE_HEIGHT


def _colour_statuses(sheet: Any, cells: str) -> None:
    from openpyxl.formatting.rule import CellIsRule  # noqa: PLC0415 - costs start-up time
    from openpyxl.styles import PatternFill  # noqa: PLC0415 - costs start-up time

    for status, colour in _COLOURS.items():
        fill = PatternFill("solid", bgColor=colour)
        rule = CellIsRule(operator="equal", formula=[f'"{status}"'], fill=fill)  # type: ignore[no-untyped-call]
        sheet.conditional_formatting.add(cells, rule)


def _without_timestamps(xlsx: bytes) -> bytes:
    """The same file without the moment in which it was written."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":
                content = _WRITTEN_AT.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            after.writestr(zipfile.ZipInfo(name, _EARLIEST), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
