"""The append-only log, and the audit that holds the rows of the store against it.

Every entry holds the hash of the one before, so that none can be changed or taken out unseen; entries of verdicts hold
the digests of what was written with them.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, RowMapping, Select, insert, select

from pipeline.domain.base import Frozen
from pipeline.store.rows import canonical, recognition_sha256, verdict_sha256, words_sha256
from pipeline.store.tables import PARTS, CallRow, JudgementRow, LogRow, RecognitionRow, Row, UtteranceRow

GENESIS: Final = "0" * 64  # what the first entry names as the one before
# What an entry that vouches for a judgement says at least.
_VOUCHED: Final = {"call_id", "judgement", "recording_sha256", "hearing_sha256", "verdict_sha256", "words_sha256"}
_LOG: Any = LogRow.__table__
_NEWEST: Final = select(_LOG).order_by(_LOG.c.number.desc()).limit(1)
_APPEND: Final = insert(_LOG)


class Log:
    """The log within one transaction, which has to hold the store's write lock."""

    def __init__(self, connection: Connection) -> None:
        """Take up the log where it ends."""
        self.connection = connection
        last = newest(connection)
        self._number: int = last["number"] if last else 0
        self._sha256: str = last["sha256"] if last else GENESIS

    def append(self, kind: str, **payload: Any) -> None:
        """Add an entry. payload: what it says; the chain hashes it as canonical JSON, keys and all."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        head = {"number": self._number + 1, "at": at, "kind": kind}
        entry = {**head, "said": canonical(payload), "previous": self._sha256}
        self._number, self._sha256 = self._number + 1, entry_sha256(entry)
        self.connection.execute(_APPEND, {**entry, "sha256": self._sha256})


def newest(connection: Connection) -> RowMapping | None:
    """The last entry, None in an empty log."""
    return connection.execute(_NEWEST).mappings().first()


def entries(connection: Connection) -> Iterator[Row]:
    """The log, entry by entry, as it is kept elsewhere."""
    yield from _dicts(connection, select(_LOG).order_by(_LOG.c.number))


def entry_sha256(entry: Any) -> str:
    """The hash of an entry: over all its columns but the hash itself, a line each."""
    lines = [str(entry[name]) for name in ("number", "at", "kind", "said", "previous")]
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


class Breach(Frozen):
    """Something that is not as the log says it was. where: the entry, judgement or call."""

    where: str
    what: str


class _Noted(NamedTuple):
    """What the log says of all judgements together.

    standing: by call_id, the judgement that was the last to be given or to stand again. purged_recognitions,
    purged_judgements: numbers of those whose words were taken out, so that nobody can prove the words any more.
    """

    standing: dict[str, int]
    purged_recognitions: set[int]
    purged_judgements: set[int]


def breaches(connection: Connection) -> Iterator[Breach]:
    """Every breach: links of the log in their order, up to the first that is broken; then the rows, call by call."""
    yield from _broken_link(connection)
    vouched = {entry["judgement"]: entry for entry in _payloads(connection, "verdict") if entry.keys() >= _VOUCHED}
    noted = _noted(connection)
    for number in connection.execute(select(JudgementRow.id).order_by(JudgementRow.id)).scalars().all():
        known = vouched.pop(number, None)
        try:
            yield from _breaches_of_judgement(connection, number, known, noted)
        except ValueError:  # a column that holds JSON holds none any more
            where = f"call {known['call_id']}" if known else f"judgement {number}"
            yield Breach(where=where, what="what stands there cannot be read any more")
    for number, entry in vouched.items():
        yield Breach(where=f"call {entry['call_id']}", what=f"judgement {number} was taken out of the database")


def _broken_link(connection: Connection) -> Iterator[Breach]:
    previous = GENESIS
    for number, entry in enumerate(entries(connection), start=1):
        where = f"log entry {number}"
        if entry["number"] != number:
            yield Breach(where=where, what="was taken out of the log")
        elif entry["previous"] != previous:
            yield Breach(where=where, what="does not follow the entry before it")
        elif entry["sha256"] != entry_sha256(entry):
            yield Breach(where=where, what="was changed after it was written")
        else:
            previous = entry["sha256"]
            continue
        return


def _payloads(connection: Connection, *kinds: str) -> Iterator[Row]:
    """What the entries of these kinds say; an unreadable one is left to be named as a broken link of the log."""
    question = select(LogRow.said).where(LogRow.kind.in_(kinds)).order_by(LogRow.number)
    for text in connection.execute(question).scalars():
        try:
            payload = json.loads(text)
        except ValueError:
            continue
        if isinstance(payload, dict):
            yield payload


def _noted(connection: Connection) -> _Noted:
    standing: dict[str, int] = {}
    call_ids: dict[int, str] = {}
    for entry in _payloads(connection, "verdict", "verdict_stands_again"):
        judgement = entry.get("judgement", 0)
        # Only the first entry of a judgement names its call.
        standing[call_ids.setdefault(judgement, entry.get("call_id", ""))] = judgement
    purges = list(_payloads(connection, "purge"))
    return _Noted(
        standing=standing,
        purged_recognitions={number for purge in purges for number in purge.get("hearings", ())},
        purged_judgements={number for purge in purges for number in purge.get("judgements", ())},
    )


def _breaches_of_judgement(connection: Connection, number: int, vouched: Row | None, noted: _Noted) -> Iterator[Breach]:
    judgement = _one(connection, JudgementRow, number) or {}
    call = _one(connection, CallRow, judgement["call"])
    if call is None:
        where = f"call {vouched['call_id']}" if vouched else f"judgement {number}"
        yield Breach(where=where, what="the call was taken out of the database")
        return
    call_id = call["call_id"]
    where = f"call {call_id}"
    if vouched is None or vouched["call_id"] != call_id:
        yield Breach(where=where, what=f"judgement {number} is not in the log")
        return
    if judgement["stands"] != (noted.standing.get(call_id) == number):
        yield Breach(where=where, what="another judgement stands than the log says")
    parts = {name: _rows_of(connection, table, "judgement", number) for name, table in PARTS.items()}
    if verdict_sha256(judgement, parts) != vouched["verdict_sha256"]:
        yield Breach(where=where, what="its verdict was changed")
    if number not in noted.purged_judgements and words_sha256(judgement, parts) != vouched["words_sha256"]:
        yield Breach(where=where, what="its evidence or facts were changed")
    what = _breach_of_recognition(connection, judgement["hearing"], vouched, noted)
    if what:
        yield Breach(where=where, what=what)


def _breach_of_recognition(connection: Connection, number: int, vouched: Row, noted: _Noted) -> str | None:
    recognition = _one(connection, RecognitionRow, number)
    if recognition is None:
        return "its transcript was taken out of the database"
    if recognition["recording_sha256"] != vouched["recording_sha256"]:
        return "its recording's hash was changed"
    utterances = _rows_of(connection, UtteranceRow, "hearing", number)
    if number in noted.purged_recognitions:
        return "words were put where they had been purged" if utterances else None
    untouched = recognition_sha256(recognition, utterances) == vouched["hearing_sha256"]
    return None if untouched else "its transcript was changed"


def _rows_of(connection: Connection, table: Any, owner: str, number: int) -> list[Row]:
    """The rows of a judgement or recognition, in the order of their key. owner: the column that names it."""
    columns = table.__table__
    wanted = columns.c[owner] == number
    return _dicts(connection, select(columns).where(wanted).order_by(*columns.primary_key.columns))


def _one(connection: Connection, table: Any, number: int) -> Row | None:
    return next(iter(_dicts(connection, select(table.__table__).where(table.id == number))), None)


def _dicts(connection: Connection, question: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(question).mappings()]
