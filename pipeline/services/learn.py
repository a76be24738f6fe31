"""The reader's decisions fitted anew on those of people, tried on calls that were kept away."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from pipeline.checklist.load import load_checklist
from pipeline.domain.base import Frozen
from pipeline.errors import ManifestError
from pipeline.facts.measures import FigureRules
from pipeline.facts.proposals import proposals
from pipeline.judges import ReaderJudge
from pipeline.learning.decisions import Decision, read_decisions
from pipeline.learning.refit import refuse_existing, write_reader
from pipeline.learning.trial import DecidedCall, Trial, run_trial
from pipeline.reader.artefact import Artefact
from pipeline.reader.reader import Reader
from pipeline.services import CallProgress
from pipeline.settings import Settings
from pipeline.store.calls import StoredCall, stored_call
from pipeline.store.engine import reading


class Learned(Frozen):
    """What the decisions would change, and how right the reader is then.

    absent: decided calls that the store has no words of. identity: of the reader that was written, "" where none was.
    """

    trial: Trial
    absent: tuple[str, ...]
    identity: str = ""


def learn(
    url: str,
    decisions: Path,
    settings: Settings,
    judge: ReaderJudge,
    *,
    out: Path | None = None,
    progress: CallProgress = lambda _done, _all: None,
) -> Learned:
    """Fit and try; with out, write the reader there if it is no worse on the calls that were kept away.

    Raises:
        ManifestError: the decisions cannot be read, or are on an item that their call was not judged on.
        StoreError: the store cannot be read.
        WeightsError: the language model is not there.
        TingheError: out is there already or cannot be written.
    """
    if out:
        refuse_existing(out)
    by_call: dict[str, list[Decision]] = defaultdict(list)
    for decision in read_decisions(decisions):
        by_call[decision.call_id].append(decision)
    with reading(url) as connection:
        calls = [call for call in (stored_call(connection, call_id) for call_id in sorted(by_call)) if call]
    stored = [(call, by_call[call.about.call_id]) for call in calls]
    for call, decided in stored:
        _check_items(call, decided, settings.checklists)
    read, figures = [], settings.rules.figures
    for number, (call, decided) in enumerate(stored, start=1):
        read.append(_read(call, decided, judge.reader, figures, settings.checklists))
        progress(number, len(stored))
    trial = run_trial(judge.reader.labels, read)
    written = write_reader(trial.labels, Artefact(settings.reader), out) if out and trial.may_be_adopted else None
    absent = sorted(by_call.keys() - {call.about.call_id for call in calls})
    return Learned(trial=trial, absent=tuple(absent), identity=written.identity if written else "")


def _check_items(call: StoredCall, decisions: Sequence[Decision], checklists: Path | None) -> None:
    checklist = load_checklist(call.about.product, call.about.stage, checklists)
    for decision in decisions:
        if not isinstance(decision.value, bool) and decision.id not in checklist.items:
            subject = f"call {call.about.call_id}"
            remedy = f"Choose from: {', '.join(checklist.items)}."
            raise ManifestError(subject, f"{decision.id} is not on its checklist {checklist.id}", remedy)


def _read(
    stored: StoredCall, decisions: Sequence[Decision], reader: Reader, figures: FigureRules, checklists: Path | None
) -> DecidedCall:
    checklist = load_checklist(stored.about.product, stored.about.stage, checklists)
    spans = proposals(stored.transcript, checklist.product, figures)
    read = reader.read(stored.transcript, checklist.product, checklist.stage, checklist.asked, spans)
    return DecidedCall(stored.about.call_id, stored.transcript, checklist, read, tuple(decisions))
