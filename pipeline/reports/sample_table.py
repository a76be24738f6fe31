"""A sample as the list that reviewers work through."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.reports.flat import csv_bytes
from pipeline.reports.places import page_of

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS: Final = (
    *("call_id", "case_id", "product", "stage", "agent_id", "branch", "started_at"),
    *("points", "applicable", "verified", "flagged", "confidence", "band", "weight"),
)


def sample_csv(calls: "pd.DataFrame", folder: Path) -> bytes:
    """A row a call, with the address of its page as seen from the folder, and room for what the reviewer finds."""
    pages = [page_of(*place, folder) for place in zip(calls["folder"], calls["call_id"], strict=True)]
    rounded = calls[list(_COLUMNS)].round({"confidence": 3, "weight": 3})
    return csv_bytes(rounded.assign(page=pages, reviewer="", agrees="", remarks=""))
