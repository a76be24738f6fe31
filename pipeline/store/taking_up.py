"""What an earlier version wrote without vouching for it, taken up into the log as it stands when the store is upgraded.

From then on a change is named; what was changed before is taken up as it was found.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection

from pipeline.store import rows
from pipeline.store.log import Log
from pipeline.store.stored_rows import StoredRows
from pipeline.store.tables import Base, CallRow, FailureRow, JudgementRow, RecognitionRow, Row, RunRow

_AT_ONCE: Final = 500  # rows an entry
_Digest = Callable[[StoredRows, Row], list[Any]]  # what an entry says of a row: its key and digests


def take_up(connection: Connection) -> None:
    """Append entries with digests over all calls, recognitions, judgements, runs and failures; none to an empty store.

    A row that cannot be read any more is not taken up, so that it is named by the next audit.
    """
    log, stored = Log(connection), StoredRows(connection)
    for what, (table, digest) in _TAKEN_UP.items():
        found = iter(_digests(stored, table, digest))
        while part := list(islice(found, _AT_ONCE)):
            log.append("taken_up", what=what, rows=part)


def _digests(stored: StoredRows, table: type[Base], digest: _Digest) -> Iterator[list[Any]]:
    for key in stored.keys(table):
        try:
            row = stored.one(table, *key)
            taken = digest(stored, row) if row else None
        except ValueError:
            continue
        if taken:
            yield taken


def _run(_: StoredRows, run: Row) -> list[Any]:
    return [run["id"], rows.run_sha256(run), rows.instant(run["ended_at"])]


def _call(_: StoredRows, call: Row) -> list[Any]:
    return [call["call_id"], rows.call_sha256(call), rows.salted_sha256(call["salt"], call["details"])]


def _recognition(stored: StoredRows, recognition: Row) -> list[Any]:
    call = stored.one(CallRow, recognition["call"])
    return [recognition["id"], rows.salted_sha256(call["salt"], recognition["source"])] if call else []


def _judgement(stored: StoredRows, judgement: Row) -> list[Any]:
    parts = stored.parts(judgement["id"])
    return [judgement["id"], rows.place_sha256(judgement, parts["items"]), rows.words_sha256(judgement, parts)]


def _failure(_: StoredRows, failure: Row) -> list[Any]:
    file = rows.salted_sha256(failure["salt"], failure["file"])
    return [failure["run"], failure["call_id"], rows.failure_sha256(failure), file]


_TAKEN_UP: Final[dict[str, tuple[type[Base], _Digest]]] = {
    "runs": (RunRow, _run),
    "calls": (CallRow, _call),
    "hearings": (RecognitionRow, _recognition),
    "judgements": (JudgementRow, _judgement),
    "failures": (FailureRow, _failure),
}
