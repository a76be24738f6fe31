"""The star schema, read by pyarrow."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.exports import star
from pipeline.exports.call import ExportCall
from pipeline.exports.star import StarTables, table_files
from pipeline.exports.star_rows import COLUMNS
from pipeline.privacy.masking import Disclosure
from tests.exports.calls import leaving
from tests.making import a_recording, a_report
from tests.privacy.telling import SECRETS, a_telling_report


def _written(folder: Path, *calls: ExportCall, utterances: bool = True) -> dict[str, pa.Table]:
    files = {name: folder / Path(name).name for name in table_files(utterances=utterances)}
    tables = StarTables(files)
    for call in calls:
        tables.add(call)
    tables.close()
    return {Path(name).stem: pq.read_table(path) for name, path in files.items()}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    return _written(tmp_path_factory.mktemp("star"), leaving(), leaving(a_report(a_recording("c-2"))))


def test_every_table_has_the_columns_that_are_documented(tables: dict[str, pa.Table]) -> None:
    assert {name: table.column_names for name, table in tables.items()} == {
        name: list(columns) for name, columns in COLUMNS.items()
    }
    documented = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    assert [name for columns in COLUMNS.values() for name in columns if f"`{name}`" not in documented] == []


def test_no_column_that_a_report_can_fill_is_empty(tables: dict[str, pa.Table]) -> None:
    for name, table in tables.items():
        empty = {column for column in table.column_names if table[column].null_count == len(table)}
        assert empty == set(), name


def test_a_call_is_a_row_and_the_others_join_to_it(tables: dict[str, pa.Table]) -> None:
    calls = tables["calls"].to_pylist()
    assert [(row["call"], row["call_id"]) for row in calls] == [(0, "JW-2026-0417"), (1, "c-2")]
    first = calls[0]
    assert (first["points"], first["agent_share"], first["shows"]) == (31, 0.527, "masked-3")
    assert first["started"].isoformat() == "2026-04-17T07:08:00+00:00"
    assert calls[1]["started"] is None
    assert set(tables["items"]["call"].to_pylist()) == {0}


def test_items_facts_and_findings_say_what_the_report_says(tables: dict[str, pa.Table]) -> None:
    items = {row["item"]: row for row in tables["items"].to_pylist()}
    assert (items["income"]["status"], items["income"]["open"], items["income"]["at_s"]) == ("missing", True, None)
    assert items["loan_amount"]["at_s"] == 22.2
    facts = {row["fact"]: row for row in tables["facts"].to_pylist()}
    assert (facts["monthly_income"]["low"], facts["monthly_income"]["high"]) == (12000, 15000)
    assert (facts["loan_amount"]["value"], facts["loan_amount"]["low"]) == ("300000", 300000)
    assert (facts["intermediary_used"]["value"], facts["intermediary_used"]["low"]) == ("false", None)
    findings = [(row["kind"], row["finding"]) for row in tables["findings"].to_pylist()]
    assert findings == [("risk", "income_loss"), ("violation", "leading_answer"), ("violation", "misleading_rate")]
    (mismatch,) = tables["mismatches"].to_pylist()
    assert (mismatch["stated"], mismatch["application"]) == ("300000", "250000")


def test_evidence_names_the_part_that_it_is_for(tables: dict[str, pa.Table]) -> None:
    pieces = [row for row in tables["evidence"].to_pylist() if row["id"] == "loan_amount"]
    kinds = [(row["of"], row["number"], row["quote"]) for row in pieces]
    assert kinds == [
        *(("item", 0, "二十五万"), ("item", 1, "改成三十万"), ("fact", 0, "三十万"), ("mismatch", 0, "改成三十万"))
    ]


def test_names_are_those_that_people_read(tables: dict[str, pa.Table]) -> None:
    names = {(row["kind"], row["id"]): row["name"] for row in tables["names"].to_pylist()}
    assert names["item", "identity"] == "身份核实"
    assert names["product", "consumer"] == "个人消费贷款"


def test_rows_are_written_group_by_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(star, "_GROUP", 20)
    _written(tmp_path, *[leaving()] * 7)
    assert pq.ParquetFile(tmp_path / "items.parquet").num_row_groups == 4  # 22 rows of two calls each, and the rest
    assert pq.read_table(tmp_path / "items.parquet").num_rows == 77


def test_what_was_said_can_be_left_out(tmp_path: Path) -> None:
    assert "utterances" not in _written(tmp_path, leaving(), utterances=False)


@pytest.mark.parametrize(("disclosure", "shown"), [(Disclosure.MASKED, False), (Disclosure.ALL, True)])
def test_what_tells_who_somebody_is_is_masked_unless_revealed(
    tmp_path: Path, disclosure: Disclosure, shown: bool
) -> None:
    tables = _written(tmp_path, leaving(a_telling_report(), disclosure))
    text = str({name: table.to_pylist() for name, table in tables.items()})
    assert [secret in text for secret in SECRETS] == [shown] * len(SECRETS)
