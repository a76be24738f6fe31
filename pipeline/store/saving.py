"""Reports into rows: a call whole or not at all, and the same report twice is once."""

import json
import re
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from pipeline.store import digests
from pipeline.store.chain import Log
from pipeline.store.rows import PARTS, Row, call_row, hearing_row, judgement_row, part_rows, utterance_rows
from pipeline.store.tables import Base, CallRow, FailureRow, HearingRow, JudgementRow, RunRow, UtteranceRow

# PostgreSQL has no NUL in its texts; an odd transcript may. Backslashes before it come in pairs.
_NUL: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
_UNKNOWN: Final = r"\1\\ufffd"
# What is asked for every call is built once: building a statement takes longer than the database takes to answer it.
_CALLS: Any = CallRow.__table__
_HEARINGS: Any = HearingRow.__table__
_JUDGEMENTS: Any = JudgementRow.__table__
_KNOWN: Final = select(_CALLS.c.id).where(_CALLS.c.call_id == bindparam("call_id"))
_LATEST: Final = select(_JUDGEMENTS.c.id, _JUDGEMENTS.c.report_sha256).where(
    _JUDGEMENTS.c.call == bindparam("of_call"), _JUDGEMENTS.c.stands
)
_HEARD: Final = select(_HEARINGS.c.id).where(
    _HEARINGS.c.call == bindparam("of_call"), _HEARINGS.c.sha256 == bindparam("of_text")
)
_EARLIER: Final = select(_JUDGEMENTS.c.id).where(
    _JUDGEMENTS.c.hearing == bindparam("of_hearing"), _JUDGEMENTS.c.report_sha256 == bindparam("of_report")
)
_STANDS: Final = update(_JUDGEMENTS).where(_JUDGEMENTS.c.id == bindparam("judgement"))
_WRITTEN: Final[tuple[type[Base], ...]] = (RunRow, CallRow, HearingRow, UtteranceRow, JudgementRow, *PARTS.values())
_INSERTS: Final[dict[type[Base], Any]] = {rows: insert(rows) for rows in _WRITTEN}


class Hearing(NamedTuple):
    """A hearing by its number in the store, and its digest."""

    id: int
    sha256: str


def begin_run(connection: Connection, command: str, folder: str) -> int:
    """Note that a command began to write; gives the run's id. folder: where its reports stand, empty for none."""
    run = _inserted(connection, RunRow, {"command": command, "folder": folder, "started_at": datetime.now(UTC)})
    Log(connection).append("run_began", run=run, command=command)
    return run


def end_run(connection: Connection, run: int) -> None:
    """Note that a run came to its end."""
    connection.execute(update(RunRow).where(RunRow.id == run).values(ended_at=datetime.now(UTC)))
    Log(connection).append("run_ended", run=run)


def save_failure(connection: Connection, run: int, failure: Row) -> None:
    """Note a call that came to nothing in this run. failure: the columns of FailureRow but run."""
    connection.execute(insert(FailureRow), {"run": run, **failure})
    Log(connection).append("failure", run=run, call_id=failure["call_id"], reason=failure["reason"])


def save_report(log: Log, run: int, text: str, source: str, *, judged_now: bool = True) -> bool:
    """Write one report, as its JSON, within the log's transaction; says whether it was new.

    A report that stands there already is not written again. A new judgement takes the place of the one that stood,
    which is kept. source: where the recording is, empty where that is not known. judged_now: False for one that a
    folder still holds from an earlier run; it then does not take the place of a judgement adopted since.
    """
    connection, said = log.connection, json.loads(_without_nul(text))
    report_sha256 = digests.report_sha256(text)
    call = connection.execute(_KNOWN, {"call_id": said["recording"]["call_id"]}).scalar()
    standing = _standing(connection, call)
    if standing and standing["report_sha256"] == report_sha256:
        return False
    if not judged_now and call and _was_judged(connection, call, report_sha256):
        return False
    call = _call_of(connection, call, said)
    hearing = _hearing_of(connection, call, said, source)
    earlier = connection.execute(_EARLIER, {"of_hearing": hearing.id, "of_report": report_sha256}).scalar()
    if standing:
        connection.execute(_STANDS, {"judgement": standing["id"], "stands": False})
    if earlier is None:
        parts = part_rows(said)
        judgement = _judgement(said, report_sha256, parts)
        number = _judge(connection, {"call": call, "hearing": hearing.id, "run": run, **judgement}, parts)
        log.append("verdict", **_vouched(run, number, hearing.sha256, said, judgement))
    else:
        connection.execute(_STANDS, {"judgement": earlier, "stands": True})
        log.append("verdict_stands_again", run=run, judgement=earlier)
    return True


