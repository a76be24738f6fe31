"""What the log says of the rows: its entries taken together, and those among them that cannot be as they say."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from pipeline.store.log import Breach
from pipeline.store.tables import Row

# What an entry that vouches for a judgement says at least.
_VOUCHED: Final = {"call_id", "judgement", "recording_sha256", "hearing_sha256", "verdict_sha256", "words_sha256"}
_OF_CALL: Final = ("call_sha256", "details_sha256")
# Clocks are set right now and then; no clock that is kept goes back by so much.
_CLOCKS_ALLOWED: Final = timedelta(hours=1)
_OTHERS: Final = frozenset(
    {"reveal", "export", "review", "page", "report_refused", "job_dropped"}
)  # these say nothing of a row


class NotedRun(NamedTuple):
    """A run. began: its digest, "" where an earlier version wrote none. ended: None while it has not."""

    command: str
    began: str
    ended: str | None


class NotedFailure(NamedTuple):
    """A failure. sha256, file_sha256: "" where an earlier version wrote none."""

    reason: str
    sha256: str
    file_sha256: str


@dataclass
class Ledger:
    """What the log says stands in the store, as far as it vouches.

    judgements: what vouches for each, by its number; places: their digests, where there are any. standing: by call_id,
    the judgement that stands. calls: digests of a call and of its manifest's row, by call_id; sources: of the place
    of a recording, by the number of the recognition. purged_*: by number, when a recognition was purged and what the
    words of a judgement have been since, "" where nobody noted it. faults: entries that cannot be as they say.
    """

    judgements: dict[int, Row] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    standing: dict[str, int] = field(default_factory=dict)
    calls: dict[str, dict[str, str]] = field(default_factory=dict)
    sources: dict[int, str] = field(default_factory=dict)
    runs: dict[int, NotedRun] = field(default_factory=dict)
    failures: dict[tuple[int, str], NotedFailure] = field(default_factory=dict)
    purged_recognitions: dict[int, str] = field(default_factory=dict)
    purged_judgements: dict[int, str] = field(default_factory=dict)
    purged_calls: set[str] = field(default_factory=set)
    purged_failures: set[tuple[int, str]] = field(default_factory=set)
    faults: list[Breach] = field(default_factory=list)


def ledger_of(log: Iterable[Row]) -> Ledger:
    """Take the entries together, in their order."""
    ledger = Ledger()
    latest = None
    for entry in log:
        said, fault = _payload(entry), None
        at = _time(entry["at"])
        if said is None:
            fault = "cannot be read any more"
        elif at is None:
            fault = "does not say when it was written"
        elif latest and at < latest - _CLOCKS_ALLOWED:
            fault = "is dated before the entry before it"
        else:
            latest = at
        if said is not None:
            fault = _take(ledger, entry["kind"], said) or fault
        if fault:
            ledger.faults.append(Breach(where=f"log entry {entry['number']}", what=fault))
    return ledger


def _take(ledger: Ledger, kind: str, said: Row) -> str:
    """Take one entry up; gives why it cannot be as it says, "" where it can."""
    take = _TAKE.get(kind)
    if take is None:
        return "" if kind in _OTHERS else "is of a kind that no version writes"
    try:
        return str(take(ledger, said))
    except (KeyError, TypeError, ValueError, AttributeError):
        return f"does not say what an entry of the kind {kind} says"


def _payload(entry: Row) -> Row | None:
    try:
        said = json.loads(entry["said"])
    except (TypeError, ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None


def _run_began(ledger: Ledger, said: Row) -> str:
    fault = "names a run that had begun" if said["run"] in ledger.runs else ""
    ledger.runs[said["run"]] = NotedRun(said["command"], said.get("run_sha256", ""), None)
    return fault


def _run_ended(ledger: Ledger, said: Row) -> str:
    fault = _of_no_open_run(ledger, said)
    if said["run"] in ledger.runs:
        ledger.runs[said["run"]] = ledger.runs[said["run"]]._replace(ended=said.get("ended_at", ""))
    return fault


def _of_no_open_run(ledger: Ledger, said: Row) -> str:
    run = ledger.runs.get(said["run"])
    if run is None:
        return f"names run {said['run']}, which had not begun"
    return f"names run {said['run']}, which had ended" if run.ended is not None else ""


def _verdict(ledger: Ledger, said: Row) -> str:
    number = said["judgement"]
    fault = "names a judgement that had been given" if number in ledger.judgements else ""
    if said.keys() >= _VOUCHED and not fault:
        ledger.judgements[number] = said
        ledger.standing[said["call_id"]] = number
        _take_digests(ledger, said, said["call_id"])
        if "place_sha256" in said:
            ledger.places[number] = said["place_sha256"]
        if "source_sha256" in said:
            ledger.sources.setdefault(said["hearing"], said["source_sha256"])
    return fault or _of_no_open_run(ledger, said)


def _take_digests(ledger: Ledger, said: Row, call_id: str) -> None:
    """A call is what its manifest said of it last."""
    if all(name in said for name in _OF_CALL):
        ledger.calls[call_id] = {name: said[name] for name in _OF_CALL}


def _stands_again(ledger: Ledger, said: Row) -> str:
    known = ledger.judgements.get(said["judgement"])
    if known is None:
        return "names a judgement that had not been given"
    call_id = known["call_id"]
    fault = "names a judgement that stood already" if ledger.standing[call_id] == said["judgement"] else ""
    ledger.standing[call_id] = said["judgement"]
    _take_digests(ledger, said, call_id)
    return fault or _of_no_open_run(ledger, said)


def _failure(ledger: Ledger, said: Row) -> str:
    noted = NotedFailure(said["reason"], said.get("failure_sha256", ""), said.get("file_sha256", ""))
    ledger.failures[said["run"], said["call_id"]] = noted
    return _of_no_open_run(ledger, said)


def _purge(ledger: Ledger, said: Row) -> str:
    unknown = [number for number in said["judgements"] if number not in ledger.judgements]
    words = said.get("words_sha256") or [""] * len(said["judgements"])
    ledger.purged_judgements |= dict(zip(said["judgements"], words, strict=True))
    for number in said["hearings"]:
        ledger.purged_recognitions[number] = said.get("purged_at", "")
    ledger.purged_calls |= set(said.get("calls", ()))
    ledger.purged_failures |= {(run, call_id) for run, call_id in said.get("failures", ())}
    return "purges judgements that had not been given" if unknown else ""


def _taken_up(ledger: Ledger, said: Row) -> str:
    """Digests of what an earlier version noted without any; what has one keeps it."""
    taken = [_TAKE_UP[said["what"]](ledger, *row) for row in said["rows"]]
    return "" if all(taken) else "takes up what the log vouched for already, or does not know"


def _take_up_run(ledger: Ledger, run: int, sha256: str, ended: str) -> bool:
    known = ledger.runs.get(run)
    if known:
        ledger.runs[run] = NotedRun(known.command, sha256, ended or None)
    return known is not None and not known.began


def _take_up_call(ledger: Ledger, call_id: str, sha256: str, details: str) -> bool:
    digests = dict(zip(_OF_CALL, (sha256, details), strict=True))
    return call_id in ledger.standing and ledger.calls.setdefault(call_id, digests) is digests


def _take_up_source(ledger: Ledger, recognition: int, sha256: str) -> bool:
    known = ledger.sources.get(recognition)
    ledger.sources.setdefault(recognition, sha256)
    return known is None


def _take_up_judgement(ledger: Ledger, number: int, place: str, words: str) -> bool:
    known = ledger.places.get(number)
    ledger.places.setdefault(number, place)
    if not ledger.purged_judgements.get(number, "not purged"):
        ledger.purged_judgements[number] = words
    return known is None and number in ledger.judgements


def _take_up_failure(ledger: Ledger, run: int, call_id: str, sha256: str, file: str) -> bool:
    known = ledger.failures.get((run, call_id))
    if known:
        ledger.failures[run, call_id] = NotedFailure(known.reason, sha256, file)
    return known is not None and not known.sha256


_TAKE: Final[dict[str, Any]] = {
    "run_began": _run_began,
    "run_ended": _run_ended,
    "verdict": _verdict,
    "verdict_stands_again": _stands_again,
    "failure": _failure,
    "purge": _purge,
    "taken_up": _taken_up,
}
_TAKE_UP: Final[dict[str, Any]] = {
    "runs": _take_up_run,
    "calls": _take_up_call,
    "hearings": _take_up_source,
    "judgements": _take_up_judgement,
    "failures": _take_up_failure,
}
