"""Manifests as databases, spreadsheets and programs write them come to the same calls as the CSV of the same rows."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.batch.cells import as_cells, cells_of
from pipeline.batch.manifest import read_manifest
from pipeline.batch.sources import RECORDINGS, read_sources
from pipeline.errors import ManifestError

ROWS = {
    "file": ["a.wav", "b.wav"],
    "call_id": ["c-1", "c-2"],
    "agent_id": [107, 108],
    "started_at": [datetime.fromisoformat("2026-03-11 10:42"), datetime.fromisoformat("2026-03-12 09:00")],
    "app.loan_amount": [200000.0, None],
}
AS_CSV = """file,call_id,agent_id,started_at,app.loan_amount
a.wav,c-1,107,2026-03-11 10:42:00,200000
b.wav,c-2,108,2026-03-12 09:00:00,
"""


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_a_table_comes_to_the_calls_of_its_csv(tmp_path: Path, ending: str) -> None:
    frame = pd.DataFrame(ROWS).astype({"app.loan_amount": "Float64"})
    path = tmp_path / f"calls.{ending}"
    frame.to_excel(path, index=False) if ending == "xlsx" else frame.to_parquet(path)
    (tmp_path / "calls.csv").write_text(AS_CSV, encoding="utf-8")
    assert read_manifest(path) == read_manifest(tmp_path / "calls.csv")
    assert [job.call_id for job in read_sources([path], RECORDINGS).jobs] == ["c-1", "c-2"]


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
@pytest.mark.parametrize("content", [b"", b"no such table", b"PK\x03\x04broken", b"PAR1....PAR1"])
def test_what_is_no_such_table_is_refused_by_its_name(tmp_path: Path, ending: str, content: bytes) -> None:
    path = tmp_path / f"calls.{ending}"
    path.write_bytes(content)
    with pytest.raises(ManifestError, match=r"calls\.\w+: is no (workbook|Parquet)"):
        cells_of(path)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (7.0, "7"),
        (7.25, "7.25"),
        (Decimal("120000.00"), "120000.00"),
        ("录音", "录音"),
        (0, "0"),
        (True, "True"),
    ],
)
def test_values_are_written_as_people_would(value: Any, cell: str) -> None:
    assert as_cells([[value]]) == [[cell]]
