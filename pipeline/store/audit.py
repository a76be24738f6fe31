"""The rows of the store held against its log: what was changed, put in or taken out is named."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from pipeline.store.ledger import Ledger, ledger_of
from pipeline.store.log import Breach, Chain, entries, newest
from pipeline.store.rows import (
    call_sha256,
    failure_sha256,
    instant,
    place_sha256,
    recognition_sha256,
    run_sha256,
    salted_sha256,
    verdict_sha256,
    words_sha256,
)
from pipeline.store.schema import foreign_parts
from pipeline.store.stored_rows import StoredRows
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

_UNREADABLE: Final = "what stands there cannot be read any more"
# What reading a column raises that does not hold what its type says: no JSON, no time, no list, too deep.
_ODD: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)


def breaches(connection: Connection) -> Iterator[Breach]:
    """Every breach: the first broken link of the log, or entries that cannot be so; then the rows, call by call."""
    if newest(connection) is None:
        yield Breach(where="the log", what="is empty: nothing was ever noted here, or all was taken out")
    chain = Chain()
    ledger = ledger_of(chain.passing(entries(connection)))
    yield from [chain.broken] if chain.broken else ledger.faults
    stored = StoredRows(connection)
    yield from _of_judgements(stored, ledger)
    yield from _of_runs(stored, ledger)
    yield from _of_failures(stored, ledger)
    yield from _strays(stored)
    yield from (Breach(where=where, what=what) for where, what in foreign_parts(connection))


def _of_judgements(stored: StoredRows, ledger: Ledger) -> Iterator[Breach]:
    numbers = [number for (number,) in stored.keys(JudgementRow)]
    for number in numbers:
        vouched = ledger.judgements.get(number)
        where = f"call {vouched['call_id']}" if vouched else f"judgement {number}"
        try:
            judgement = stored.one(JudgementRow, number) or {}
            yield from _of_judgement(stored, ledger, judgement, vouched)
        except _ODD:
            yield Breach(where=where, what=_UNREADABLE)
    for number in sorted(ledger.judgements.keys() - set(numbers), key=str):
        where = f"call {ledger.judgements[number]['call_id']}"
        yield Breach(where=where, what=f"judgement {number} was taken out of the database")


def _of_judgement(stored: StoredRows, ledger: Ledger, judgement: Row, vouched: Row | None) -> Iterator[Breach]:
    number = judgement["id"]
    call = stored.one(CallRow, judgement["call"])
    where = f"call {call['call_id']}" if call else f"call {vouched['call_id']}" if vouched else f"judgement {number}"
    if call is None:
        yield Breach(where=where, what="the call was taken out of the database")
        return
    if vouched is None or vouched["call_id"] != call["call_id"]:
        yield Breach(where=where, what=f"judgement {number} is not in the log")
        return
    parts = stored.parts(number)
    recognition = stored.one(RecognitionRow, judgement["hearing"])
    whats = (
        _breach_of_standing(ledger, call, judgement),
        "its verdict was changed" if verdict_sha256(judgement, parts) != vouched["verdict_sha256"] else "",
        _breach_of_words(ledger, judgement, parts, vouched),
        _breach_of_place(ledger, judgement, parts, vouched),
        _breach_of_call(ledger, call) if judgement["stands"] else "",
        _breach_of_recognition(stored, ledger, recognition, call, vouched),
    )
    yield from _named(where, *whats)


def _breach_of_standing(ledger: Ledger, call: Row, judgement: Row) -> str:
    stands = ledger.standing.get(call["call_id"]) == judgement["id"]
    return "" if judgement["stands"] == stands else "another judgement stands than the log says"


def _breach_of_words(ledger: Ledger, judgement: Row, parts: dict[str, list[Row]], vouched: Row) -> str:
    number, found = judgement["id"], words_sha256(judgement, parts)
    if number not in ledger.purged_judgements:
        return "" if found == vouched["words_sha256"] else "its evidence or facts were changed"
    quoted = [row for rows in parts.values() for row in rows if row["evidence"] or row.get("reason")]
    if quoted or parts["facts"] or parts["mismatches"] or judgement["follow_up"]:
        return "evidence or facts were put where they had been purged"
    purged = ledger.purged_judgements[number]
    return "what a purge had left of its words was changed" if purged and found != purged else ""


def _breach_of_place(ledger: Ledger, judgement: Row, parts: dict[str, list[Row]], vouched: Row) -> str:
    """By which run, when and on which transcript; and the second of each item, which its evidence gives too."""
    same = ("verdict_sha256", "words_sha256", "run")
    if any(judgement[name] != vouched.get(name, judgement[name]) for name in same):
        return "where its judgement belongs was changed"
    known = ledger.places.get(judgement["id"])
    if known:
        return "" if place_sha256(judgement, parts["items"]) == known else "where its judgement belongs was changed"
    timed = [(item["at_s"], item["evidence"][-1]["start"]) for item in parts["items"] if item["evidence"]]
    return "the seconds of its items were changed" if any(at_s != start for at_s, start in timed) else ""


def _breach_of_call(ledger: Ledger, call: Row) -> str:
    known = ledger.calls.get(call["call_id"])
    if known and call_sha256(call) != known["call_sha256"]:
        return "its case, agent, branch, product, stage or time was changed"
    if call["call_id"] in ledger.purged_calls:
        return "its manifest's row was put where it had been purged" if call["details"] else ""
    if known and salted_sha256(call["salt"], call["details"]) != known["details_sha256"]:
        return "its manifest's row was changed"
    return ""


def _breach_of_recognition(stored: StoredRows, ledger: Ledger, row: Row | None, call: Row, vouched: Row) -> str:
    if row is None:
        return "its transcript was taken out of the database"
    if row["recording_sha256"] != vouched["recording_sha256"]:
        return "its recording's hash was changed"
    versions = vouched.get("versions", row)
    belongs = (row["call"], row["sha256"]) == (call["id"], vouched["hearing_sha256"])
    if not belongs or any(row[name] != versions[name] for name in ("model", "settings_sha256")):
        return "what heard its recording, or where its transcript belongs, was changed"
    utterances = stored.of(UtteranceRow, "hearing", row["id"])
    if row["id"] in ledger.purged_recognitions:
        return _breach_of_purged(row, utterances, ledger.purged_recognitions[row["id"]])
    return _breach_of_transcript(ledger, row, utterances, call)


def _breach_of_transcript(ledger: Ledger, row: Row, utterances: list[Row], call: Row) -> str:
    """Of one whose words are there; its digest's column was found to be what the log says."""
    if row.get("purged_at") is not None:
        return "it is marked as purged, and the log knows of no purge"
    if recognition_sha256(row, utterances) != row["sha256"]:
        return "its transcript was changed"
    known = ledger.sources.get(row["id"])
    moved = known and salted_sha256(call["salt"], row["source"]) != known
    return "the place of its recording was changed" if moved else ""


