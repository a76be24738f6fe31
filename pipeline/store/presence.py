"""Whether what a run saved is there for whoever opens the store now: its file may have been taken away meanwhile."""

from collections.abc import Mapping
from itertools import islice
from typing import Final

from sqlalchemy import select

from pipeline.errors import StoreError
from pipeline.store.engine import explained, reading
from pipeline.store.tables import CallRow, JudgementRow

_AT_ONCE: Final = 500  # databases take so many values in a question


def absent_reports(url: str, reports: Mapping[str, str]) -> frozenset[str]:
    """The call_ids whose report the store at url, opened anew, does not hold; all where there is no store any more.

    reports: the SHA-256 of each report, by call_id.
    """
    held: set[tuple[str, str]] = set()
    try:
        with reading(url) as connection, explained(url):
            call_ids = iter(reports)
            while some := tuple(islice(call_ids, _AT_ONCE)):
                saved = select(CallRow.call_id, JudgementRow.report_sha256).join(CallRow)
                held |= {(row[0], row[1]) for row in connection.execute(saved.where(CallRow.call_id.in_(some)))}
    except StoreError:  # whoever asks for the store now gets the same answer: nothing of the run is there
        held.clear()
    return frozenset(call_id for call_id, sha256 in reports.items() if (call_id, sha256) not in held)
