"""CSV, Parquet and workbooks: nothing in them is computed, and how a workbook looks to whoever opens it."""

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.reports import spreadsheets
from pipeline.reports.spreadsheets import csv_bytes, harmless, parquet_bytes, workbook

HOSTILE = [
    ("=1+1", "'=1+1"),
    ("+1", "'+1"),
    ("-1", "'-1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("＝1+1", "'＝1+1"),
    (" \t=1", "' \t=1"),
    ("\n=1", "'\n=1"),
    ("\x01=1", "'=1"),
    ("'=1", "''=1"),
    (" '\u200b+1", "' '\u200b+1"),
    ("a\x00b\x1f", "ab"),
    ("\ufffe", ""),
]
PADDING = 0.7109375  # what the format adds to a width in characters
PLAIN = ["5-10", "约25万元", "a=b", "'a'", "'", "", "a\tb\nc"]


def cells_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_text_is_quoted_figures_are_not_and_what_is_not_there_is_empty() -> None:
    table = pd.DataFrame(
        {"call_id": ["c-1", 'a "b", c'], "points": [50, 7], "at_s": [1.5, None], "late": [True, False]}, index=[7, 9]
    )
    assert csv_bytes(table).decode("utf-8") == (
        '\ufeff"call_id","points","at_s","late"\n"c-1",50,1.5,true\n"a ""b"", c",7,,false\n'
    )


def test_a_table_without_rows_has_its_header() -> None:
    assert csv_bytes(pd.DataFrame({"a": [1], "b": ["x"]}).iloc[:0]).decode("utf-8") == '\ufeff"a","b"\n'


@pytest.mark.parametrize("kind", ["str", "category"])
@pytest.mark.parametrize(("text", "written"), [*HOSTILE, *((text, text) for text in PLAIN)])
def test_what_a_spreadsheet_would_compute_is_made_text_and_nothing_else_is(kind: str, text: str, written: str) -> None:
    table = pd.DataFrame({"said": pd.Series([text, "between", text], dtype=kind), "n": [1, 2, 3]})
    assert cells_of(csv_bytes(table)) == [["said", "n"], [written, "1"], ["between", "2"], [written, "3"]]


@given(st.lists(st.text(st.characters(codec="ascii")), min_size=1, max_size=4))
def test_a_csv_makes_text_of_what_a_workbook_makes_text_of(texts: Sequence[str]) -> None:
    table = pd.DataFrame({"said": pd.Series(texts, dtype="str")})
    assert [row[0] if row else "" for row in cells_of(csv_bytes(table))[1:]] == [harmless(text) for text in texts]


def test_the_table_that_is_written_stays_as_it_was() -> None:
    table = pd.DataFrame({"said": ["=1"], "by": pd.Categorical(["=2"])})
    before = table.copy(deep=True)
    csv_bytes(table)
    pd.testing.assert_frame_equal(table, before)


def test_parquet_gives_the_table_back_as_it_was_without_its_index() -> None:
    table = pd.DataFrame(
        {"said": ["=1", "b"], "by": pd.Categorical(["x", "y"]), "at_s": [1.5, None], "n": [1, 2]}, index=[7, 9]
    )
    back = pd.read_parquet(io.BytesIO(parquet_bytes(table)))
    expected: Any = table.reset_index(drop=True)
    pd.testing.assert_frame_equal(back, expected)


def sheet_of(table: pd.DataFrame, links: dict[str, list[str]] | None = None) -> Worksheet:
    opened = load_workbook(io.BytesIO(workbook({"表": table}, links=links or {})))
    assert opened.sheetnames == ["表"]
    found = opened["表"]
    assert isinstance(found, Worksheet)
    return found


def text(length: int) -> str:
    return "x" * length


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1", "'=1"),
        ("\u3000＝1", "'\u3000＝1"),
        ("a\x00\x0b\ufffe\uffffb", "ab"),
        ("\x01=1", "'=1"),
        ("'=1", "''=1"),
        (" '\u200b+1", "' '\u200b+1"),
        ("a\tb\nc\rd", "a\tb\nc d"),
        ("k\r=1+1", "k =1+1"),
        ("k\r\n=1", "k\n=1"),
        ("\r=1", "' =1"),
        ("k\u2028=1\x85=2", "k =1 =2"),
        ("\u200b=1", "'\u200b=1"),
        ("\ufeff\u2060@x", "'\ufeff\u2060@x"),
        ("\u00a0−1", "'\u00a0−1"),
        ("﹦1", "'﹦1"),
        ("=", "'="),
        ("", ""),
        (-3, -3),
    ],
)
def test_a_cell_keeps_its_words_and_loses_what_is_computed_or_no_xml(value: object, written: object) -> None:
    assert harmless(value) == written


