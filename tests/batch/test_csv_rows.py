"""Rows of CSV files of people's making."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.batch.csv_rows import Row, one_of, rows_of, text_in
from pipeline.errors import ManifestError


def read(folder: Path, text: str, wanted: Sequence[str] = ()) -> list[tuple[int, Row]]:
    """All rows; wanted: what the header must be."""
    (folder / "f.csv").write_text(text, encoding="utf-8", newline="")

    def check(header: list[str], where: str) -> None:
        if wanted and header != wanted:
            raise ManifestError(where, "another header", "Give that one.")

    return list(rows_of(folder / "f.csv", check))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("a,b\n", []),
        ("a,b\n1,2\n", [(2, {"a": "1", "b": "2"})]),
        (" a , b \n 1 , 2 \n", [(2, {"a": " 1 ", "b": " 2 "})]),
        ("a,b\n1\n", [(2, {"a": "1", "b": ""})]),
        ("a,b\n1,2,,\n", [(2, {"a": "1", "b": "2"})]),
        ("a,,b\n1,,2\n", [(2, {"a": "1", "b": "2"})]),
        ("a,,\n1, ,\n", [(2, {"a": "1"})]),
        ("a\n\n , \n1\n", [(4, {"a": "1"})]),
        ('a,b\r\n"1,\n""x""",2\r\n3,4\r\n', [(2, {"a": '1,\n"x"', "b": "2"}), (3, {"a": "3", "b": "4"})]),
        ("\ufeffa\n1\n", [(2, {"a": "1"})]),
    ],
)
def test_rows_are_read_under_their_columns_with_their_numbers(
    tmp_path: Path, text: str, rows: list[tuple[int, Row]]
) -> None:
    assert read(tmp_path, text) == rows


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b,a\n", "row 1: the column a stands there twice. Keep one"),
        ("a, a\n", "row 1: the column a stands there twice"),
        ("a\n1,2\n", "row 2: a value stands under no column name. Name every column in row 1"),
        ("a,\n1\n1,2\n", "row 3: a value stands under no column name"),
        ('a\n"1\n', "is not CSV ("),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_row(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ManifestError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["", "\n", "b\n", "b,b\n"])
def test_the_header_is_checked_by_the_caller_first_even_where_there_is_none(tmp_path: Path, text: str) -> None:
    with pytest.raises(ManifestError, match="row 1: another header"):
        read(tmp_path, text, wanted=["a"])


def test_rows_before_one_that_cannot_be_meant_are_read(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("a\n1\n2,3\n", encoding="utf-8")
    rows = rows_of(tmp_path / "f.csv", lambda *_: None)
    assert next(rows) == (2, {"a": "1"})
    with pytest.raises(ManifestError, match="row 3"):
        next(rows)


def test_what_a_cell_says_is_without_its_spaces_and_nothing_where_there_is_no_column() -> None:
    assert [text_in({"a": " x "}, column) for column in ("a", "b")] == ["x", ""]


@pytest.mark.parametrize(("cell", "value"), [("x", "x"), (" x ", "x"), ("", None), ("  ", None)])
def test_a_word_of_the_taxonomy_is_taken_and_none_is_none(cell: str, value: str | None) -> None:
    assert one_of({"x": "甲"}, {"stage": cell}, "stage", "row 2") == value


def test_a_word_that_the_taxonomy_lacks_is_refused_with_those_it_has() -> None:
    with pytest.raises(ManifestError) as caught:
        one_of({"x": "甲", "y": "乙"}, {"stage": "甲"}, "stage", "f.csv, row 2")
    assert str(caught.value) == "f.csv, row 2: the stage '甲' is not in the taxonomy. Allowed: x, y."
