"""`tinghe rejudge`: stored transcripts judged anew, the impact told, adopted only where that is asked for."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Final

from pipeline.analyse import Analyser
from pipeline.batch.manifest import known_job
from pipeline.cli.say import say, tell
from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport, Versions
from pipeline.errors import TingheError
from pipeline.population.flips import Flip, flips, tally, verdict_of
from pipeline.reports.codec import to_json
from pipeline.reports.flips_table import flips_csv
from pipeline.reports.writing import write_atomically
from pipeline.settings import Settings
from pipeline.store.engine import explained, reading
from pipeline.store.hearings import StoredCall, purged_calls, standing_calls, stored_call
from pipeline.store.runs import StoredRun, stored_run

_TOLD_EVERY: Final = 500  # calls
_MOST_TOLD: Final = 50  # flips that are printed; --csv has all


class Rejudged(Frozen):
    """What one call comes to now."""

    changes: tuple[Flip, ...]
    is_new: bool


def rejudge_store(url: str, settings: Settings, csv: Path | None, *, adopt: bool) -> None:
    """Judge every stored transcript anew and tell who flips; with adopt the new judgements stand from now on.

    Raises:
        StoreError: the store cannot be read, or written where it has to be.
        ChecklistError: a checklist does not hold to its schema.
    """
    analyser = Analyser(settings)
    with stored_run(url, "rejudge") if adopt else nullcontext() as run, reading(url) as connection, explained(url):
        call_ids, purged = standing_calls(connection), purged_calls(connection)
        calls = (stored_call(connection, call_id) for call_id in call_ids)
        done = list(_counted(_rejudged(analyser, filter(None, calls), run), len(call_ids)))
    changes = [flip for each in done for flip in each.changes]
    if csv:
        _write(csv, changes)
    for line in _told(done, changes, purged, adopt=adopt):
        say(line)


def rejudged_report(analyser: Analyser, call: StoredCall) -> CallReport:
    """The report that the stored words of a call give now; it says by whom they were heard and by what judged."""
    about = call.about
    job = known_job(about.metadata, about.call_id, Path(about.file))
    known = job.model_copy(update={"product": about.product, "stage": about.stage})
    report = analyser.judged(known, about, call.transcript, call.versions.model)
    versions = report.versions.model_copy(update={"settings_sha256": call.versions.settings_sha256})
    return report.model_copy(update={"versions": versions})


def _rejudged(analyser: Analyser, calls: Iterator[StoredCall], run: StoredRun | None) -> Iterator[Rejudged]:
    for call in calls:
        report = rejudged_report(analyser, call)
        changes = flips(call.about.call_id, call.verdict, verdict_of(report))
        is_new = bool(changes) or _judges(report.versions) != _judges(call.versions)
        if run and is_new:
            run.report(to_json(report), call.source)
        yield Rejudged(changes=changes, is_new=is_new)


def _judges(versions: Versions) -> tuple[str, str, str]:
    return versions.tinghe, versions.checklist, versions.classifier


def _counted(calls: Iterator[Rejudged], total: int) -> Iterator[Rejudged]:
    for number, call in enumerate(calls, start=1):
        if number % _TOLD_EVERY == 0:
            tell(f"{number} of {total} judged")
        yield call


def _write(csv: Path, changes: Sequence[Flip]) -> None:
    try:
        write_atomically(csv, flips_csv(changes))
    except OSError as error:
        raise TingheError(csv, f"cannot be written ({error.strerror})", "Give another --csv.") from error


def _told(done: Sequence[Rejudged], changes: Sequence[Flip], purged: int, *, adopt: bool) -> Iterator[str]:
    flipped = sum(bool(each.changes) for each in done)
    yield f"{len(done)} calls judged anew: {flipped} flip, {len(done) - flipped} as before; {purged} purged, left out."
    yield from (f"  {flip.call_id}: {_change(flip)}" for flip in changes[:_MOST_TOLD])
    if len(changes) > _MOST_TOLD:
        yield f"  … and {len(changes) - _MOST_TOLD} more; --csv FILE writes all."
    yield from (f"  {count} × {_change(flip)}" for flip, count in tally(changes))
    adopted = sum(each.is_new for each in done)
    yield (
        f"{adopted} judgements adopted; the former are kept, and pages in folders show them until they are run again."
        if adopt
        else "Nothing was written; --adopt lets the new judgements stand."
    )


def _change(flip: Flip) -> str:
    return f"{flip.what} {flip.before or '-'} → {flip.after or '-'}"
