"""`tinghe reproduce`: a stored call run again, and whether it comes to the same."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.analyse import TRANSCRIPT_MODEL, Analyser
from pipeline.batch.files import sha256_of
from pipeline.batch.manifest import known_job
from pipeline.cli.rejudging import rejudged_report
from pipeline.cli.say import say
from pipeline.domain.report import CallReport
from pipeline.errors import ExitStatus, TingheError
from pipeline.population.flips import flips, verdict_of
from pipeline.reports.codec import to_json
from pipeline.settings import Settings
from pipeline.store.engine import explained, reading
from pipeline.store.hearings import StoredCall, stored_call


def reproduce_call(url: str, call_id: str, settings: Settings) -> int:
    """Run a stored call again, write nothing, and tell whether it is identical or what differs; gives the exit status.

    Raises:
        StoreError: the store cannot be read.
        TingheError: it has no such call, or its words were purged.
        RecordingError: its recording can no longer be read.
        WeightsError: the weights that heard it are not there.
    """
    with reading(url) as connection, explained(url):
        call = stored_call(connection, call_id)
    if call is None:
        remedy = "Give a call_id that was judged and not purged."
        raise TingheError(f"call {call_id}", "the store has no words of it", remedy)
    source = Path(call.source)
    if not call.source or not source.is_file():
        return _told(call, rejudged_report(Analyser(settings), call), "judging alone: its recording is not there")
    if sha256_of(source) != call.about.sha256:
        say(f"{call_id}: differs: the recording is another one than was heard (SHA-256)")
        return ExitStatus.NOTHING_DONE
    return _told(call, _heard_again(Analyser(settings), call, source), "hearing and judging")


def _heard_again(analyser: Analyser, call: StoredCall, source: Path) -> CallReport:
    job = known_job(call.about.metadata, call.about.call_id, source)
    return analyser.transcript(job) if call.versions.model == TRANSCRIPT_MODEL else analyser.recording(job)


def _told(call: StoredCall, report: CallReport, what: str) -> int:
    call_id = call.about.call_id
    if hashlib.sha256(to_json(report).encode("utf-8")).hexdigest() == call.report_sha256:
        say(f"{call_id}: identical ({what})")
        return ExitStatus.DONE
    for line in _differences(call, report):
        say(f"{call_id}: differs: {line}")
    return ExitStatus.NOTHING_DONE


def _differences(call: StoredCall, report: CallReport) -> Iterator[str]:
    """What explains it first; nothing that was said is quoted."""
    before, after = call.versions.model_dump(), report.versions.model_dump()
    yield from (f"{name} was {before[name]}, is {after[name]}" for name in before if before[name] != after[name])
    changed = sum(a != b for a, b in zip(call.transcript.utterances, report.transcript, strict=False))
    lengths = len(call.transcript.utterances), len(report.transcript)
    if changed or lengths[0] != lengths[1]:
        yield f"the transcript: {changed} of {lengths[0]} utterances, now {lengths[1]}"
    for flip in flips(call.about.call_id, call.verdict, verdict_of(report)):
        yield f"{flip.what} was {flip.before or 'not there'}, is {flip.after or 'not there'}"
    yield "the report's SHA-256"
