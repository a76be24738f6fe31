"""Stored transcripts judged anew, without audio: who flips, adopted only where that is asked for."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from pipeline.batch.manifest import known_job
from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport
from pipeline.population.flips import Flip, flips, verdict_of
from pipeline.reports.codec import to_json
from pipeline.services import CallProgress
from pipeline.services.analyse import Analyser
from pipeline.store.calls import StoredCall, purged_calls, standing_calls, stored_call
from pipeline.store.engine import explained, reading
from pipeline.store.rows import report_sha256
from pipeline.store.runs import StoredRun, stored_run


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
    with reading(url) as connection, explained(url), stored_run(url, "rejudge") if adopt else nullcontext() as run:
        call_ids, purged = standing_calls(connection), purged_calls(connection)
        calls = (stored_call(connection, call_id) for call_id in call_ids)
        for done, (is_new, found) in enumerate(_judged_anew(analyser, filter(None, calls), run), start=1):
            flipped, renewed = flipped + bool(found), renewed + is_new
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
    return analyser.judged(known, about, call.transcript, call.versions.model, call.versions.settings_sha256)


def _judged_anew(
    analyser: Analyser, calls: Iterator[StoredCall], run: StoredRun | None
) -> Iterator[tuple[bool, tuple[Flip, ...]]]:
    for call in calls:
        report = rejudged_report(analyser, call)
        text = to_json(report)
        is_new = report_sha256(text) != call.report_sha256
        if run and is_new:
            run.report(text, call.source)
        yield is_new, flips(call.about.call_id, call.verdict, verdict_of(report))
