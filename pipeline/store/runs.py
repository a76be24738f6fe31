"""One run's way into the store: a call whole or not at all, and the same report twice is once.

What leaves the store is noted in its log here as well.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, RowMapping, bindparam, insert, select, update

from pipeline.store import rows
from pipeline.store.engine import explained, writing
from pipeline.store.known import Known, is_purged, known
from pipeline.store.log import Log, user_of_machine
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
_FIND_CALL: Final = select(_CALLS.c.id, _CALLS.c.salt).where(_CALLS.c.call_id == bindparam("call_id"))
_FIND_STANDING: Final = select(_JUDGEMENTS.c.id, _JUDGEMENTS.c.report_sha256).where(
    _JUDGEMENTS.c.call == bindparam("of_call"), _JUDGEMENTS.c.stands
)
_FIND_RECOGNITION: Final = select(_RECOGNITIONS.c.id, _RECOGNITIONS.c.source).where(
    _RECOGNITIONS.c.call == bindparam("of_call"), _RECOGNITIONS.c.sha256 == bindparam("of_text")
)
_FIND_PURGED: Final = select(_RECOGNITIONS.c.id).where(
    _RECOGNITIONS.c.call == bindparam("of_call"), _RECOGNITIONS.c.purged_at.is_not(None)
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

    def __init__(self, url: str, engine: Engine, number: int, folder: str) -> None:
        """Take an open store, the run's number in it, and where its reports and pages stand."""
        self._url = url
        self._engine = engine
        self._number = number
        self._folder = folder
        self._stopped_by = 0
        self._reports: dict[str, set[str]] = {}

    def report(self, text: str, source: str = "", page_sha256: str = "") -> str:
        """Save a report, given as its JSON, in a transaction of its own; gives its SHA-256.

        A report that stands there already is left as it is. A new judgement takes the place of the one that stood,
        which is kept. One of a call whose words were purged is not saved: what was purged does not come back.
        source: where the recording is, empty where that is not known. page_sha256: of its page in the run's folder.
        """
        with self._transaction() as connection:
            log = Log(connection)
            call_id, sha256 = _save_report(log, self._number, text, source)
            if page_sha256:
                _append_page(log, self._number, call_id, page_sha256)
        self._reports.setdefault(call_id, set()).add(sha256)
        return sha256

    def reports(self, reports: Iterable[tuple[str, str]]) -> None:
        """Save several reports, each with its source, all in one transaction: faster, and all of them or none."""
        with self._transaction() as connection:
            log = Log(connection)
            saved = [_save_report(log, self._number, text, source) for text, source in reports]
        for call_id, sha256 in saved:
            self._reports.setdefault(call_id, set()).add(sha256)

    def page(self, call_id: str, page_sha256: str) -> None:
        """Note the page of a call that now stands in the run's folder."""
        with self._transaction() as connection:
            _append_page(Log(connection), self._number, call_id, page_sha256)

    def refuses(self, call_id: str, report_sha256: str) -> None:
        """Note that a report in the run's folder is none that this store knows of the call, and is not taken up."""
        with self._transaction() as connection:
            log = Log(connection)
            log.append("report_refused", run=self._number, call_id=call_id, report_sha256=report_sha256)

    def known(self, call_ids: Collection[str]) -> Known:
        """What the store knows of these calls, and of their pages in the run's folder."""
        with self._transaction() as connection:
            found = known(connection, call_ids, self._folder)
        for call_id, reports in found.reports.items():
            self._reports.setdefault(call_id, set()).update(reports)
        return found

    def is_purged(self, call_id: str) -> bool:
        """Whether the words of a call were taken out of the store for good."""
        with self._transaction() as connection:
            return is_purged(connection, call_id)

    def vouches(self, call_id: str, report_sha256: str) -> bool:
        """Whether the store was given this report, of the calls asked for with known and those saved by this run."""
        return report_sha256 in self._reports.get(call_id, ())

    def failure(self, failure: Row) -> None:
        """Save a call that came to nothing: its call_id, file, reason and remedy."""
        row = {"run": self._number, "salt": rows.new_salt(), **failure}
        with self._transaction() as connection:
            connection.execute(insert(FailureRow), row)
            Log(connection).append(
                "failure",
                **{name: row[name] for name in ("run", "call_id", "reason")},
                failure_sha256=rows.failure_sha256(row),
                file_sha256=rows.salted_sha256(row["salt"], row["file"]),
            )

    def reveals(self, calls: int, reason: str = "") -> None:
        """Note that pages and tables of so many calls are written with nothing masked, by whom and why."""
        with self._transaction() as connection:
            _append_reveal(Log(connection), "pages and tables", calls, reason, run=self._number)

    def stops(self, signum: int) -> None:
        """Keep that a signal ended the run early, for the entry of its end."""
        self._stopped_by = signum

    def ends(self) -> None:
        """Note that the run came to its end, or to where somebody stopped it."""
        ended_at = datetime.now(UTC)
        with self._transaction() as connection:
            connection.execute(update(RunRow).where(RunRow.id == self._number).values(ended_at=ended_at))
            said = {"run": self._number, "ended_at": rows.instant(ended_at), "stopped_by": self._stopped_by}
            Log(connection).append("run_ended", **said)

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
            sha256 = rows.run_sha256({"id": number, **started})
            said = {"run": number, "command": command, "user": user_of_machine(), "run_sha256": sha256}
            Log(connection).append("run_began", **said)
        run = StoredRun(url, engine, number, folder)
        yield run
        run.ends()


