"""Reports into rows: a call whole or not at all, and the same report twice is once."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from pipeline.store import chain, digests
from pipeline.store.rows import PARTS, Row, call_row, hearing_row, judgement_row, part_rows, utterance_rows
from pipeline.store.tables import Base, CallRow, FailureRow, HearingRow, JudgementRow, RunRow, UtteranceRow


def begin_run(connection: Connection, command: str) -> int:
    """Note that a command began to write; gives the run's id."""
    run = _inserted(connection, RunRow, {"command": command, "started_at": datetime.now(UTC)})
    chain.append(connection, "run_began", run=run, command=command)
    return run


def end_run(connection: Connection, run: int) -> None:
    """Note that a run came to its end."""
    connection.execute(update(RunRow).where(RunRow.id == run).values(ended_at=datetime.now(UTC)))
    chain.append(connection, "run_ended", run=run)


def save_failure(connection: Connection, run: int, failure: Row) -> None:
    """Note a call that came to nothing in this run. failure: the columns of FailureRow but run."""
    connection.execute(insert(FailureRow), {"run": run, **failure})
    chain.append(connection, "failure", run=run, call_id=failure["call_id"], reason=failure["reason"])


def save_report(connection: Connection, run: int, text: str) -> bool:
    """Write one report, as its JSON, within the caller's transaction; says whether it was new.

    A report that stands there already is not written again. A new judgement takes the place of the one that stood,
    which is kept.
    """
    report_sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    said = json.loads(text)
    if _standing_sha256(connection, said["recording"]["call_id"]) == report_sha256:
        return False
    call = _call_of(connection, said)
    hearing, heard_sha256 = _hearing_of(connection, call, said)
    earlier = _id_of(connection, JudgementRow, {"hearing": hearing, "report_sha256": report_sha256})
    connection.execute(update(JudgementRow).where(JudgementRow.call == call).values(stands=False))
    if earlier is not None:
        connection.execute(update(JudgementRow).where(JudgementRow.id == earlier).values(stands=True))
        chain.append(connection, "verdict_stands_again", run=run, judgement=earlier)
        return True
    judgement = _judgement(said, report_sha256)
    about = {"call": call, "hearing": hearing, "run": run, "judged_at": datetime.now(UTC), "stands": True}
    number = _inserted(connection, JudgementRow, {**about, **judgement})
    for table, rows in part_rows(said).items():
        _insert_all(connection, PARTS[table], [{"judgement": number, **row} for row in rows])
    chain.append(connection, "verdict", **_vouched(run, number, heard_sha256, said, judgement))
    return True


def _judgement(said: Row, report_sha256: str) -> Row:
    row, parts = {**judgement_row(said), "report_sha256": report_sha256}, part_rows(said)
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


def _standing_sha256(connection: Connection, call_id: str) -> str | None:
    standing = (
        select(JudgementRow.report_sha256)
        .join(CallRow, CallRow.id == JudgementRow.call)
        .where(CallRow.call_id == call_id, JudgementRow.stands)
    )
    return connection.execute(standing).scalar()


def _call_of(connection: Connection, said: Row) -> int:
    row = call_row(said)
    call = _id_of(connection, CallRow, {"call_id": row["call_id"]})
    if call is None:
        return _inserted(connection, CallRow, row)
    connection.execute(update(CallRow).where(CallRow.id == call).values(**row))
    return call


def _hearing_of(connection: Connection, call: int, said: Row) -> tuple[int, str]:
    """The hearing's id and digest; the same text of the same recording is one hearing."""
    row, utterances = hearing_row(said), utterance_rows(said)
    sha256 = digests.hearing_sha256(row, utterances)
    hearing = _id_of(connection, HearingRow, {"call": call, "sha256": sha256})
    if hearing is None:
        hearing = _inserted(connection, HearingRow, {"call": call, **row, "sha256": sha256})
        _insert_all(connection, UtteranceRow, [{"hearing": hearing, **each} for each in utterances])
    return hearing, sha256


def _id_of(connection: Connection, table: Any, wanted: Row) -> int | None:
    conditions = [getattr(table, column) == value for column, value in wanted.items()]
    return connection.execute(select(table.id).where(*conditions)).scalar()


def _inserted(connection: Connection, table: type[Base], row: Row) -> int:
    key = connection.execute(insert(table), row).inserted_primary_key
    return int(key[0]) if key else 0


def _insert_all(connection: Connection, table: type[Base], rows: Iterable[Row]) -> None:
    rows = list(rows)
    if rows:
        connection.execute(insert(table), rows)
