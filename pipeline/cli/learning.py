"""`tinghe learn`: the reader's decisions fitted anew on those of people, tried on calls that were kept away."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pipeline.analyse import reader_judge
from pipeline.checklist.load import load_checklist
from pipeline.cli.say import say, tell
from pipeline.errors import ManifestError
from pipeline.evaluation.counts import Counts
from pipeline.facts.proposals import proposals
from pipeline.learning.adoption import refuse_standing, write_reader
from pipeline.learning.decisions import Decision, read_decisions
from pipeline.learning.trial import LEAST_CALLS, DecidedCall, Measures, Trial, run_trial
from pipeline.population.flips import tally
from pipeline.reader.artefact import Artefact
from pipeline.reader.reader import Reader
from pipeline.settings import Settings
from pipeline.store.engine import reading
from pipeline.store.hearings import StoredCall, stored_call

_TOLD_EVERY: Final = 100  # calls
_MOST_TOLD: Final = 30  # kinds of change
_MOST_NAMED: Final = 5  # calls
Decisions = Mapping[str, Sequence[Decision]]  # by call


def learn(url: str, decisions: Path, out: Path | None, settings: Settings) -> bool:
    """Print what the decisions would change and what that is worth; with out, write the reader if it is no worse.

    Gives whether it may be adopted.

    Raises:
        ManifestError: the decisions cannot be read, or are on an item that their call was not judged on.
        StoreError: the store cannot be read.
        WeightsError: the language model is not there.
        TingheError: out is there already or cannot be written.
    """
    if out:
        refuse_standing(out)
    by_call = defaultdict(list)
    for decision in read_decisions(decisions):
        by_call[decision.call_id].append(decision)
    stored = _stored(url, by_call)
    for call in stored:
        _check_items(call, by_call[call.about.call_id], settings.checklists)
    reader = reader_judge(settings).reader
    calls = [_read(call, by_call[call.about.call_id], reader, settings.checklists) for call in _counted(stored)]
    trial = run_trial(reader.labels, calls)
    for line in (*_absent(by_call, stored), *_lines(trial)):
        say(line)
    if out and trial.may_be_adopted:
        written = write_reader(trial.labels, Artefact(settings.reader), out)
        say(f"{out}: {written.identity}. Set TINGHE_READER={out.resolve()} to judge by it; `tinghe rejudge` shows who")
        say("flips among all stored calls.")
    return trial.may_be_adopted


def _stored(url: str, by_call: Decisions) -> list[StoredCall]:
    """The decided calls whose words the store has, in the order of their ids."""
    with reading(url) as connection:
        return [call for call in (stored_call(connection, call_id) for call_id in sorted(by_call)) if call]


def _check_items(call: StoredCall, decisions: Sequence[Decision], checklists: Path | None) -> None:
    checklist = load_checklist(call.about.product, call.about.stage, checklists)
    for decision in decisions:
        if not isinstance(decision.said, bool) and decision.of not in checklist.items:
            subject = f"call {call.about.call_id}"
            remedy = f"Choose from: {', '.join(checklist.items)}."
            raise ManifestError(subject, f"{decision.of} is not on its checklist {checklist.id}", remedy)


def _counted(calls: Sequence[StoredCall]) -> Iterator[StoredCall]:
    for number, call in enumerate(calls, start=1):
        if number % _TOLD_EVERY == 0:
            tell(f"{number} of {len(calls)} read")
        yield call


def _read(stored: StoredCall, decisions: Sequence[Decision], reader: Reader, checklists: Path | None) -> DecidedCall:
    checklist = load_checklist(stored.about.product, stored.about.stage, checklists)
    found = proposals(stored.transcript, checklist.product)
    read = reader.read(stored.transcript, checklist.product, checklist.stage, checklist.asked, found)
    return DecidedCall(stored.about.call_id, stored.transcript, checklist, read, tuple(decisions))


def _absent(by_call: Decisions, stored: Sequence[StoredCall]) -> Iterator[str]:
    known = {call.about.call_id for call in stored}
    absent = sorted(by_call.keys() - known)
    if absent:
        named = ", ".join(absent[:_MOST_NAMED]) + (" …" if len(absent) > _MOST_NAMED else "")
        yield f"{len(absent)} decided calls are not in the store, or their words are purged: {named}"


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
