"""The lines of `tinghe learn`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipeline.evaluation.metrics import Counts
from pipeline.learning.trial import LEAST_CALLS, Measures, Trial
from pipeline.population.flips import tally
from pipeline.services.learn import Learned

_MOST_TOLD: Final = 30  # kinds of change
_MOST_NAMED: Final = 5  # calls


def learned_lines(learned: Learned, out: Path | None) -> Iterator[str]:
    """What was fitted, what that would change, whether it may be adopted, and where it was written."""
    if learned.absent:
        named = ", ".join(learned.absent[:_MOST_NAMED]) + (" …" if len(learned.absent) > _MOST_NAMED else "")
        yield f"{len(learned.absent)} decided calls are not in the store, or their words are purged: {named}"
    yield from _lines(learned.trial)
    if out and learned.identity:
        yield f"{out}: {learned.identity}. Set TINGHE_READER={out.resolve()} to judge by it; `tinghe rejudge` shows who"
        yield "flips among all stored calls."


def _lines(trial: Trial) -> Iterator[str]:
    yield f"calls with decisions: {trial.learned_on} to fit on, {trial.kept_away} kept away to measure on"
    if trial.not_learned:
        yield f"{trial.not_learned} decisions are on what no reader decides (a call at night): nothing to learn there"
    yield f"fitted: {', '.join(trial.fitted) or 'nothing'}"
    if trial.left:
        yield f"fitted and put back, worse on the calls kept away: {', '.join(trial.left)}"
    yield f"{'':<24}{'as it is':>24}{'fitted':>24}"
    for name, before, after in _rows(trial.before, trial.after):
        yield f"{name:<24}{before:>24}{after:>24}"
    changed = tally(trial.changes)
    yield f"{len({flip.call_id for flip in trial.changes})} of the decided calls would flip, decided or not:"
    for flip, count in changed[:_MOST_TOLD]:
        yield f"  {count} × {flip.what} {flip.before or '-'} → {flip.after or '-'}"
    if len(changed) > _MOST_TOLD:
        yield f"  … and {len(changed) - _MOST_TOLD} kinds of change more"
    yield _sentence(trial)


def _rows(before: Measures, after: Measures) -> Iterator[tuple[str, str, str]]:
    yield "statuses right", _share(before), _share(after)
    yield "flagged P / R / F1", _counts(before, "flagged"), _counts(after, "flagged")
    yield "findings P / R / F1", _counts(before, "findings"), _counts(after, "findings")


def _share(measures: Measures) -> str:
    return f"{measures.accuracy:.3f} of {measures.statuses}" if measures.statuses else "nothing decided"


def _counts(measures: Measures, name: str) -> str:
    counts: Counts = getattr(measures, name)
    if counts == Counts():
        return "nothing to find"
    return f"{counts.precision:.3f} / {counts.recall:.3f} / {counts.f1:.3f}"


def _sentence(trial: Trial) -> str:
    if not trial.enough:
        return f"Too few to learn from: {LEAST_CALLS} decided calls are needed. Nothing is adopted."
    if not trial.fitted:
        return "The decisions ask for no change: nothing is adopted."
    if not trial.may_be_adopted:
        return "Worse on the calls that were kept away: nothing is adopted."
    return "No worse on the calls that were kept away: it may be adopted."