@pytest.mark.parametrize(
    ("heading", "longest", "width"),
    [
        ("编号", "", 8),
        ("编号", "1234", 8),
        ("编号", text(20), 24),
        ("编号", "中" * 10, 24),
        ("编号", text(28), 32),
        ("编号", text(500), 32),
        ("a heading longer than its cells", "x", 32),
        ("结论", text(500), 24),
        ("取值", text(500), 28),
        ("名称", text(500), 36),
        ("证据", text(500), 44),
        ("说明", text(500), 48),
        ("说明", text(10), 14),
    ],
)
def test_a_column_is_as_wide_as_what_it_holds_within_bounds(heading: str, longest: str, width: int) -> None:
    assert sheet_of(pd.DataFrame({heading: ["", longest]})).column_dimensions["A"].width == width + PADDING


@pytest.mark.parametrize(("before", "width"), [(298, 24), (299, 8)])
def test_the_first_rows_decide_how_wide_a_column_is(before: int, width: int) -> None:
    table = pd.DataFrame({"编号": [*(["x"] * before), text(20)]})
    assert sheet_of(table).column_dimensions["A"].width == width + PADDING


@pytest.mark.parametrize(
    ("heading", "value", "height"),
    [
        ("证据", text(500), 180),  # twelve lines of 43 characters
        ("证据", text(43), None),
        ("证据", text(44), 30),
        ("证据", "中" * 22, 30),
        ("编号", text(500), None),
    ],
)
def test_a_row_has_room_for_the_lines_of_its_wrapped_text(heading: str, value: str, height: int | None) -> None:
    table = pd.DataFrame({"编号": ["1", "2"], heading: [text(100), value]})
    assert sheet_of(table).row_dimensions[3].height == height


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("核实覆盖率", "0%"),
        ("角色把握", "0%"),
        ("把握", "0%"),
        ("核实率", "0.0%"),
        ("下限（95%）", "0.0%"),
        ("差异", "0.0%"),
        ("p值", "0.0000"),
        ("评分", "General"),
    ],
)
def test_figures_are_shown_by_what_they_are_and_kept_whole(heading: str, shown: str) -> None:
    sheet = sheet_of(pd.DataFrame({heading: [0.12345, 0.5]}))
    assert [(cell.value, cell.number_format) for cell in sheet["A"][1:]] == [(0.12345, shown), (0.5, shown)]


@pytest.mark.parametrize(("heading", "wrapped"), [("证据", True), ("名称", True), ("编号", False)])
def test_only_long_texts_run_over_several_lines(heading: str, wrapped: bool) -> None:
    cells = sheet_of(pd.DataFrame({heading: ["x", "y"]}))["A"][1:]
    assert [(bool(cell.alignment.wrap_text), cell.alignment.vertical) for cell in cells] == [(wrapped, "top")] * 2


def test_a_heading_stands_out_and_stays_in_view() -> None:
    sheet = sheet_of(pd.DataFrame({"编号": ["1"], "结果": ["已核实"]}))
    head: Any = sheet["A1"]
    assert (head.font.bold, head.font.color.rgb, head.fill.fgColor.rgb) == (True, "FFFFFFFF", "FF17517E")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:B2")


