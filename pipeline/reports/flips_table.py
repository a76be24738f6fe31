"""Who flips, as CSV."""

from collections.abc import Sequence

from pipeline.population.flips import Flip
from pipeline.reports.flat import csv_bytes


def flips_csv(changes: Sequence[Flip]) -> bytes:
    """A row a change: call_id, what, before, after."""
    import pandas as pd  # noqa: PLC0415 - half a second of start-up

    return csv_bytes(pd.DataFrame([flip.model_dump() for flip in changes], columns=list(Flip.model_fields)))
