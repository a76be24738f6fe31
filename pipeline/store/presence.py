"""Whether what a run saved is there for whoever opens the store now: its file may have been taken away meanwhile."""

from collections.abc import Mapping

from sqlalchemy import select

from pipeline.errors import StoreError
from pipeline.store.engine import reading
from pipeline.store.known import chunks
from pipeline.store.tables import CallRow, JudgementRow


def absent_reports(url: str, reports: Mapping[str, str]) -> frozenset[str]:
    """The call_ids whose report the store at url, opened anew, does not hold; all where there is no store any more.

    reports: the SHA-256 of each report, by call_id.
    """
    held: set[tuple[str, str]] = set()
    try:
        with reading(url) as connection:
            for some in chunks(list(reports)):
                saved = select(CallRow.call_id, JudgementRow.report_sha256).join(CallRow)
                held |= {(row[0], row[1]) for row in connection.execute(saved.where(CallRow.call_id.in_(some)))}
    except StoreError:  # whoever asks for the store now gets the same answer: nothing of the run is there
        held.clear()
    return frozenset(call_id for call_id, sha256 in reports.items() if (call_id, sha256) not in held)
