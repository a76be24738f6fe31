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
    vouched = {said["judgement"]: said for said in _verdicts(connection)}
    standing, purged = _standing(connection), _purged(connection)
    for judgement in _rows(connection, JudgementRow):
        yield from _touched(connection, judgement, vouched.pop(judgement["id"], None), standing, purged)
    for number, said in vouched.items():
        yield Breach(where=f"call {said['call_id']}", what=f"judgement {number} was taken out of the database")


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


def _verdicts(connection: Connection) -> Iterator[Any]:
    said = select(LogRow.said).where(LogRow.kind == "verdict").order_by(LogRow.number)
    return (json.loads(each) for each in connection.execute(said).scalars())


def _standing(connection: Connection) -> dict[str, int]:
    """The judgement of each call that the log says was the last to be given or to stand again."""
    kinds = ("verdict", "verdict_stands_again")
    last: dict[str, int] = {}
    call_ids: dict[int, str] = {}
    for said in connection.execute(select(LogRow.said).where(LogRow.kind.in_(kinds)).order_by(LogRow.number)).scalars():
        entry = json.loads(said)
        call_id = call_ids.setdefault(entry["judgement"], entry.get("call_id", ""))
        last[call_id] = entry["judgement"]
    return last


def _purged(connection: Connection) -> Purges:
    """What the log says was purged: of these nobody can prove the words any more."""
    said = connection.execute(select(LogRow.said).where(LogRow.kind == "purge")).scalars()
    purges = [json.loads(each) for each in said]
    return Purges(
        hearings={number for purge in purges for number in purge["hearings"]},
        judgements={number for purge in purges for number in purge["judgements"]},
    )


def _touched(
    connection: Connection, judgement: Row, vouched: Row | None, standing: dict[str, int], purged: Purges
) -> Iterator[Breach]:
    call_id = _only(connection, CallRow, judgement["call"])["call_id"]
    where = f"call {call_id}"
    if vouched is None or vouched["call_id"] != call_id:
        yield Breach(where=where, what=f"judgement {judgement['id']} is not in the log")
        return
    if judgement["stands"] != (standing[call_id] == judgement["id"]):
        yield Breach(where=where, what="another judgement stands than the log says")
    parts = {name: _parts(connection, table, judgement["id"]) for name, table in PARTS.items()}
    if verdict_sha256(judgement, parts) != vouched["verdict_sha256"]:
        yield Breach(where=where, what="its verdict was changed")
    if judgement["id"] not in purged.judgements and words_sha256(judgement, parts) != vouched["words_sha256"]:
        yield Breach(where=where, what="its evidence or facts were changed")
    yield from _touched_hearing(connection, where, judgement["hearing"], vouched, purged)


def _touched_hearing(
    connection: Connection, where: str, hearing: int, vouched: Row, purged: Purges
) -> Iterator[Breach]:
    if _only(connection, HearingRow, hearing)["recording_sha256"] != vouched["recording_sha256"]:
        yield Breach(where=where, what="its recording's hash was changed")
    elif hearing in purged.hearings:
        if _utterances(connection, hearing):
            yield Breach(where=where, what="words were put where they had been purged")
    elif _hearing(connection, hearing) != vouched["hearing_sha256"]:
        yield Breach(where=where, what="its transcript was changed")


def _hearing(connection: Connection, number: int) -> str:
    return hearing_sha256(_only(connection, HearingRow, number), _utterances(connection, number))


def _utterances(connection: Connection, hearing: int) -> list[Row]:
    table: Any = UtteranceRow.__table__
    return _dicts(connection, select(table).where(table.c.hearing == hearing).order_by(table.c.number))


def _parts(connection: Connection, part: Any, judgement: int) -> list[Row]:
    table = part.__table__
    rows = select(table).where(table.c.judgement == judgement).order_by(*table.primary_key.columns)
    return _dicts(connection, rows)


def _rows(connection: Connection, part: Any) -> list[Row]:
    return _dicts(connection, select(part.__table__).order_by(part.id))


def _only(connection: Connection, part: Any, number: int) -> Row:
    return _dicts(connection, select(part.__table__).where(part.id == number))[0]


def _dicts(connection: Connection, question: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(question).mappings()]
