"""One run's way into the store: a call whole or not at all, and the same report twice is once.

What leaves the store is noted in its log here as well.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, insert, select, update

from pipeline.store import rows
from pipeline.store.engine import explained, writing
from pipeline.store.log import Log
from pipeline.store.tables import (
    PARTS,
    Base,
    CallRow,
    FailureRow,
    JudgementRow,
    RecognitionRow,
    Row,
    RunRow,
    UtteranceRow,
)

# PostgreSQL has no NUL in its texts; an odd transcript may. Backslashes before it come in pairs.
_NUL: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
_UNKNOWN: Final = r"\1\\ufffd"
# What is asked for every call is built once: building a statement takes longer than the database takes to answer it.
_CALLS: Any = CallRow.__table__
_RECOGNITIONS: Any = RecognitionRow.__table__
_JUDGEMENTS: Any = JudgementRow.__table__
_FIND_CALL: Final = select(_CALLS.c.id).where(_CALLS.c.call_id == bindparam("call_id"))
_FIND_STANDING: Final = select(_JUDGEMENTS.c.id, _JUDGEMENTS.c.report_sha256).where(
    _JUDGEMENTS.c.call == bindparam("of_call"), _JUDGEMENTS.c.stands
)
_FIND_RECOGNITION: Final = select(_RECOGNITIONS.c.id).where(
    _RECOGNITIONS.c.call == bindparam("of_call"), _RECOGNITIONS.c.sha256 == bindparam("of_text")
)
_FIND_JUDGEMENT: Final = select(_JUDGEMENTS.c.id).where(
    _JUDGEMENTS.c.hearing == bindparam("of_recognition"), _JUDGEMENTS.c.report_sha256 == bindparam("of_report")
)
_SET_STANDS: Final = update(_JUDGEMENTS).where(_JUDGEMENTS.c.id == bindparam("judgement"))
_WRITTEN: Final[tuple[type[Base], ...]] = (
    *(RunRow, CallRow, RecognitionRow, UtteranceRow, JudgementRow),
    *PARTS.values(),
)
_INSERTS: Final[dict[type[Base], Any]] = {table: insert(table) for table in _WRITTEN}


class StoredRun:
    """A run that writes into an open store."""

    def __init__(self, url: str, engine: Engine, number: int) -> None:
        """Take an open store and the run's number in it."""
        self._url = url
        self._engine = engine
        self._number = number

    def report(self, text: str, source: str = "", *, judged_now: bool = True) -> None:
        """Save a report, given as its JSON, in a transaction of its own.

        A report that stands there already is left as it is. A new judgement takes the place of the one that stood,
        which is kept. source: where the recording is, empty where that is not known. judged_now: False for one that a
        folder still holds from an earlier run; it then does not take the place of a judgement adopted since.
        """
        self.reports([(text, source)], judged_now=judged_now)

    def reports(self, reports: Iterable[tuple[str, str]], *, judged_now: bool = True) -> None:
        """Save several reports, each with its source, all in one transaction: faster, and all of them or none."""
        with self._transaction() as connection:
            log = Log(connection)
            for text, source in reports:
                _save_report(log, self._number, text, source, judged_now=judged_now)

    def failure(self, failure: Row) -> None:
        """Save a call that came to nothing: its call_id, file, reason and remedy."""
        with self._transaction() as connection:
            connection.execute(insert(FailureRow), {"run": self._number, **failure})
            known = {"call_id": failure["call_id"], "reason": failure["reason"]}
            Log(connection).append("failure", run=self._number, **known)

    def reveals(self, calls: int) -> None:
        """Note that pages and tables of so many calls are written with nothing masked."""
        with self._transaction() as connection:
            Log(connection).append("reveal", run=self._number, what="pages and tables", calls=calls)

    def ends(self) -> None:
        """Note that the run came to its end."""
        with self._transaction() as connection:
            connection.execute(update(RunRow).where(RunRow.id == self._number).values(ended_at=datetime.now(UTC)))
            Log(connection).append("run_ended", run=self._number)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with explained(self._url), self._engine.begin() as connection:
            yield connection


@contextmanager
def stored_run(url: str, command: str, folder: str = "") -> Iterator[StoredRun]:
    """A run of a command on the store at url; noted as ended only if the block came to its end.

    folder: where the reports and pages stand, empty for none.

    Raises:
        StoreUrlError: the URL names no store that this version can use.
        StoreError: it cannot be opened or written, or a newer version of tinghe made it.
    """
    with writing(url) as engine:
        with engine.begin() as connection:
            started = {"command": command, "folder": folder, "started_at": datetime.now(UTC)}
            number = _inserted(connection, RunRow, started)
            Log(connection).append("run_began", run=number, command=command)
        run = StoredRun(url, engine, number)
        yield run
        run.ends()


