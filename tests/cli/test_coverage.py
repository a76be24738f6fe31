"""`tinghe coverage` and `tinghe sample`, as auditors find them."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline.domain.vocabulary import OPEN, Status
from pipeline.population.selection import Wanted
from pipeline.reports.codec import to_json
from pipeline.services.coverage import write_coverage
from pipeline.store.engine import url_of
from pipeline.store.runs import stored_run
from tests.cli.conftest import Tinghe
from tests.making import a_recording, a_report
from tests.population.stores import a_store
from tests.store.reading import rows

CALLS = 150


class Rows(HTMLParser):
    """The data attributes of every table row of a page that counts something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "tr" and "data-list" in said:
            self.found.append(said)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("taken")
    write_coverage(a_store(folder, CALLS), Wanted(), folder / "account")
    return folder / "account"


def _behind(out: Path, said: dict[str, str]) -> pd.DataFrame:
    rows_behind = pd.read_csv(out / said["data-list"], dtype={"branch": str})
    for column, value in json.loads(unescape(said["data-where"])).items():
        rows_behind = rows_behind[rows_behind[column] == value]
    return rows_behind


def _counted(behind: pd.DataFrame) -> dict[str, int]:
    """What a reader of the list would count: statuses in the list of an item, columns in the list of calls."""
    if "status" in behind:
        status = behind["status"]
        applicable = (status != Status.NOT_APPLICABLE).sum()
        return {
            "data-applicable": applicable,
            "data-verified": (status == Status.VERIFIED).sum(),
            "data-open": status.isin(OPEN).sum(),
        }
    sums = {f"data-{name}": int(behind[name].sum()) for name in ("applicable", "verified", "open")}
    return {"data-calls": len(behind), **sums}


def test_every_number_on_the_page_is_what_its_list_gives(out: Path) -> None:
    found = Rows((out / "coverage.html").read_text(encoding="utf-8")).found
    assert len(found) > 100
    for said in found:
        for name, number in _counted(_behind(out, said)).items():
            assert int(said[name]) == number, (said["data-list"], said["data-where"], name)


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing(out: Path) -> None:
    page = (out / "coverage.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|https?://(?!www\.w3\.org)", page)
    assert page.count("data:image/svg+xml;base64,") == 4


def test_the_workbook_reads_well(out: Path) -> None:
    book = openpyxl.load_workbook(BytesIO((out / "coverage.xlsx").read_bytes()))
    assert book.sheetnames[0] == "事项"
    assert len(book.sheetnames) == 16
    for sheet in book:
        assert (sheet.freeze_panes, bool(sheet.auto_filter.ref)) == ("B2", True), sheet.title
        assert all(re.search("[一-鿿]|SHA-256", str(cell.value)) for cell in sheet[1]), sheet.title
    link = book["待补核明细"]["A2"].hyperlink
    assert re.fullmatch(r"\.\.\\pages\\S\d{6}\.html", link.target)
    assert re.fullmatch("item-[a-z_]+", link.location)


def test_tables_are_the_same_as_csv_and_as_parquet(out: Path) -> None:
    names = sorted(path.stem for path in (out / "tables").glob("*.csv"))
    assert names == sorted(path.stem for path in (out / "tables").glob("*.parquet"))
    for name in names:
        csv = pd.read_csv(out / "tables" / f"{name}.csv", encoding="utf-8-sig")
        parquet = pd.read_parquet(out / "tables" / f"{name}.parquet")
        assert (list(csv.columns), len(csv)) == (list(parquet.columns), len(parquet)), name


def test_duplicates_and_calls_at_night_are_listed(out: Path) -> None:
    night = pd.read_csv(out / "tables" / "off_hours.csv")
    assert list(night["call_id"]) == ["S000007"]
    assert pd.read_csv(out / "tables" / "duplicates.csv").empty


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The account of three calls: two of one recording, one whose manifest means harm."""
    folder = tmp_path_factory.mktemp("odd")
    hostile = {"agent_id": "<script>alert(1)</script>", "branch": '=HYPERLINK("x")'}
    known: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("c-1", "a" * 64, {}),
        ("c-2", "b" * 64, hostile),
        ("c-3", "a" * 64, {}),
    )
    url = url_of(folder / "tinghe.db")
    with stored_run(url, "run") as run:
        for name, sha256, metadata in known:
            recording = a_recording(name, sha256=sha256, metadata=metadata)
            run.report(to_json(a_report(recording, items={"identity": Status.MISSING})))
    write_coverage(url, Wanted(), folder / "account")
    return folder / "account"


def test_the_same_recording_under_two_names_is_listed_side_by_side(odd: Path) -> None:
    assert list(pd.read_csv(odd / "tables" / "duplicates.csv")["call_id"]) == ["c-1", "c-3"]


def test_what_the_manifest_says_is_shown_and_neither_run_nor_computed(odd: Path) -> None:
    page = (odd / "coverage.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    branches = pd.read_csv(odd / "lists" / "calls.csv").set_index("call_id")["branch"]
    assert branches["c-2"] == '\'=HYPERLINK("x")'


def test_that_an_account_was_taken_stands_in_the_log_with_the_hashes_of_what_was_taken(
    out: Path, tinghe: Tinghe
) -> None:
    store = out.parent / "tinghe.db"
    entry = json.loads(rows(store, "SELECT said FROM log WHERE kind = 'export'")[0]["said"])
    assert (entry["what"], sorted(entry["files"])) == ("coverage", ["coverage.html", "coverage.xlsx"])
    assert tinghe("audit", "verify", "--store", url_of(store)).status == 0


def test_nothing_to_count_is_one_line(tinghe: Tinghe, tmp_path: Path) -> None:
    url = a_store(tmp_path, 5)
    ended = tinghe("coverage", "--store", url, "--out", tmp_path / "account", "--agent", "nobody")
    assert (ended.status, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert not (tmp_path / "account").exists()


def test_a_sample_is_a_list_for_reviewers_and_comes_again_by_its_seed(tinghe: Tinghe, tmp_path: Path) -> None:
    url = a_store(tmp_path, CALLS)
    first, again = (tmp_path / name for name in ("first.csv", "again.csv"))
    ended = tinghe("sample", "--store", url, "--out", first, "--error", "0.1", "--seed", "3")
    tinghe("sample", "--store", url, "--out", again, "--error", "0.1", "--seed", "3")
    assert first.read_bytes() == again.read_bytes()
    drawn = pd.read_csv(first)
    assert re.match(rf"{len(drawn)} of {CALLS} calls drawn \(seed 3\), .*expected half-width ±\d+\.\d+%", ended.out)
    assert drawn["page"][0] == f"pages/{drawn['call_id'][0]}.html"


def test_an_error_that_is_no_share_is_wrong_usage(tinghe: Tinghe, tmp_path: Path) -> None:
    url = a_store(tmp_path, 5)
    ended = tinghe("sample", "--store", url, "--out", tmp_path / "s.csv", "--error", "5")
    assert (ended.status, ended.err.count("\n")) == (2, 1)
