"""Tables over many calls as people work through them, and the addresses of pages, as a browser takes them."""

import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from pipeline.errors import TingheError
from pipeline.population.coverage import Coverage
from pipeline.population.flips import Flip
from pipeline.reports.population_tables import (
    MOST_ROWS,
    coverage_workbook,
    item_address,
    page_address,
    sample_csv,
    write_coverage_tables,
    write_flips,
    write_lists,
)
from tests.reports.invented_account import invented_account

A64, B64 = "a" * 64, "b" * 64  # hashes of recordings
FLIPS = (
    Flip(call_id="c-1", what="income", before="missing", after="verified"),
    Flip(call_id="=1+1", what="overdue", before="", after="found"),
)
WRITTEN = (
    '\ufeff"call_id","what","before","after"\n'
    '"c-1","income","missing","verified"\n'
    '"\'=1+1","overdue","","found"\n'
)  # fmt: skip


def calls(**changed: object) -> pd.DataFrame:
    """One drawn call, with columns that the list does not show."""
    known = {
        "call_id": "c 1",
        "case_id": "k-1",
        "product": "consumer",
        "stage": "pre_loan",
        "agent_id": "a-7",
        "branch": "城东",
        "started_at": "2026-03-02T10:00:00+08:00",
        "points": 50,
        "applicable": 4,
        "verified": 2,
        "open": 2,
        "confidence": 0.66667,
        "band": "low",
        "weight": 3.14159,
        "folder": "/reports/march",
        "recording_sha256": "0" * 64,
    }
    return pd.DataFrame([{**known, **changed}])


def rows_of(content: bytes) -> list[list[str]]:
    return [line.split(",") for line in content.decode("utf-8-sig").splitlines()]


def test_a_change_is_a_row_in_which_nothing_is_computed(tmp_path: Path) -> None:
    write_flips(tmp_path / "new" / "flips.csv", FLIPS)
    assert (tmp_path / "new" / "flips.csv").read_text(encoding="utf-8") == WRITTEN


def test_where_nobody_flips_the_header_stands_alone(tmp_path: Path) -> None:
    write_flips(tmp_path / "flips.csv", ())
    assert (tmp_path / "flips.csv").read_text(encoding="utf-8") == '\ufeff"call_id","what","before","after"\n'


def test_flips_that_cannot_be_written_are_refused_with_the_option(tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    out = tmp_path / "a-file" / "flips.csv"
    with pytest.raises(TingheError) as refused:
        write_flips(out, FLIPS)
    assert str(refused.value).startswith(f"{out}: cannot be written (")
    assert str(refused.value).endswith("). Give another --csv.")


def test_a_drawn_call_is_a_row_with_its_page_and_room_for_what_the_reviewer_finds() -> None:
    head, row = rows_of(sample_csv(calls(), Path("/reports")))
    assert head == [
        *('"call_id"', '"case_id"', '"product"', '"stage"', '"agent_id"', '"branch"', '"started_at"'),
        *('"points"', '"applicable"', '"verified"', '"open"', '"confidence"', '"band"', '"weight"'),
        *('"page"', '"reviewer"', '"agrees"', '"remarks"'),
    ]
    assert row == [
        *('"c 1"', '"k-1"', '"consumer"', '"pre_loan"', '"a-7"', '"城东"', '"2026-03-02T10:00:00+08:00"'),
        *("50", "4", "2", "2", "0.667", '"low"', "3.142"),
        *('"march/c%201.html"', '""', '""', '""'),
    ]


@pytest.mark.parametrize(
    ("folder", "seen_from", "page"),
    [
        ("/reports/march", "/reports/march", "c%201.html"),
        ("/reports/march", "/lists", "../reports/march/c%201.html"),
        ("", "/lists", ""),
    ],
)
def test_a_page_is_addressed_as_the_list_sees_it(folder: str, seen_from: str, page: str) -> None:
    _, row = rows_of(sample_csv(calls(folder=folder), Path(seen_from)))
    assert row[14] == f'"{page}"'


def test_what_a_manifest_says_is_text_in_the_list_too() -> None:
    _, row = rows_of(sample_csv(calls(case_id="+1", branch="@SUM(A1)").astype({"branch": "category"}), Path("/")))
    assert (row[1], row[5]) == ('"\'+1"', '"\'@SUM(A1)"')


@pytest.mark.parametrize(
    ("folder", "call_id", "seen_from", "address"),
    [
        ("/out", "c-1", "/out", "c-1.html"),
        ("/out/pages", "c-1", "/out", "pages/c-1.html"),
        ("/out/pages", "c-1", "/out/account", "../pages/c-1.html"),
        ("/elsewhere", "c-1", "/out/account", "../../elsewhere/c-1.html"),
        ("/out", "通话 #1", "/out", "%E9%80%9A%E8%AF%9D%20%231.html"),
        ("/out/50%", "a?b", "/out", "50%25/a%3Fb.html"),
        ("", "c-1", "/out", ""),
    ],
)
def test_a_page_is_addressed_from_where_it_is_seen(folder: str, call_id: str, seen_from: str, address: str) -> None:
    assert page_address(folder, call_id, Path(seen_from)) == address


def test_a_relative_place_is_seen_from_where_the_program_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert page_address(str(tmp_path / "pages"), "c-1", Path("account")) == "../pages/c-1.html"


def test_a_place_that_is_a_link_is_seen_from_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "deep" / "account").mkdir(parents=True)
    (tmp_path / "account").symlink_to(tmp_path / "deep" / "account")
    assert page_address(str(tmp_path / "pages"), "c-1", tmp_path / "account") == "../../pages/c-1.html"


