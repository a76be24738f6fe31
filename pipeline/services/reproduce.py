"""A stored call run again: whether it comes to the same, and if not, what differs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pipeline.batch.files import recording_sha256
from pipeline.batch.manifest import known_job
from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport
from pipeline.errors import TingheError
from pipeline.population.flips import flips, verdict_of
from pipeline.reports.codec import to_json
from pipeline.services.analyse import TRANSCRIPT_MODEL, Analyser
from pipeline.services.rejudge import rejudged_report
from pipeline.store.calls import StoredCall, stored_call
from pipeline.store.engine import explained, reading
from pipeline.store.rows import report_sha256


class Reproduction(Frozen):
    """What came of running a call again.

    scope: whether it was heard again too, or only judged because its recording is not there. differences: in words,
    what explains them first; none where the report is identical. Nothing that was said is quoted.
    """

    call_id: str
    scope: Literal["hearing and judging", "judging alone: its recording is not there"]
    differences: tuple[str, ...] = ()

    @property
    def identical(self) -> bool:
        """Whether the report came out as it was, byte for byte."""
        return not self.differences


def reproduce(url: str, call_id: str, analyser: Analyser) -> Reproduction:
    """Run a stored call again and write nothing.

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
        differences = tuple(_differences(call, rejudged_report(analyser, call)))
        scope = "judging alone: its recording is not there"
        return Reproduction(call_id=call_id, scope=scope, differences=differences)
    if recording_sha256(source) != call.about.sha256:
        differences = ("the recording is another one than was heard (SHA-256)",)
    else:
        differences = tuple(_differences(call, _heard_again(analyser, call, source)))
    return Reproduction(call_id=call_id, scope="hearing and judging", differences=differences)


def _heard_again(analyser: Analyser, call: StoredCall, source: Path) -> CallReport:
    job = known_job(call.about.metadata, call.about.call_id, source)
    return analyser.transcript(job) if call.versions.model == TRANSCRIPT_MODEL else analyser.recording(job)


def _differences(call: StoredCall, report: CallReport) -> Iterator[str]:
    if report_sha256(to_json(report)) == call.report_sha256:
        return
    before, after = call.versions.model_dump(), report.versions.model_dump()
    yield from (f"{name} was {before[name]}, is {after[name]}" for name in before if before[name] != after[name])
    changed = sum(a != b for a, b in zip(call.transcript.utterances, report.transcript, strict=False))
    lengths = len(call.transcript.utterances), len(report.transcript)
    if changed or lengths[0] != lengths[1]:
        yield f"the transcript: {changed} of {lengths[0]} utterances, now {lengths[1]}"
    for flip in flips(call.about.call_id, call.verdict, verdict_of(report)):
        yield f"{flip.what} was {flip.before or 'not there'}, is {flip.after or 'not there'}"
    yield "the report's SHA-256"