def note_export(url: str, what: str, *, request: dict[str, str], files: dict[str, str]) -> None:
    """Add an entry of kind "export". request: how it was asked for; files: SHA-256 by file name.

    Raises:
        StoreUrlError: as engine.writing does.
        StoreError: as engine.writing does.
    """
    with writing(url) as engine, explained(url), engine.begin() as connection:
        Log(connection).append("export", what=what, said=request, files=files)


def note_reveal(url: str, what: str, calls: int) -> None:
    """Add an entry of kind "reveal": so many calls were shown with nothing masked; raises as note_export does."""
    with writing(url) as engine, explained(url), engine.begin() as connection:
        Log(connection).append("reveal", what=what, calls=calls)


def _save_report(log: Log, run: int, text: str, source: str, *, judged_now: bool) -> None:
    """Write one report within the log's transaction; StoredRun.report tells what becomes of earlier ones."""
    # U+FFFD for NUL; hardly any report has one, and looking for a plain word costs nothing.
    report = json.loads(_NUL.sub(_UNKNOWN, text) if "\\u0000" in text else text)
    connection, report_sha256 = log.connection, rows.report_sha256(text)
    call = connection.execute(_FIND_CALL, {"call_id": report["recording"]["call_id"]}).scalar()
    standing = connection.execute(_FIND_STANDING, {"of_call": call}).mappings().first() if call else None
    if standing and standing["report_sha256"] == report_sha256:
        return
    if not judged_now and call and _was_judged(connection, call, report_sha256):
        return
    call = _saved_call(connection, call, report)
    recognition, recognition_sha256 = _saved_recognition(connection, call, report, source)
    same = {"of_recognition": recognition, "of_report": report_sha256}
    earlier = connection.execute(_FIND_JUDGEMENT, same).scalar()
    if standing:
        connection.execute(_SET_STANDS, {"judgement": standing["id"], "stands": False})
    if earlier is None:
        owners = {"call": call, "hearing": recognition, "run": run}
        judgement, digests = _saved_judgement(connection, owners, report, report_sha256)
        log.append(
            "verdict",
            run=run,
            judgement=judgement,
            call_id=report["recording"]["call_id"],
            recording_sha256=report["recording"]["sha256"],
            versions=report["versions"],
            hearing_sha256=recognition_sha256,
            **digests,
        )
    else:
        connection.execute(_SET_STANDS, {"judgement": earlier, "stands": True})
        log.append("verdict_stands_again", run=run, judgement=earlier)


def _was_judged(connection: Connection, call: int, report_sha256: str) -> bool:
    known = select(_JUDGEMENTS.c.id).where(_JUDGEMENTS.c.call == call, _JUDGEMENTS.c.report_sha256 == report_sha256)
    return connection.execute(known).first() is not None


def _saved_call(connection: Connection, call: int | None, report: Row) -> int:
    """The call's id; what the manifest says of it now takes the place of what it said before."""
    row = rows.call_row(report)
    if call is None:
        return _inserted(connection, CallRow, row)
    connection.execute(update(CallRow).where(CallRow.id == call).values(**row))
    return call


def _saved_recognition(connection: Connection, call: int, report: Row, source: str) -> tuple[int, str]:
    """Its id and digest: the same text of the same recording is one, wherever the recording stood at the time."""
    row, utterances = rows.recognition_row(report), rows.utterance_rows(report)
    sha256 = rows.recognition_sha256(row, utterances)
    recognition = connection.execute(_FIND_RECOGNITION, {"of_call": call, "of_text": sha256}).scalar()
    if recognition is None:
        whole = {"call": call, **row, "sha256": sha256, "source": source}
        recognition = _inserted(connection, RecognitionRow, whole)
        _insert_all(connection, UtteranceRow, [{"hearing": recognition, **each} for each in utterances])
    return recognition, sha256


def _saved_judgement(
    connection: Connection, owners: Row, report: Row, report_sha256: str
) -> tuple[int, dict[str, str]]:
    """Its id, and the digests by which the log vouches for it. owners: the call, recognition and run."""
    parts = rows.part_rows(report)
    row = {**rows.judgement_row(report), "report_sha256": report_sha256}
    digests = {
        "verdict_sha256": rows.verdict_sha256(row, parts),
        "words_sha256": rows.words_sha256(row, parts),
        "report_sha256": report_sha256,
    }
    whole = {**owners, **row, **digests, "judged_at": datetime.now(UTC), "stands": True}
    judgement = _inserted(connection, JudgementRow, whole)
    for table, part in parts.items():
        _insert_all(connection, PARTS[table], [{"judgement": judgement, **each} for each in part])
    return judgement, digests


def _inserted(connection: Connection, table: type[Base], row: Row) -> int:
    key = connection.execute(_INSERTS[table], row).inserted_primary_key
    return int(key[0]) if key else 0


def _insert_all(connection: Connection, table: type[Base], many: list[Row]) -> None:
    if many:
        connection.execute(_INSERTS[table], many)