@pytest.mark.parametrize(
    ("page", "item", "address"),
    [
        ("pages/c-1.html", "loan_amount", "pages/c-1.html#item-loan_amount"),
        ("c-1.html", "a/b 项", "c-1.html#item-a%2Fb%20%E9%A1%B9"),
        ("", "loan_amount", ""),
    ],
)
def test_an_item_is_a_place_on_a_page_that_there_is(page: str, item: str, address: str) -> None:
    assert item_address(page, item) == address


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("covered")


@pytest.fixture(scope="module")
def coverage(folder: Path) -> Coverage:
    return invented_account(folder)


def sheet_of(tables: Any, folder: Path, title: str) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(coverage_workbook(tables, folder)))[title]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        (
            "calls",
            [
                "call_id,case_id,product,stage,agent_id,branch,started_at,month,week,"
                "points,applicable,verified,open,off_hours,recording_sha256",
                f"c 2,,project,post_loan,,城东,2026-03-31T23:30:00+08:00,2026-03,2026-03-30,50,1,0,1,true,{B64}",
                f"c-1,,consumer,pre_loan,a-1,城东,2026-03-02T10:00:00+08:00,2026-03,2026-03-02,50,2,1,1,false,{A64}",
                f"c-3,,consumer,pre_loan,<b>=1,城东,2026-04-08T10:00:00+08:00,2026-04,2026-04-06,50,2,2,0,false,{A64}",
            ],
        ),
        (
            "items/income",
            [
                "call_id,product,stage,agent_id,branch,month,week,status,at_s,confidence",
                "c-1,consumer,pre_loan,a-1,城东,2026-03,2026-03-02,missing,,0.9",
                "c 2,project,post_loan,,城东,2026-03,2026-03-30,not_applicable,0,0.9",
                "c-3,consumer,pre_loan,<b>=1,城东,2026-04,2026-04-06,verified,0,0.9",
            ],
        ),
    ],
)
def test_a_list_has_the_calls_that_a_number_counts(
    coverage: Coverage, tmp_path: Path, name: str, rows: list[str]
) -> None:
    write_lists(coverage, tmp_path)
    written = (tmp_path / "lists" / f"{name}.csv").read_text(encoding="utf-8-sig")
    assert written.replace('"', "").splitlines() == rows


def test_tables_of_calls_show_the_columns_of_their_question_and_others_all(coverage: Coverage, tmp_path: Path) -> None:
    write_coverage_tables(coverage, tmp_path)
    about = ["call_id", "case_id", "product", "stage", "agent_id", "branch", "started_at"]
    columns = {name: list(pd.read_csv(tmp_path / "tables" / f"{name}.csv").columns) for name in coverage.tables}
    assert columns["open"] == [*about, "item", "status", "at_s", "confidence"]
    assert columns["duplicates"] == [*about, "recording_sha256"]
    assert columns["off_hours"] == about
    assert columns["weeks"] == list(coverage.tables["weeks"].columns)


def test_a_sheet_has_names_for_ids_and_rounded_figures(coverage: Coverage, folder: Path) -> None:
    head, worst, _ = sheet_of(coverage.tables, folder, "事项")
    assert dict(zip(head, worst, strict=True)) == {
        "事项": "收入情况",
        "应核实": 2,
        "已核实": 1,
        "核实不足": 0,
        "已问未答": 0,
        "客户拒答": 0,
        "未涉及": 1,
        "无法判定": 0,
        "待补核": 1,
        "核实率": 0.5,
        "下限（95%）": 0.0945,
        "上限（95%）": 0.9055,
    }
    _, refused, missing = sheet_of(coverage.tables, folder, "待补核明细")
    assert refused[2:] == [
        "项目融资",
        "贷后管理",
        None,
        "城东",
        "2026-03-31 23:30",
        "身份核实",
        "客户拒答",
        "0:00",
        0.9,
    ]
    assert missing[7:] == ["收入情况", "未涉及", None, 0.9]


def test_an_open_item_leads_to_its_row_on_the_calls_page(coverage: Coverage, folder: Path) -> None:
    sheet = load_workbook(io.BytesIO(coverage_workbook(coverage.tables, folder)))["待补核明细"]
    links = [cell.hyperlink for cell in sheet["A"][1:]]
    assert [(link.target, link.location) for link in links if link] == [
        ("march\\c%202.html", "item-identity"),
        ("march\\c-1.html", "item-income"),
    ]


def test_a_sheet_has_as_many_rows_as_a_person_reads(coverage: Coverage, folder: Path) -> None:
    many = coverage.tables["off_hours"].iloc[[0] * (MOST_ROWS + 1)]
    assert len(sheet_of({**coverage.tables, "off_hours": many}, folder, "非规定时间呼叫")) == 1 + MOST_ROWS
