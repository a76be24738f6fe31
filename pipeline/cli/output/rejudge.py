"""The lines of `tinghe rejudge`, `tinghe reproduce` and `tinghe learn`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipeline.evaluation.metrics import Counts
from pipeline.learning.trial import LEAST_CALLS, Trial
from pipeline.population.flips import Flip, tally
from pipeline.privacy.labels import masked_label
from pipeline.services.learn import Learned
from pipeline.services.rejudge import Rejudged, Reproduction

_MOST_FLIPS: Final = 50  # that are printed; --csv has all
_MOST_KINDS: Final = 30  # of change
_MOST_CALLS: Final = 5  # that are named


def rejudged_lines(rejudged: Rejudged) -> Iterator[str]:
    """How many flip, who, which flips are the most frequent, and whether anything was written."""
    calls, flipped = rejudged.calls, rejudged.flipped
    yield f"{calls} calls judged anew: {flipped} flip, {calls - flipped} as before; {rejudged.purged} purged, left out."
    yield from (f"  {masked_label(flip.call_id)}: {_change(flip)}" for flip in rejudged.changes[:_MOST_FLIPS])
    if len(rejudged.changes) > _MOST_FLIPS:
        yield f"  … and {len(rejudged.changes) - _MOST_FLIPS} more; --csv FILE writes all."
    yield from (f"  {count} × {_change(flip)}" for flip, count in tally(rejudged.changes))
    if rejudged.adopted:
        kept = "the former are kept, and pages in folders show them until they are run again."
        yield f"{rejudged.renewed} judgements adopted; {kept}"
    else:
        yield "Nothing was written; --adopt lets the new judgements stand."


def reproduced_lines(reproduction: Reproduction) -> Iterator[str]:
    """One line where the report is identical, else one for each difference."""
    if reproduction.identical:
        yield f"{masked_label(reproduction.call_id)}: identical ({reproduction.scope})"
    yield from (
        f"{masked_label(reproduction.call_id)}: differs: {difference}" for difference in reproduction.differences
    )


def learned_lines(learned: Learned, out: Path | None) -> Iterator[str]:
    """What was fitted, what that would change, whether it may be adopted, and where it was written."""
    trial, absent = learned.trial, learned.absent
    if absent:
        named = ", ".join(map(masked_label, absent[:_MOST_CALLS])) + (" …" if len(absent) > _MOST_CALLS else "")
        yield f"{len(absent)} decided calls are not in the store, or their words are purged: {named}"
    yield f"calls with decisions: {trial.learned_on} to fit on, {trial.kept_away} kept away to measure on"
    if trial.not_learned:
        yield f"{trial.not_learned} decisions are on what no reader decides (a call at night): nothing to learn there"
    yield f"fitted: {', '.join(trial.fitted) or 'nothing'}"
    if trial.left:
        yield f"fitted and put back, worse on the calls kept away: {', '.join(trial.left)}"
    yield from _comparison(trial)
    yield from _changes(trial)
    yield _recommendation(trial)
    if out and learned.identity:
        yield f"{out}: {learned.identity}. Set TINGHE_READER={out.resolve()} to judge by it; `tinghe rejudge` shows who"
        yield "flips among all stored calls."


def _comparison(trial: Trial) -> Iterator[str]:
    """A line a measure: as the reader is, and as fitted."""
    columns = []
    for measures in (trial.before, trial.after):
        right = f"{measures.accuracy:.3f} of {measures.statuses}" if measures.statuses else "nothing decided"
        columns.append((right, _precision_recall(measures.flagged), _precision_recall(measures.findings)))
    yield f"{'':<24}{'as it is':>24}{'fitted':>24}"
    names = ("statuses right", "flagged P / R / F1", "findings P / R / F1")
    for name, before, after in zip(names, *columns, strict=True):
        yield f"{name:<24}{before:>24}{after:>24}"


def _precision_recall(counts: Counts) -> str:
    if counts == Counts():
        return "nothing to find"
    return f"{counts.precision:.3f} / {counts.recall:.3f} / {counts.f1:.3f}"


def _changes(trial: Trial) -> Iterator[str]:
    kinds = tally(trial.changes)
    yield f"{len({flip.call_id for flip in trial.changes})} of the decided calls would flip, decided or not:"
    yield from (f"  {count} × {_change(flip)}" for flip, count in kinds[:_MOST_KINDS])
    if len(kinds) > _MOST_KINDS:
        yield f"  … and {len(kinds) - _MOST_KINDS} kinds of change more"


def _recommendation(trial: Trial) -> str:
    if not trial.enough:
        return f"Too few to learn from: {LEAST_CALLS} decided calls are needed. Nothing is adopted."
    if not trial.fitted:
        return "The decisions ask for no change: nothing is adopted."
    if not trial.may_be_adopted:
        return "Worse on the calls that were kept away: nothing is adopted."
    return "No worse on the calls that were kept away: it may be adopted."


def _change(flip: Flip) -> str:
    return f"{flip.what} {flip.before or '-'} → {flip.after or '-'}"
