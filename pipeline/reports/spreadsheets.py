"""Tables as files that a spreadsheet opens without computing anything: CSV and XLSX; and Parquet for programs.

The same tables give the same bytes.
"""

import io
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

BOM: Final = "\ufeff"  # without it Excel takes UTF-8 for the machine's own code page

# A cell that begins like this is a formula to a spreadsheet, in full width, small and raised too; calls are untrusted.
_FORMULA_STARTS = "=+-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−"
# What is not seen before such a sign: spaces, and what has no width. An apostrophe that was there before gets another,
# so that "+1" and "'+1" are not written alike.
_UNSEEN = (
    r"\s\x{0b}\x{85}\x{a0}\x{ad}\x{1680}\x{180e}"
    r"\x{2000}-\x{200f}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}"
)
# Where some programs begin a new row though nothing quotes them; a line feed is quoted, and stays.
_ROW_BREAKS = r"\r\x{85}\x{2028}\x{2029}"
_OUT_OF_XML = r"\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}"
# What harmless may have to change, as Arrow writes patterns; it looks at all of a text at once.
_SUSPECT = rf"^[{_UNSEEN}']*[{re.escape(_FORMULA_STARTS)}]|[{_ROW_BREAKS}{_OUT_OF_XML}]"


def _pattern(pattern: str) -> re.Pattern[str]:
    """The same as Python writes it."""
    return re.compile(re.sub(r"\\x\{(\w+)\}", lambda found: f"\\u{found[1]:0>4}", pattern))


_BEGINS_FORMULA = _pattern(rf"[{_UNSEEN}']*[{re.escape(_FORMULA_STARTS)}]")
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

_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)  # as early as a ZIP file knows: the same tables give the same bytes
MOST_ROWS, MOST_LINKS = 1_048_575, 65_530  # of a sheet, its header left out
_LONGEST_LINK = 2_079  # characters, with what it leads to on the page; Excel takes no longer one
_A4 = 9  # as the format numbers paper


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

    A table that is too long for a sheet goes on in another, named with its number. links: by sheet, where the cells of
    its first column lead, empty for nowhere; cells whose link is longer than Excel takes, and those behind the 65 530
    links that it takes of a sheet, are plain.
    """
    import xlsxwriter  # noqa: PLC0415 - costs start-up time

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})  # temporary files would hold what was said
    book.set_properties({"created": _EARLIEST})
    formats = _Formats(book)
    for name, table in sheets.items():
        addresses = [*links.get(name, ())[:MOST_LINKS]]
        for first in range(0, max(1, len(table)), MOST_ROWS):
            title = name if first == 0 else f"{name} {first // MOST_ROWS + 1}"
            part = table.iloc[first : first + MOST_ROWS]
            _write_sheet(book.add_worksheet(title), part, addresses[first:], formats)
    book.close()
    return buffer.getvalue()


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


class _Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.head = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": f"#{_BRAND}"})
        self.link = book.add_format({"font_color": f"#{_BRAND}", "underline": 1, "valign": "top"})
        self.colours = {status: book.add_format({"bg_color": f"#{colour}"}) for status, colour in _COLOURS.items()}
        self._columns: dict[tuple[str, bool], Any] = {}

    def of_column(self, heading: str) -> Any:
        """How the cells below a heading are shown."""
        shown = _FORMATS.get(heading, "General"), heading in _WRAPPED
        if shown not in self._columns:
            number_format, wrap = shown
            style = {"num_format": number_format, "text_wrap": wrap, "valign": "top"}
            self._columns[shown] = self._book.add_format(style)
        return self._columns[shown]


def _write_sheet(sheet: Any, table: "pd.DataFrame", links: Sequence[str], formats: _Formats) -> None:
    """Header in view, filters, columns and rows with room for their text; prints across on A4."""
    headings = [str(heading) for heading in table.columns]
    columns = [[harmless(value) for value in table[heading].tolist()] for heading in table.columns]
    rows = len(table)
    for place, (heading, values) in enumerate(zip(headings, columns, strict=True)):
        sheet.write_string(0, place, harmless(heading), formats.head)
        style = formats.of_column(heading)
        for row, value in enumerate(values, start=1):
            _write_cell(sheet, row, place, value, style)
        sheet.set_column(place, place, _column_width(heading, values))
        if heading == "结果" and rows:
            for status, colour in formats.colours.items():
                rule = {"type": "cell", "criteria": "==", "value": f'"{status}"', "format": colour}
                sheet.conditional_format(1, place, rows, place, rule)
    for row, address in enumerate(links[:rows], start=1):
        if 0 < len(address) <= _LONGEST_LINK:
            sheet.write_url(row, 0, f"external:{address}", formats.link, string=str(columns[0][row - 1]))
    _set_row_heights(sheet, headings, columns)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, rows, len(headings) - 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)  # inches
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)  # all columns on one page, rows on as many as they need
    sheet.repeat_rows(0)


def _write_cell(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, str) and value:
        sheet.write_string(row, column, value, style)
    else:  # nothing is there
        sheet.write_blank(row, column, None, style)


def _column_width(heading: str, values: Sequence[Any]) -> int:
    widest = max(map(_text_width, (heading, *values[: _MEASURED - 1]))) + 4  # room for the filter's arrow
    return max(_NARROWEST, min(_WRAPPED.get(heading, _WIDEST), widest))


def _text_width(value: Any) -> int:
    return sum(2 if letter >= _FIRST_WIDE_LETTER else 1 for letter in str(value or ""))


def _set_row_heights(sheet: Any, headings: Sequence[str], columns: Sequence[Sequence[Any]]) -> None:
    """Not every program makes rows as high as their wrapped text."""
    wrapped = [
        (values, _column_width(heading, values) - 1)
        for heading, values in zip(headings, columns, strict=True)
        if heading in _WRAPPED
    ]
    for row in range(len(columns[0]) if wrapped else 0):
        lines = max(math.ceil(_text_width(values[row]) / width) for values, width in wrapped)
        if lines > 1:
            sheet.set_row(row + 1, lines * _LINE_HEIGHT)
