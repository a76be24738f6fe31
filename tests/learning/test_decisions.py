"""Decisions as people write them down: what is read, and what is refused with the row."""

from pathlib import Path

import pytest

from pipeline.domain.vocabulary import Status
from pipeline.errors import ManifestError
from pipeline.learning.decisions import Decision, read_decisions


def written(tmp_path: Path, *rows: str, header: str = "call_id,id,decision") -> Path:
    path = tmp_path / "decisions.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "id_", "value"),
    [
        ("c-1,income,insufficient", "income", Status.INSUFFICIENT),
        ("c-1,income,核实不足", "income", Status.INSUFFICIENT),
        ("c-1,identity,已核实", "identity", Status.VERIFIED),
        ("c-1,our_own_item,missing", "our_own_item", Status.MISSING),
        ("c-1,threat,confirmed", "threat", True),
        ("c-1,overdue,不成立", "overdue", False),
    ],
)
def test_a_row_decides_an_item_or_a_finding(tmp_path: Path, row: str, id_: str, value: Status | bool) -> None:
    assert read_decisions(written(tmp_path, row)) == (Decision(call_id="c-1", id=id_, value=value),)


def test_other_columns_and_the_same_decision_twice_are_no_matter(tmp_path: Path) -> None:
    path = written(tmp_path, "c-1,王,income,missing", "c-1,李,income,missing", header="call_id,reviewer,id,decision")
    assert len(read_decisions(path)) == 1


@pytest.mark.parametrize(
    ("rows", "cause"),
    [
        (["c-1,threats,confirmed"], "row 2: its id is no risk or violation, and no item is confirmed"),
        (["c-1,income,maybe"], "row 2: its decision is no status of an item"),
        (["c-1,income,无法判定"], "row 2: its decision is no status of an item"),
        (["c-1,threat,verified"], "row 2: its decision decides nothing on threat"),
        ([",income,missing"], "row 2: it does not say of which call"),
        (["c-1,income,missing", "c-1,income,refused"], "row 3: row 2 decides the same of this call otherwise"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_row(tmp_path: Path, rows: list[str], cause: str) -> None:
    with pytest.raises(ManifestError, match=cause):
        read_decisions(written(tmp_path, *rows))


@pytest.mark.parametrize(
    "rows",
    [
        ["c-1,income,林晓梅说工资15800316629"],
        ["c-1,threat,林晓梅说工资15800316629"],
        ["c-1,林晓梅15800316629,confirmed"],
        ["c-1,林晓梅15800316629,会不会"],
        ["c-1,林晓梅15800316629,missing", "c-1,林晓梅15800316629,refused"],
        ["林晓梅15800316629,,missing"],
    ],
)
def test_a_refusal_tells_file_and_row_and_nothing_that_stands_there(tmp_path: Path, rows: list[str]) -> None:
    path = written(tmp_path, *rows)
    with pytest.raises(ManifestError) as refused:
        read_decisions(path)
    assert f"{path}, row {len(rows) + 1}: " in str(refused.value)
    assert not any(secret in str(refused.value) for secret in ("林", "15800316629"))


def test_a_column_that_is_absent_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="there is no column decision"):
        read_decisions(written(tmp_path, "c-1,income", header="call_id,id"))
