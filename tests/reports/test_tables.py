import csv
import io
import stat
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Status
from pipeline.reports.spreadsheets import harmless, workbook
from pipeline.reports.tables import CSV_COLUMNS, call_rows, write_tables
from tests.making import a_recording, a_report
from tests.reports.invented_call import BELL, FORMULA, invented_call

QUIET = a_report(a_recording("quiet"), items={"income": Status.VERIFIED})
SHEETS = ["通话", "核实项目", "关键信息", "风险与违规", "不一致"]


def csv_rows(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "summary.csv").read_text(encoding="utf-8-sig"))))


def sheet(folder: Path, name: str) -> list[dict[str, Any]]:
    head, *rows = load_workbook(folder / "summary.xlsx")[name].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    write_tables([call_rows(invented_call()), call_rows(QUIET)], folder)
    return folder


def test_the_csv_has_a_row_a_call_under_stable_english_names(tables: Path) -> None:
    call, quiet = csv_rows(tables)
    assert tuple(call) == CSV_COLUMNS
    assert call["call_id"] == "JW-2026-0417"
    assert (call["product"], call["stage"], call["agent_id"]) == ("consumer", "pre_loan", "陆306")
    assert (call["coverage"], call["points"], call["speech_coverage"]) == ("0.4", "31", "0.893")
    assert call["flagged"].split(";") == ["identity", "loan_purpose", "employment", "income", "existing_debt"]
    assert (call["not_evaluable"], call["risks"], call["mismatches"]) == ("residence", "income_loss", "loan_amount")
    assert call["violations"] == "leading_answer;misleading_rate"
    assert call["unheard_s"] == "5.9"
    assert "推断为个人消费贷款" in call["warnings"]
    assert (quiet["flagged"], quiet["agent_id"], quiet["unheard_s"]) == ("", "", "0.0")


def test_excel_takes_the_csv_for_utf8(tables: Path) -> None:
    assert (tables / "summary.csv").read_bytes().startswith(b"\xef\xbb\xbfcall_id,")


def test_the_workbook_has_a_chinese_sheet_for_each_question(tables: Path) -> None:
    book = load_workbook(tables / "summary.xlsx")
    assert book.sheetnames == SHEETS
    for each in book:
        assert each.freeze_panes == "B2"
        assert each.auto_filter.ref == each.dimensions
        assert all(int(width.width) <= 48 for width in each.column_dimensions.values())


def test_the_sheets_say_what_the_report_says(tables: Path) -> None:
    call = sheet(tables, "通话")[0]
    assert (call["产品"], call["阶段"], call["呼叫时间"]) == ("个人消费贷款", "贷前调查", "2026-04-17 15:08")
    assert call["待补核事项"] == "身份核实、贷款用途、工作单位与职业、收入情况、现有负债、居住情况"
    assert (call["核实覆盖率"], call["坐席违规"]) == (0.4, "教客户如何作答、误导性利率表述")
    items = {row["事项"]: row for row in sheet(tables, "核实项目") if row["编号"] != "quiet"}
    assert len(items) == len(invented_call().items)
    assert (items["申请金额"]["结果"], items["申请金额"]["位置"]) == ("已核实", "0:22")
    assert items["申请金额"]["证据"] == "改成三十万"
    assert items["收入情况"]["证据"] is None
    facts = {row["信息"]: (row["取值"], row["状态"]) for row in sheet(tables, "关键信息")}
    assert (facts["贷款金额"], facts["月收入"]) == (("30万元", "已更正"), ("约1.2～1.5万元", "说出"))
    assert [row["类别"] for row in sheet(tables, "风险与违规")] == ["风险", "疑似违规", "疑似违规"]
    (mismatch,) = sheet(tables, "不一致")
    assert (mismatch["信息"], mismatch["通话中"], mismatch["申请资料"]) == ("贷款金额", "30万元", "25万元")


def test_shares_read_as_per_cent_and_a_call_leads_to_its_page(tables: Path) -> None:
    calls = load_workbook(tables / "summary.xlsx")["通话"]
    heads = [cell.value for cell in calls[1]]
    assert calls.cell(2, heads.index("核实覆盖率") + 1).number_format == "0%"
    link = calls["A2"].hyperlink
    assert link is not None
    assert link.target == "JW-2026-0417.html"


def test_a_row_is_as_high_as_its_longest_text(tables: Path) -> None:
    items = load_workbook(tables / "summary.xlsx")["核实项目"]
    long_reason = next(cell.row for cell in items["G"] if str(cell.value).startswith("检索了"))
    assert items.row_dimensions[long_reason].height == 30
    assert items.row_dimensions[2].height is None


def test_nothing_that_was_said_is_a_formula(tables: Path) -> None:
    cells = [cell for each in load_workbook(tables / "summary.xlsx") for row in each.iter_rows() for cell in row]
    assert f"'{FORMULA}" in {cell.value for cell in cells}
    assert all(cell.data_type != "f" for cell in cells)
    assert not any(BELL in str(cell.value) for cell in cells)
    assert not any(value.startswith(tuple("=+-@")) for row in csv_rows(tables) for value in row.values())


@pytest.mark.parametrize(
    "hostile", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1", " =1", "\n=1", "＝1+1", "\x01=1"]
)
def test_a_formula_is_made_text(hostile: str) -> None:
    assert harmless(hostile).startswith("'")


@pytest.mark.parametrize("value", ["约25万元", "5-10", "", 0.4, -3, None, True])
def test_what_is_no_formula_stays(value: Any) -> None:
    assert harmless(value) == value


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_any_text_can_stand_in_a_cell_and_none_is_computed(texts: Sequence[str]) -> None:
    file = workbook({"表": pd.DataFrame({"编号": [str(n) for n in range(len(texts))], "证据": texts})}, links={})
    cells = [row[1] for row in load_workbook(io.BytesIO(file))["表"].iter_rows(min_row=2)]
    assert all(cell.data_type != "f" for cell in cells)


def test_the_same_reports_give_the_same_bytes_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = [invented_call(), QUIET]
    write_tables([call_rows(report) for report in reports], tmp_path / "now")
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    write_tables([call_rows(report) for report in reports], tmp_path / "later")
    for name in ("summary.csv", "summary.xlsx"):
        assert (tmp_path / "now" / name).read_bytes() == (tmp_path / "later" / name).read_bytes()
    created = load_workbook(tmp_path / "now" / "summary.xlsx").properties.created
    assert created is not None
    assert created.year == 1980


@pytest.mark.parametrize("reports", [[], [QUIET]], ids=["no call", "a call without findings"])
def test_a_batch_without_findings_has_its_headings(tmp_path: Path, reports: list[CallReport]) -> None:
    write_tables([call_rows(report) for report in reports], tmp_path)
    assert len(csv_rows(tmp_path)) == len(reports)
    book = load_workbook(tmp_path / "summary.xlsx")
    assert [each.cell(1, 1).value for each in book] == ["编号"] * len(SHEETS)
    assert book["不一致"].max_row == 1


def test_tables_are_for_their_owner_alone(tables: Path) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in tables.iterdir()} == {0o600}
