"""The lines of `tinghe explain`."""

from collections.abc import Callable, Iterator

from pipeline.checklist.schema import Checklist
from pipeline.conduct.from_reading import likeliest, may_show
from pipeline.domain.report import CallReport, Evidence
from pipeline.domain.transcript import Transcript
from pipeline.errors import UsageError
from pipeline.facts.account import FactAccount, account_of_fact
from pipeline.facts.proposals import proposals
from pipeline.reader.account import Contribution, ItemAccount, account_of_conduct, account_of_item
from pipeline.reader.artefact import Artefact, Description
from pipeline.reader.reader import Reader
from pipeline.resources import taxonomy


def lines_of(
    stored: CallReport, what: str, checklist: Checklist, trained: Artefact, load: Callable[[], Reader]
) -> Iterator[str]:
    """The account of one item, fact, risk or violation of a report, its call read again.

    checklist: of the report's product and stage, today's. load: gives the reader, asked only where the call has to be
    read again.

    Raises:
        UsageError: there is nothing of that name, says what there is; or it is an item that the checklist lacks.
        WeightsError: the language model is not there.
    """
    labels = trained.description
    items = [item.id for item in stored.items]
    by_clock = [kind for kind in taxonomy().violations if kind not in labels.conduct]
    known = dict.fromkeys((*items, *taxonomy().facts, *labels.conduct, *by_clock))
    if what not in known:
        raise UsageError(what, "is nothing that was judged", f"Choose from: {', '.join(known)}.")
    if what in by_clock:
        yield f"{what}: by the time of the call, not by what was said"
        yield from _by_clock(stored, what)
        return
    if stored.versions.checklist != checklist.id:
        yield f"judged by {stored.versions.checklist}; read again by {checklist.id}"
    if stored.versions.classifier != trained.identity:
        yield f"judged by {stored.versions.classifier}; read again by {trained.identity}"
    if what in items and what not in checklist.items:
        raise UsageError(
            what, f"is not on {checklist.id}", "Name the folder of the list that judged it with --checklist."
        )
    reader, call = load(), stored.recording
    transcript = Transcript(utterances=stored.transcript, quality=stored.quality)
    found = proposals(transcript, call.product)
    reading = reader.read(transcript, call.product, call.stage, checklist.asked, found)
    if what in labels.conduct:
        yield outcome_of_conduct(labels, what, likeliest(reading, transcript, what))
        shown = account_of_conduct(reading, what)
        yield from _contributions(
            stored, tuple(each for each in shown if may_show(what, stored.transcript[each.utterance]))
        )
    if what in items:
        yield from _item(stored, account_of_item(reader, reading, what))
    if what in taxonomy().facts:
        yield from _fact(stored, what, account_of_fact(reading, found, transcript, what))


def outcome_of_conduct(labels: Description, kind: str, probability: float) -> str:
    """What a risk or violation of this probability comes to, and from where on it comes to what."""
    sure, doubt = labels.thresholds.of_conduct(kind), labels.thresholds.doubt
    outcomes = (("reported", sure), ("listed for the reviewer", doubt), ("not found", 0.0))
    became = next(outcome for outcome, least in outcomes if probability >= least)
    return f"{kind}: {became}, {probability:.3f}; reported from {sure:.2f}, listed for the reviewer from {doubt:.2f}"


def _by_clock(stored: CallReport, kind: str) -> Iterator[str]:
    began = stored.recording.metadata.get("started_at", "").strip()
    found = [evidence for finding in stored.violations if finding.id == kind for evidence in finding.evidence]
    yield from (f"  {_shown(evidence)}" for evidence in found)
    if not began:
        yield "  nobody said when the call began, so it was not judged; name it in the manifest's started_at"
    elif not found:
        yield f"  not found: the call began at {began}"


def _item(stored: CallReport, account: ItemAccount) -> Iterator[str]:
    statuses = sorted(account.statuses.items(), key=_falling)
    yield f"{account.item}: " + ", ".join(f"{status} {probability:.2f}" for status, probability in statuses)
    yield f"  read {len(stored.transcript)} utterances; weight: what leaving an utterance out takes from the verdict"
    yield from _contributions(stored, account.contributions)


def _fact(stored: CallReport, fact: str, account: FactAccount) -> Iterator[str]:
    standing = "nothing" if account.standing is None else str(account.standing)
    yield f"{fact} as a fact: {standing} stands; reported from {account.threshold:.2f}"
    yield "  of values that are about equally sure the last counts"
    yield from _contributions(stored, account.contributions)


def _falling(pair: tuple[str, float]) -> float:
    return -pair[1]


def _contributions(stored: CallReport, contributions: tuple[Contribution, ...]) -> Iterator[str]:
    if not contributions:
        yield "  no utterance does anything to it"
    for each in contributions:
        utterance = stored.transcript[each.utterance]
        shown = f"{each.does} ({each.probability:.2f}, weight {each.weight:+.2f})"
        yield f"  {_clock(utterance.start)} {utterance.role} {shown}: {utterance.text}"


def _clock(start: float) -> str:
    minutes, seconds = divmod(int(start), 60)
    return f"{minutes:02d}:{seconds:02d}"


def _shown(evidence: Evidence) -> str:
    return f"{_clock(evidence.start)} [{evidence.rule}] {evidence.explanation}: {evidence.quote}"
