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


KINDS = {"pre_loan": "贷前调查·信息核实", "in_review": "贷时审查·签约确认", "post_loan": "贷后管理"}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("pre_loan", "pre_loan"),
        (" pre_loan ", "pre_loan"),
        ("Pre-Loan", "pre_loan"),
        ("POST LOAN", "post_loan"),
        ("贷前调查·信息核实", "pre_loan"),
        ("贷前调查", "pre_loan"),
        ("贷后", "post_loan"),
        ("签约确认", "in_review"),
        ("", None),
        ("  ", None),
    ],
)
def test_a_word_of_the_taxonomy_is_taken_by_its_id_or_its_chinese_name(cell: str, value: str | None) -> None:
    assert one_of(KINDS, {"stage": cell}, "stage", "row 2") == value


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("pre_laon", "Did you mean pre_loan? Allowed: pre_loan, in_review, post_loan, or their Chinese names."),
        ("贷", "Allowed: pre_loan"),
        ("贷前管理", "Allowed: pre_loan"),
        ("林晓梅", "Allowed: pre_loan"),
    ],
)
def test_a_word_that_the_taxonomy_lacks_is_refused_without_being_quoted(cell: str, remedy: str) -> None:
    with pytest.raises(ManifestError) as caught:
        one_of(KINDS, {"stage": cell}, "stage", "f.csv, row 2")
    assert str(caught.value).startswith("f.csv, row 2: the stage is not in the taxonomy. ")
    assert caught.value.remedy.startswith(remedy)
    assert cell not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_what_spreadsheets_in_china_write_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "f.csv").write_bytes("a,支行\n1,城东\n2,开发区\n".encode(encoding))
    assert [row for _, row in rows_of(tmp_path / "f.csv", lambda *_: None)] == [
        {"a": "1", "支行": "城东"},
        {"a": "2", "支行": "开发区"},
    ]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("a,b\n1,城东支行\n2,西".encode() + b"\xa6\n", "row 3: a character is broken"),
        ("a,b\n1,城".encode()[:-1] + ",东支行\n".encode(), "row 2: a character is broken"),
        (b"a,b\n1,\xff\xfe\n", "neither UTF-8 nor GB18030"),
    ],
)
def test_broken_characters_are_refused_and_not_taken_for_others(tmp_path: Path, content: bytes, cause: str) -> None:
    (tmp_path / "f.csv").write_bytes(content)
    with pytest.raises(ManifestError, match=cause):
        list(rows_of(tmp_path / "f.csv", lambda *_: None))
