"""Lists of what should be there, as loan systems and people write them."""

from pathlib import Path

import pytest

from pipeline.batch.expected import read_expected
from pipeline.errors import ExitStatus, ManifestError


def written(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "expected.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_list_with_call_ids_is_one_of_calls_with_all_that_it_says(tmp_path: Path, encoding: str) -> None:
    text = "call_id,case_id,支行,stage\r\n c-1 ,k-1, 城东 ,贷前\r\n\r\nc-2,,,\r\n"
    first, second = read_expected(written(tmp_path, text, encoding=encoding))
    assert (first.row, first.call_id, first.case_id, first.stage) == (2, "c-1", "k-1", "")
    assert first.cells == {"call_id": " c-1 ", "case_id": "k-1", "支行": " 城东 ", "stage": "贷前"}
    assert (second.row, second.call_id) == (4, "c-2")


def test_a_list_without_call_ids_is_one_of_loans(tmp_path: Path) -> None:
    text = "case_id,stage,product\nk-1,pre_loan,consumer\nk-1,post_loan,\nk-1,,\n"
    assert [(each.case_id, each.stage, each.product) for each in read_expected(written(tmp_path, text))] == [
        ("k-1", "pre_loan", "consumer"),
        ("k-1", "post_loan", ""),
        ("k-1", "", ""),
    ]


MALFORMED = [
    ("", "row 1: there is no column 'call_id' nor 'case_id'. Name the columns"),
    ("call id\nc-1\n", "row 1: there is no column 'call_id'"),
    ("call_id;支行\nc-1;城东\n", "row 1: there is no column 'call_id'"),
    ("call_id,call_id\nc-1,c-2\n", "row 1: the column call_id stands there twice"),
    ("call_id\n", "expected.csv: no row stands under the header. Give a row"),
    ("call_id,case_id\n,k-1\n", "row 2: the column call_id is empty. Give its call_id"),
    ("case_id,stage\nk-1,\n ,pre_loan\n", "row 3: the column case_id is empty"),
    ("call_id\nc-1\nc-2\nc-1\n", "row 4: what it expects (c-1) is expected in row 2 too. Keep one"),
    ("case_id\nk-1\nk-1 \n", "row 3: what it expects (k-1) is expected in row 2 too"),
    ("case_id,stage\nk-1,pre_loan\nk-1,pre_loan\n", "row 3: what it expects (k-1 pre_loan) is expected in row 2"),
    ("case_id,product\nk-1,consumer\nk-1,mortgage\n", "row 3: what it expects (k-1) is expected in row 2"),
    ("case_id,stage\nk-1,贷前\n", "row 2: the stage '贷前' is not in the taxonomy. Allowed: pre_loan"),
    ("case_id,product\nk-1,car\n", "row 2: the product 'car' is not in the taxonomy. Allowed: consumer"),
    ('call_id\n"c-1\nc-2"\n', "row 2: the call_id 'c-1\\nc-2' holds an unprintable character"),
    ("call_id\nc-1,extra\n", "row 2: a value stands under no column name"),
    ('call_id\n"c-1\n', "is not CSV"),
]


@pytest.mark.parametrize(("text", "said"), MALFORMED)
def test_a_list_that_cannot_be_meant_is_refused_with_its_row_and_what_to_do(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ManifestError) as caught:
        read_expected(written(tmp_path, text))
    assert said in str(caught.value)
    assert str(tmp_path / "expected.csv") in str(caught.value)
    assert caught.value.exit_status is ExitStatus.WRONG_USAGE


def test_a_list_in_another_encoding_is_refused_with_how_to_convert_it(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"is not UTF-8.*CSV UTF-8.*iconv"):
        read_expected(written(tmp_path, "call_id,支行\nc-1,城东\n", encoding="gb18030"))


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot be read"):
        read_expected(tmp_path / "none.csv")
