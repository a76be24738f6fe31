"""Tables as CSV and Parquet: the same values, and in the CSV nothing that a spreadsheet computes."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reports.flat import csv_bytes, parquet_bytes
from pipeline.reports.workbook import harmless

HOSTILE = [
    ("=1+1", "'=1+1"),
    ("+1", "'+1"),
    ("-1", "'-1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("＝1+1", "'＝1+1"),
    (" \t=1", "' \t=1"),
    ("\n=1", "'\n=1"),
    ("\x01=1", "'=1"),
    ("a\x00b\x1f", "ab"),
    ("\ufffe", ""),
]
PLAIN = ["5-10", "约25万元", "a=b", "'=1", "", "a\tb\nc"]


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
