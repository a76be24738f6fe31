"""Walk the log and the rows that it vouches for, and name what was touched."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from pipeline.domain.base import Frozen
from pipeline.store.chain import GENESIS, entry_sha256
from pipeline.store.digests import hearing_sha256, verdict_sha256, words_sha256
from pipeline.store.rows import PARTS, Row
from pipeline.store.tables import CallRow, HearingRow, JudgementRow, LogRow, UtteranceRow

# What an entry that vouches for a judgement says at least.
_VOUCHED = {"call_id", "judgement", "recording_sha256", "hearing_sha256", "verdict_sha256", "words_sha256"}


class Breach(Frozen):
    """Something that is not as the log says it was. where: the entry, judgement or call."""

    where: str
    what: str


class Purges(NamedTuple):
    """Numbers of hearings and judgements whose words were taken out."""

    hearings: set[int]
    judgements: set[int]


def breaches(connection: Connection) -> Iterator[Breach]:
    """Every breach: links of the log in their order, up to the first that is broken; then the rows, call by call."""
    yield from _broken_link(connection)
    vouched = {entry["judgement"]: entry for entry in _logged(connection, "verdict") if entry.keys() >= _VOUCHED}
    standing, purged = _standing(connection), _purged(connection)
    for number in connection.execute(select(JudgementRow.id).order_by(JudgementRow.id)).scalars().all():
        known = vouched.pop(number, None)
        try:
            yield from _touched(connection, number, known, standing, purged)
        except ValueError:  # a column that holds JSON holds none any more
            where = f"call {known['call_id']}" if known else f"judgement {number}"
            yield Breach(where=where, what="what stands there cannot be read any more")
    for number, entry in vouched.items():
        yield Breach(where=f"call {entry['call_id']}", what=f"judgement {number} was taken out of the database")


def entries(connection: Connection) -> Iterator[Row]:
    """The log, entry by entry, as it is kept elsewhere."""
    yield from _dicts(connection, select(LogRow.__table__).order_by(LogRow.number))


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


def _logged(connection: Connection, *kinds: str) -> Iterator[Row]:
    """What the entries of these kinds say; one that says nothing readable is named as a broken link of the log."""
    question = select(LogRow.said).where(LogRow.kind.in_(kinds)).order_by(LogRow.number)
    for text in connection.execute(question).scalars():
        try:
            entry = json.loads(text)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry


def _standing(connection: Connection) -> dict[str, int]:
    """The judgement of each call that the log says was the last to be given or to stand again."""
    last: dict[str, int] = {}
    call_ids: dict[int, str] = {}
    for entry in _logged(connection, "verdict", "verdict_stands_again"):
        judgement = entry.get("judgement", 0)
        last[call_ids.setdefault(judgement, entry.get("call_id", ""))] = judgement
    return last


def _purged(connection: Connection) -> Purges:
    """What the log says was purged: of these nobody can prove the words any more."""
    purges = list(_logged(connection, "purge"))
    return Purges(
        hearings={number for purge in purges for number in purge.get("hearings", ())},
        judgements={number for purge in purges for number in purge.get("judgements", ())},
    )


def _touched(
    connection: Connection, number: int, vouched: Row | None, standing: dict[str, int], purged: Purges
) -> Iterator[Breach]:
    judgement = _only(connection, JudgementRow, number) or {}
    call = _only(connection, CallRow, judgement["call"])
    if call is None:
        where = f"call {vouched['call_id']}" if vouched else f"judgement {number}"
        yield Breach(where=where, what="the call was taken out of the database")
        return
    call_id = call["call_id"]
    where = f"call {call_id}"
    if vouched is None or vouched["call_id"] != call_id:
        yield Breach(where=where, what=f"judgement {number} is not in the log")
        return
    if judgement["stands"] != (standing.get(call_id) == number):
        yield Breach(where=where, what="another judgement stands than the log says")
    parts = {name: _parts(connection, table, number) for name, table in PARTS.items()}
    if verdict_sha256(judgement, parts) != vouched["verdict_sha256"]:
        yield Breach(where=where, what="its verdict was changed")
    if number not in purged.judgements and words_sha256(judgement, parts) != vouched["words_sha256"]:
        yield Breach(where=where, what="its evidence or facts were changed")
    yield from _touched_hearing(connection, where, judgement["hearing"], vouched, purged)


def _touched_hearing(connection: Connection, where: str, number: int, vouched: Row, purged: Purges) -> Iterator[Breach]:
    hearing = _only(connection, HearingRow, number)
    if hearing is None:
        yield Breach(where=where, what="its transcript was taken out of the database")
    elif hearing["recording_sha256"] != vouched["recording_sha256"]:
        yield Breach(where=where, what="its recording's hash was changed")
    elif number in purged.hearings:
        if _utterances(connection, number):
            yield Breach(where=where, what="words were put where they had been purged")
    elif hearing_sha256(hearing, _utterances(connection, number)) != vouched["hearing_sha256"]:
        yield Breach(where=where, what="its transcript was changed")


def _utterances(connection: Connection, hearing: int) -> list[Row]:
    table: Any = UtteranceRow.__table__
    return _dicts(connection, select(table).where(table.c.hearing == hearing).order_by(table.c.number))


def _parts(connection: Connection, part: Any, judgement: int) -> list[Row]:
    table = part.__table__
    rows = select(table).where(table.c.judgement == judgement).order_by(*table.primary_key.columns)
    return _dicts(connection, rows)


def _only(connection: Connection, part: Any, number: int) -> Row | None:
    return next(iter(_dicts(connection, select(part.__table__).where(part.id == number))), None)


def _dicts(connection: Connection, question: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(question).mappings()]
