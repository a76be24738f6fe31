"""What a store knows of the calls of an output folder, so that nothing else there is taken for a verdict."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from sqlalchemy import Connection, select

from pipeline.domain.base import Frozen
from pipeline.store.tables import CallRow, JudgementRow, LogRow, RecognitionRow, RunRow

_T = TypeVar("_T")
_AT_ONCE = 500  # as many as any database takes in one statement


class Known(Frozen):
    """By call_id. reports: SHA-256 of every report that the store was given, that which stands and those before it.

    purged: calls whose words were taken out for good. pages: SHA-256 of the page last written into the folder; a call
    has none where an earlier version wrote it.
    """

    reports: dict[str, frozenset[str]]
    purged: frozenset[str]
    pages: dict[str, str]


def known(connection: Connection, call_ids: Collection[str], folder: str) -> Known:
    """What the store knows of these calls; folder: where their pages stand, as the runs have it."""
    reports: dict[str, set[str]] = defaultdict(set)
    purged: set[str] = set()
    for part in chunks(list(call_ids)):
        given = select(CallRow.call_id, JudgementRow.report_sha256).join(JudgementRow, JudgementRow.call == CallRow.id)
        for call_id, sha256 in connection.execute(given.where(CallRow.call_id.in_(part))):
            reports[call_id].add(sha256)
        emptied = select(CallRow.call_id).join(RecognitionRow, RecognitionRow.call == CallRow.id)
        over = emptied.where(CallRow.call_id.in_(part), RecognitionRow.purged_at.is_not(None))
        purged |= set(connection.execute(over).scalars())
    wanted = set(call_ids)
    pages = {call_id: sha256 for call_id, sha256 in _pages(connection, folder) if call_id in wanted}
    return Known(
        reports={call_id: frozenset(each) for call_id, each in reports.items()}, purged=frozenset(purged), pages=pages
    )


def is_purged(connection: Connection, call_id: str) -> bool:
    """Whether the words of a call were taken out for good."""
    emptied = select(RecognitionRow.id).join(CallRow, RecognitionRow.call == CallRow.id)
    over = emptied.where(CallRow.call_id == call_id, RecognitionRow.purged_at.is_not(None)).limit(1)
    return connection.execute(over).first() is not None


def _pages(connection: Connection, folder: str) -> Iterator[tuple[str, str]]:
    """Pages that runs wrote into the folder, each with its hash, the last of a call last."""
    runs = set(connection.execute(select(RunRow.id).where(RunRow.folder == folder)).scalars())
    question = select(LogRow.said).where(LogRow.kind == "page").order_by(LogRow.number)
    if len(runs) < 2:  # only the run that asks: nothing was written yet, and a log of years need not be read
        return
    for text in connection.execute(question).scalars():
        try:
            said = json.loads(text)
        except ValueError:  # an audit names it
            continue
        if said.get("run") in runs:
            yield said["call_id"], said["page_sha256"]


def chunks(values: list[_T], size: int = _AT_ONCE) -> Iterable[list[_T]]:
    """As many at a time as any database takes in one statement."""
    return (values[start : start + size] for start in range(0, len(values), size))