def test_it_prints_across_on_a4_all_columns_on_a_page_and_the_heading_on_every_page() -> None:
    sheet = sheet_of(pd.DataFrame({"编号": ["1"]}))
    setup = sheet.page_setup
    assert (setup.orientation, str(setup.paperSize), setup.fitToHeight) == ("landscape", sheet.PAPERSIZE_A4, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"


def colours_of(sheet: Worksheet) -> dict[str, dict[str, str]]:
    """By range and value the colour that it is given."""
    rules: Any = sheet.conditional_formatting
    return {str(each.sqref): {rule.formula[0]: rule.dxf.fill.bgColor.rgb for rule in each.rules} for each in rules}


def test_a_result_has_the_colour_of_how_it_ended() -> None:
    green, amber, red, violet = "FFEDF7F0", "FFFDF5E6", "FFFCEFEE", "FFF2EFF9"
    sheet = sheet_of(pd.DataFrame({"编号": ["1", "2"], "结果": ["已核实", "不适用"]}))
    assert colours_of(sheet) == {
        "B2:B3": {
            '"已核实"': green,
            '"核实不足"': amber,
            '"已问未答"': amber,
            '"客户拒答"': red,
            '"未涉及"': red,
            '"无法判定"': violet,
        }
    }


@pytest.mark.parametrize("table", [pd.DataFrame({"状态": ["已核实"]}), pd.DataFrame({"结果": []})])
def test_where_no_result_stands_nothing_is_coloured(table: pd.DataFrame) -> None:
    assert colours_of(sheet_of(table)) == {}


def test_first_cells_lead_to_their_addresses_and_those_without_one_nowhere() -> None:
    table = pd.DataFrame({"编号": ["1", "2", "3"], "事项": ["a", "b", "c"]})
    sheet = sheet_of(table, {"表": ["c-1.html", "", "../pages/c-3.html"]})
    links = [cell.hyperlink for cell in sheet["A"][1:]]
    assert [link.target if link else None for link in links] == [
        "c-1.html",
        None,
        "..\\pages\\c-3.html",
    ]
    assert [cell.font.underline for cell in sheet["A"][1:]] == ["single", None, "single"]
    assert not any(cell.hyperlink for cell in sheet["B"])


def test_sheets_come_in_their_order_and_an_empty_one_has_its_heading() -> None:
    tables = {"二": pd.DataFrame({"编号": ["1"]}), "一": pd.DataFrame({"编号": [], "证据": []})}
    book = load_workbook(io.BytesIO(workbook(tables, links={"一": []})))
    assert book.sheetnames == ["二", "一"]
    assert [[cell.value for cell in row] for row in book["一"].iter_rows()] == [["编号", "证据"]]


def test_a_table_that_is_too_long_goes_on_in_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 2)
    monkeypatch.setattr(spreadsheets, "MOST_LINKS", 3)
    table = pd.DataFrame({"编号": [f"c-{n}" for n in range(5)]})
    book = load_workbook(io.BytesIO(workbook({"表": table}, links={"表": [f"c-{n}.html" for n in range(5)]})))
    cells = {each.title: each["A"][1:] for each in book}
    assert {title: [cell.value for cell in some] for title, some in cells.items()} == {
        "表": ["c-0", "c-1"],
        "表 2": ["c-2", "c-3"],
        "表 3": ["c-4"],
    }
    linked = [cell.hyperlink.target if cell.hyperlink else None for some in cells.values() for cell in some]
    assert linked == ["c-0.html", "c-1.html", "c-2.html", None, None]


def test_a_file_has_no_moment_in_it() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook({"表": pd.DataFrame({"编号": ["1"]})}, links={}))) as packed:
        assert {each.date_time for each in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        told = packed.read("docProps/core.xml").decode("utf-8")
    assert told.count("1980-01-01T00:00:00Z") == 2


def test_values_that_become_alike_are_one_value_in_a_table_of_few() -> None:
    table = pd.DataFrame({"agent": pd.Series(["a\r", "a ", "b"], dtype="category"), "n": [1, 2, 3]})
    assert cells_of(csv_bytes(table)) == [["agent", "n"], ["a ", "1"], ["a ", "2"], ["b", "3"]]


@pytest.mark.parametrize("kind", ["str", "category"])
def test_agents_of_whom_one_is_written_like_a_formula_are_told_apart(kind: str) -> None:
    agents = ["+1", "'+1", "''+1", "1"]
    written = [row[0] for row in cells_of(csv_bytes(pd.DataFrame({"agent": pd.Series(agents, dtype=kind)})))[1:]]
    assert written == ["'+1", "''+1", "'''+1", "1"]


def test_an_address_longer_than_excel_takes_leaves_its_cell_plain() -> None:
    table = pd.DataFrame({"编号": ["1", "2"]})
    cells = sheet_of(table, {"表": [f"../{'a' * 2100}.html", f"../{'b' * 2000}.html#item-x"]})["A"][1:]
    assert [(cell.value, bool(cell.hyperlink)) for cell in cells] == [("1", False), ("2", True)]
