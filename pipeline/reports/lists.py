"""Lists that people work through, as CSV: who flips, and the calls of a sample."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.population.flips import Flip
from pipeline.reports.flat import csv_bytes
from pipeline.reports.places import page_of
from pipeline.reports.writing import refused_if_unwritable, write_atomically

if TYPE_CHECKING:
    import pandas as pd

_SAMPLE: Final = (
    *("call_id", "case_id", "product", "stage", "agent_id", "branch", "started_at"),
    *("points", "applicable", "verified", "open", "confidence", "band", "weight"),
)


def flips_csv(changes: Sequence[Flip]) -> bytes:
    """A row a change: call_id, what, before, after."""
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    return csv_bytes(pd.DataFrame([flip.model_dump() for flip in changes], columns=list(Flip.model_fields)))


def write_flips(path: Path, changes: Sequence[Flip]) -> None:
    """Write them; raises TingheError where the file cannot be written."""
    with refused_if_unwritable(path, "Give another --csv."):
        write_atomically(path, flips_csv(changes))


def sample_csv(calls: "pd.DataFrame", folder: Path) -> bytes:
    """A row a call, with the address of its page as seen from the folder, and room for what the reviewer finds."""
    pages = [page_of(*place, folder) for place in zip(calls["folder"], calls["call_id"], strict=True)]
    rounded = calls[list(_SAMPLE)].round({"confidence": 3, "weight": 3})
    return csv_bytes(rounded.assign(page=pages, reviewer="", agrees="", remarks=""))
