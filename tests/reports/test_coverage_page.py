"""The account's page: rows with what they count, limits, and calls that are named."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.population.coverage import Coverage
from pipeline.population.selection import Wanted
from pipeline.reports.charts import Charts
from pipeline.reports.coverage_page import MOST_LISTED, render_coverage
from tests.reports.invented_account import invented_account
from tests.reports.reading import Page

CHARTS = Charts(heat_map="<svg>1</svg>", most_missed="<svg>2</svg>", trend="<svg>3</svg>", scores="<svg>4</svg>")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("covered")


@pytest.fixture(scope="module")
def coverage(folder: Path) -> Coverage:
    return invented_account(folder)


def page(coverage: Coverage, folder: Path, wanted: Wanted | None = None) -> Page:
    made_at = datetime(2026, 4, 9, 8, 30, tzinfo=UTC)
    return Page(render_coverage(coverage, CHARTS, wanted or Wanted(), made_at, folder / "account"))


def test_every_row_of_numbers_names_the_list_that_it_counts(coverage: Coverage, folder: Path) -> None:
    rows = [row for row in page(coverage, folder).all("tr") if "data-list" in row]
    counted = [(row["data-list"], row["data-where"], row["data-verified"], row["data-applicable"]) for row in rows]
    assert ("lists/items/income.csv", "{}", "1", "2") in counted
    assert ("lists/items/identity.csv", '{"product": "project", "stage": "post_loan"}', "0", "1") in counted
    assert ("lists/calls.csv", '{"agent_id": "a-1"}', "1", "2") in counted
    assert ("lists/calls.csv", '{"month": "2026-04"}', "2", "2") in counted


def test_a_named_call_leads_to_its_page_and_an_open_item_to_its_row(coverage: Coverage, folder: Path) -> None:
    links = page(coverage, folder).values("href")
    assert "../march/c%202.html#item-identity" in links
    assert "../march/c-1.html#item-income" in links
    assert "../march/c%202.html" in links  # at night
    assert not any("c-3" in link for link in links)  # nobody knows where its page lies


@pytest.mark.parametrize(
    "text",
    [
        "身份核实：客户拒答（0:00）",
        "收入情况：未涉及",
        "身份核实（项目融资 · 贷后管理）",
        "2026-03-31 23:30",
        "a" * 12,
        "<b>=1",
        "未注明",
        "生成于 2026-04-09 08:30",
    ],
)
def test_the_page_says_what_an_auditor_asks(coverage: Coverage, folder: Path, text: str) -> None:
    assert text in page(coverage, folder).text


def test_charts_are_images_in_which_nothing_runs(coverage: Coverage, folder: Path) -> None:
    shown = page(coverage, folder)
    assert [image["src"].split(",")[0] for image in shown.all("img")] == ["data:image/svg+xml;base64"] * 4
    assert shown.all("script") == shown.all("svg") == []


@pytest.mark.parametrize(
    ("wanted", "texts"),
    [
        (Wanted(first=date(2026, 3, 1)), ["期间", "2026-03-01 至 最近"]),
        (Wanted(last=date(2026, 3, 31)), ["期间", "最早 至 2026-03-31"]),
        (Wanted(product="consumer", stage="pre_loan"), ["产品", "个人消费贷款", "阶段", "贷前调查·信息核实"]),
        (Wanted(agent_id="", branch="城东"), ["坐席", "未注明", "网点", "城东"]),
    ],
)
def test_what_the_account_is_limited_to_is_said(
    coverage: Coverage, folder: Path, wanted: Wanted, texts: list[str]
) -> None:
    text = page(coverage, folder, wanted).text
    head = text[: text.index("核实率")]
    places = [head.find(each) for each in texts]
    assert -1 not in places
    assert places == sorted(places)


def test_a_long_list_shows_its_first_rows_and_how_many_there_are(coverage: Coverage, folder: Path) -> None:
    many = coverage.tables["off_hours"].iloc[[0] * (MOST_LISTED + 5)]
    longer = Coverage(coverage.overview, {**coverage.tables, "off_hours": many}, coverage.calls, coverage.items)
    text = page(longer, folder).text
    assert f"共 {MOST_LISTED + 5} 条，此处列出前 {MOST_LISTED} 条" in text
    assert text.count("2026-03-31 23:30") == MOST_LISTED + 1  # and once as an open item
