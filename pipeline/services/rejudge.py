"""Stored calls judged or heard again: who flips when all are judged anew, and whether one call comes out the same."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Literal

from pipeline.batch.manifest import known_job
from pipeline.batch.work import recording_sha256
from pipeline.domain.base import Frozen
from pipeline.domain.job import Job
from pipeline.domain.report import CallReport
from pipeline.errors import TingheError
from pipeline.population.flips import Flip, flips, verdict_of
from pipeline.reports.codec import to_json
from pipeline.services import CallProgress
from pipeline.services.analyse import TRANSCRIPT_MODEL, Analyser
from pipeline.sources.fetching import Fetcher
from pipeline.sources.urls import is_url
from pipeline.store.calls import StoredCall, purged_calls, standing_calls, stored_call
from pipeline.store.engine import reading
from pipeline.store.rows import report_sha256
from pipeline.store.runs import stored_run


class Rejudged(Frozen):
    """What came of judging a store anew.

    calls: how many were judged; purged: how many have no words left. flipped: calls that come out otherwise; changes:
    in what. renewed: calls whose report is another one, flipped or not; adopted: whether these stand now.
    """

    calls: int
    purged: int
    flipped: int
    renewed: int
    changes: tuple[Flip, ...]
    adopted: bool


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


def rejudge(
    url: str, analyser: Analyser, *, adopt: bool = False, progress: CallProgress = lambda _done, _all: None
) -> Rejudged:
    """Judge every stored transcript anew; with adopt the new judgements stand from now on, the former are kept.

    Raises:
        StoreError: the store cannot be read, or written where it has to be.
        ChecklistError: a checklist does not hold to its schema.
    """
    flipped = renewed = 0
    changes: list[Flip] = []
    # Read first: a store that is not there is refused, not made.
    with reading(url) as connection, stored_run(url, "rejudge") if adopt else nullcontext() as run:
        call_ids, purged = standing_calls(connection), purged_calls(connection)
        calls = filter(None, (stored_call(connection, call_id) for call_id in call_ids))
        for done, call in enumerate(calls, start=1):
            report = rejudged_report(analyser, call)
            text = to_json(report)
            if report_sha256(text) != call.report_sha256:
                renewed += 1
                if run:
                    run.report(text, call.source)
            found = flips(call.about.call_id, call.verdict, verdict_of(report))
            flipped += bool(found)
            changes += found
            progress(done, len(call_ids))
    return Rejudged(
        calls=len(call_ids), purged=purged, flipped=flipped, renewed=renewed, changes=tuple(changes), adopted=adopt
    )


def rejudged_report(analyser: Analyser, call: StoredCall) -> CallReport:
    """The report that the stored words of a call give now; it says by whom they were heard and by what judged."""
    about = call.about
    job = known_job(about.metadata, about.call_id, Path(about.file))
    known = job.model_copy(update={"product": about.product, "stage": about.stage})
    return analyser.judged(known, about, call.transcript, call.versions.model, call.versions.settings_sha256).report


def reproduce(url: str, call_id: str, analyser: Analyser, fetcher: Fetcher | None = None) -> Reproduction:
    """Run a stored call again and write nothing.

    fetcher: brings a recording of another machine here; None for one without secrets.

    Raises:
        StoreError: the store cannot be read.
        TingheError: it has no such call, or its words were purged.
        RecordingError: its recording can no longer be read.
        WeightsError: the weights that heard it are not there.
    """
    with reading(url) as connection:
        call = stored_call(connection, call_id)
    if call is None:
        remedy = "Give a call_id that was judged and not purged."
        raise TingheError(f"call {call_id}", "the store has no words of it", remedy)
    if not is_url(call.source) and not Path(call.source).is_file():
        differences = tuple(_differences(call, rejudged_report(analyser, call)))
        scope = "judging alone: its recording is not there"
        return Reproduction(call_id=call_id, scope=scope, differences=differences)
    job = known_job(call.about.metadata, call.about.call_id, Path(call.source))
    elsewhere = call.source if is_url(call.source) else ""
    with (fetcher or Fetcher()).here(job.model_copy(update={"url": elsewhere})) as here:
        differences = tuple(_heard_otherwise(call, here, analyser))
    return Reproduction(call_id=call_id, scope="hearing and judging", differences=differences)


def _heard_otherwise(call: StoredCall, job: Job, analyser: Analyser) -> Iterator[str]:
    if recording_sha256(job.path) != call.about.sha256:
        yield "the recording is another one than was heard (SHA-256)"
        return
    is_transcript = call.versions.model == TRANSCRIPT_MODEL
    yield from _differences(call, analyser.transcript(job) if is_transcript else analyser.recording(job))


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