def note_export(url: str, what: str, *, request: dict[str, str], files: dict[str, str]) -> None:
    """Add an entry of kind "export". request: how it was asked for; files: SHA-256 by file name.

    Raises:
        StoreUrlError: as engine.writing does.
        StoreError: as engine.writing does.
    """
    with writing(url) as engine, engine.begin() as connection:
        Log(connection).append("export", what=what, said=request, files=files, user=user_of_machine())


def note_reveal(url: str, what: str, calls: int, reason: str = "") -> None:
    """Add an entry of kind "reveal": so many calls were shown with nothing masked, by whom and why.

    reason: as whoever asked for it gave it, "" for none. Raises as note_export does.
    """
    with writing(url) as engine, engine.begin() as connection:
        _append_reveal(Log(connection), what, calls, reason)


def _append_page(log: Log, run: int, call_id: str, page_sha256: str) -> None:
    log.append("page", run=run, call_id=call_id, page_sha256=page_sha256)


def _append_reveal(log: Log, what: str, calls: int, reason: str, **said: Any) -> None:
    log.append("reveal", what=what, calls=calls, user=user_of_machine(), reason=reason, **said)


def _save_report(log: Log, run: int, text: str, source: str) -> tuple[str, str]:
    """Write one report within the log's transaction; StoredRun.report tells what becomes of earlier ones.

    Gives the call_id and the report's SHA-256.
    """
    # U+FFFD for NUL; hardly any report has one, and looking for a plain word costs nothing.
    report = json.loads(_NUL.sub(_UNKNOWN, text) if "\\u0000" in text else text)
    connection, report_sha256 = log.connection, rows.report_sha256(text)
    call_id: str = report["recording"]["call_id"]
    known = connection.execute(_FIND_CALL, {"call_id": call_id}).mappings().first()
    standing = connection.execute(_FIND_STANDING, {"of_call": known["id"]}).mappings().first() if known else None
    if standing and standing["report_sha256"] == report_sha256:
        return call_id, report_sha256
    if known and connection.execute(_FIND_PURGED, {"of_call": known["id"]}).first():
        return call_id, report_sha256
    call = _saved_call(connection, known, report)
    recognition = _saved_recognition(connection, call, report, source)
    same = {"of_recognition": recognition["id"], "of_report": report_sha256}
    earlier = connection.execute(_FIND_JUDGEMENT, same).scalar()
    if standing:
        connection.execute(_SET_STANDS, {"judgement": standing["id"], "stands": False})
    of_call = {"call_sha256": rows.call_sha256(call), "details_sha256": _salted(call, call["details"])}
    if earlier is None:
        owners = {"call": call["id"], "hearing": recognition["id"], "run": run}
        judgement, digests = _saved_judgement(connection, owners, report, report_sha256)
        heard = {"hearing": recognition["id"], "hearing_sha256": recognition["sha256"]}
        source_sha256 = _salted(call, recognition["source"])
        known_as = {"call_id": call_id, "recording_sha256": report["recording"]["sha256"]}
        said = {**known_as, "versions": report["versions"], **heard, "source_sha256": source_sha256}
        log.append("verdict", run=run, judgement=judgement, **said, **of_call, **digests)
    else:
        connection.execute(_SET_STANDS, {"judgement": earlier, "stands": True})
        log.append("verdict_stands_again", run=run, judgement=earlier, **of_call)
    return call_id, report_sha256


def _salted(call: Row, value: Any) -> str:
    return rows.salted_sha256(call["salt"], value)


def _saved_call(connection: Connection, known: RowMapping | None, report: Row) -> Row:
    """The call's row; what the manifest says of it now takes the place of what it said before."""
    row = rows.call_row(report)
    if known is None:
        row["salt"] = rows.new_salt()
        return {"id": _inserted(connection, CallRow, row), **row}
    connection.execute(update(CallRow).where(CallRow.id == known["id"]).values(**row))
    return {**known, **row}


def _saved_recognition(connection: Connection, call: Row, report: Row, source: str) -> Row:
    """Its id, digest and source: the same text of the same recording is one, wherever it stood at the time."""
    row, utterances = rows.recognition_row(report), rows.utterance_rows(report)
    sha256 = rows.recognition_sha256(row, utterances)
    known = connection.execute(_FIND_RECOGNITION, {"of_call": call["id"], "of_text": sha256}).mappings().first()
    if known:
        return {**known, "sha256": sha256}
    whole = {"call": call["id"], **row, "sha256": sha256, "source": source}
    recognition = _inserted(connection, RecognitionRow, whole)
    _insert_all(connection, UtteranceRow, [{"hearing": recognition, **each} for each in utterances])
    return {"id": recognition, "sha256": sha256, "source": source}


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
    return judgement, {**digests, "place_sha256": rows.place_sha256({"id": judgement, **whole}, parts["items"])}


def _inserted(connection: Connection, table: type[Base], row: Row) -> int:
    key = connection.execute(_INSERTS[table], row).inserted_primary_key
    return int(key[0]) if key else 0


def _insert_all(connection: Connection, table: type[Base], many: list[Row]) -> None:
    if many:
        connection.execute(_INSERTS[table], many)