def _was_judged(connection: Connection, call: int, report_sha256: str) -> bool:
    known = select(_JUDGEMENTS.c.id).where(_JUDGEMENTS.c.call == call, _JUDGEMENTS.c.report_sha256 == report_sha256)
    return connection.execute(known).first() is not None


def _without_nul(text: str) -> str:
    """A report's JSON with U+FFFD for NUL; hardly any has one, and looking for a plain word costs nothing."""
    return _NUL.sub(_UNKNOWN, text) if "\\u0000" in text else text


def _judge(connection: Connection, judgement: Row, parts: dict[str, list[Row]]) -> int:
    number = _inserted(connection, JudgementRow, {**judgement, "judged_at": datetime.now(UTC), "stands": True})
    for table, rows in parts.items():
        _insert_all(connection, PARTS[table], [{"judgement": number, **row} for row in rows])
    return number


def _judgement(said: Row, report_sha256: str, parts: dict[str, list[Row]]) -> Row:
    row = {**judgement_row(said), "report_sha256": report_sha256}
    return {
        **row,
        "verdict_sha256": digests.verdict_sha256(row, parts),
        "words_sha256": digests.words_sha256(row, parts),
    }


def _vouched(run: int, number: int, heard_sha256: str, said: Row, judgement: Row) -> Row:
    """What a verdict's log entry says: which call, made of what by what, and the digests."""
    recording = said["recording"]
    hashes = {name: judgement[name] for name in ("verdict_sha256", "words_sha256", "report_sha256")}
    known = {"call_id": recording["call_id"], "recording_sha256": recording["sha256"], "versions": said["versions"]}
    return {"run": run, "judgement": number, "hearing_sha256": heard_sha256, **known, **hashes}


def _standing(connection: Connection, call: int | None) -> RowMapping | None:
    return connection.execute(_LATEST, {"of_call": call}).mappings().first() if call else None


def _call_of(connection: Connection, call: int | None, said: Row) -> int:
    """The call's id; what the manifest says of it now takes the place of what it said before."""
    row = call_row(said)
    if call is None:
        return _inserted(connection, CallRow, row)
    connection.execute(update(CallRow).where(CallRow.id == call).values(**row))
    return call


def _hearing_of(connection: Connection, call: int, said: Row, source: str) -> Hearing:
    """The same text of the same recording is one hearing, wherever the recording stood when it was heard."""
    row, utterances = hearing_row(said), utterance_rows(said)
    sha256 = digests.hearing_sha256(row, utterances)
    hearing = connection.execute(_HEARD, {"of_call": call, "of_text": sha256}).scalar()
    if hearing is None:
        hearing = _inserted(connection, HearingRow, {"call": call, **row, "sha256": sha256, "source": source})
        _insert_all(connection, UtteranceRow, [{"hearing": hearing, **each} for each in utterances])
    return Hearing(hearing, sha256)


def _inserted(connection: Connection, table: type[Base], row: Row) -> int:
    key = connection.execute(_INSERTS[table], row).inserted_primary_key
    return int(key[0]) if key else 0


def _insert_all(connection: Connection, table: type[Base], rows: list[Row]) -> None:
    if rows:
        connection.execute(_INSERTS[table], rows)