def _breach_of_purged(row: Row, utterances: list[Row], noted: str) -> str:
    """noted: when it was purged, empty where the log does not say."""
    purged_at: datetime | None = row["purged_at"]
    if utterances or row["source"] or row["recording"] or row["quality"]:
        return "words were put where they had been purged"
    other = purged_at is None or (noted and instant(purged_at) != noted)
    return "when it was purged was changed" if other else ""


def _of_runs(stored: StoredRows, ledger: Ledger) -> Iterator[Breach]:
    there = [number for (number,) in stored.keys(RunRow)]
    for number in there:
        what = _read(lambda number=number: _breach_of_run(stored.one(RunRow, number) or {}, ledger))
        yield from _named(f"run {number}", what)
    for number in sorted(ledger.runs.keys() - set(there), key=str):
        yield Breach(where=f"run {number}", what="was taken out of the database")


def _breach_of_run(run: Row, ledger: Ledger) -> str:
    known = ledger.runs.get(run["id"])
    if known is None:
        return "is not in the log"
    changed = run["command"] != known.command or (known.began and run_sha256(run) != known.began)
    ended = instant(run["ended_at"])
    if changed or bool(ended) != (known.ended is not None) or (known.ended and known.ended != ended):
        return "was changed"
    return ""


def _of_failures(stored: StoredRows, ledger: Ledger) -> Iterator[Breach]:
    there = stored.keys(FailureRow)
    for run, call_id in there:
        what = _read(lambda key=(run, call_id): _breach_of_failure(stored.one(FailureRow, *key) or {}, ledger))
        yield from _named(f"call {call_id}", what)
    for run, call_id in sorted(ledger.failures.keys() - {(run, call_id) for run, call_id in there}, key=str):
        yield Breach(where=f"call {call_id}", what=f"its failure in run {run} was taken out of the database")


def _breach_of_failure(failure: Row, ledger: Ledger) -> str:
    key = failure["run"], failure["call_id"]
    known = ledger.failures.get(key)
    if known is None:
        return f"its failure in run {key[0]} is not in the log"
    if failure["reason"] != known.reason or (known.sha256 and failure_sha256(failure) != known.sha256):
        return f"its failure in run {key[0]} was changed"
    if key in ledger.purged_failures:
        return "the name of its file was put where it had been purged" if failure["file"] else ""
    if known.file_sha256 and salted_sha256(failure["salt"], failure["file"]) != known.file_sha256:
        return f"the file of its failure in run {key[0]} was changed"
    return ""


def _strays(stored: StoredRows) -> Iterator[Breach]:
    """Rows that belong to nothing: calls and transcripts without a judgement, parts of what is not there."""
    named: list[tuple[type[Base], str, str]] = [(CallRow, "call", "call"), (RecognitionRow, "hearing", "transcript")]
    for table, owner, what in named:
        for number in stored.unnamed(table, owner, JudgementRow):
            yield Breach(where=f"{what} {number}", what="stands there and no judgement names it")
    owned: list[tuple[type[Base], str, type[Base]]] = [(UtteranceRow, "hearing", RecognitionRow)]
    owned += [(table, "judgement", JudgementRow) for table in PARTS.values()]
    for part, owner_column, owners in owned:
        for number in stored.strays(part, owner_column, owners):
            where = f"table {part.__tablename__}"
            yield Breach(where=where, what=f"has rows of {owner_column} {number}, which is not there")


def _read(ask: Any) -> str:
    try:
        return str(ask())
    except _ODD:
        return _UNREADABLE


def _named(where: str, *whats: str) -> Iterator[Breach]:
    """A breach for each that says something."""
    yield from (Breach(where=where, what=what) for what in whats if what)
