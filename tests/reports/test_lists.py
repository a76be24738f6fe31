"""Who flips and who is drawn, as CSV for people who work through it."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import TingheError
from pipeline.population.flips import Flip
from pipeline.reports.lists import flips_csv, sample_csv, write_flips

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


def test_a_change_is_a_row_and_nothing_in_it_is_computed() -> None:
    assert flips_csv(FLIPS).decode("utf-8") == WRITTEN


def test_where_nobody_flips_the_header_stands_alone() -> None:
    assert flips_csv(()).decode("utf-8") == '\ufeff"call_id","what","before","after"\n'


def test_flips_are_written_where_they_are_wanted(tmp_path: Path) -> None:
    write_flips(tmp_path / "new" / "flips.csv", FLIPS)
    assert (tmp_path / "new" / "flips.csv").read_text(encoding="utf-8") == WRITTEN


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
