"""The lines of `tinghe explain`."""

from collections.abc import Iterator

from pipeline.checklist.course import Step
from pipeline.checklist.explain import Account, PartAccount
from pipeline.domain.report import CallReport, Evidence
from pipeline.domain.transcript import Transcript
from pipeline.errors import UsageError
from pipeline.reader.account import Contribution, account_of_conduct, account_of_item
from pipeline.reader.artefact import Artefact
from pipeline.reader.load import load_reader
from pipeline.settings import load_settings


def lines_of(account: Account) -> Iterator[str]:
    """The account as lines: the verdict first, then each part step by step."""
    result = account.result
    yield f"{result.id}: {result.status} ({result.status.name_zh}), confidence {result.confidence:.2f}"
    yield f"  {result.reason}"
    yield f"  judged by {account.checklist}"
    for part in account.parts:
        yield from _of_part(part, account.utterances)
    for mention in account.aside:
        yield f"aside, utterance {mention.utterance}: {mention.act} by {mention.rule}: {mention.quote}"


def _of_part(part: PartAccount, utterances: int) -> Iterator[str]:
    yield f"part {part.name}" if part.name else "the item as a whole"
    wordings = ", ".join(f"{count} to {kind}" for kind, count in part.wordings.items())
    yield f"  searched {utterances} utterances for wordings: {wordings}"
    if not part.course.steps:
        yield "  nobody spoke of it → missing"
    for number, (step, status) in enumerate(zip(part.course.steps, part.course.statuses, strict=True), start=1):
        yield f"  {number}. {step.event} (certainty {step.certainty:.2f}) → {status}{_mark(part, step)}"
        yield from (f"     {_shown(evidence)}" for evidence in step.evidence)


def _mark(part: PartAccount, step: Step) -> str:
    return "   ← decides" if step is part.course.deciding else ""


def _shown(evidence: Evidence) -> str:
    return f"{_clock(evidence.start)} [{evidence.rule}] {evidence.explanation}: {evidence.quote}"


def by_reader(stored: CallReport, what: str) -> Iterator[str]:
    """The account of one item, risk or violation of a report that the reader judged, read again.

    Raises:
        UsageError: there is no such item, risk or violation; names those that there are.
        WeightsError: the language model is not there.
    """
    trained = Artefact()
    labels = trained.description
    items = [item.id for item in stored.items]
    if what not in (*items, *labels.conduct):
        raise UsageError(what, "is nothing that was judged", f"Choose from: {', '.join((*items, *labels.conduct))}.")
    if stored.versions.classifier != trained.identity:
        yield f"judged by {stored.versions.classifier}; read again by {trained.identity}"
    settings = load_settings()
    reader = load_reader(trained, settings.weights, threads=settings.asr.cpu_threads)
    transcript = Transcript(utterances=stored.transcript, quality=stored.quality)
    reading = reader.read(transcript, stored.recording.product, stored.recording.stage)
    if what in labels.conduct:
        threshold = labels.thresholds.conduct.get(what, labels.thresholds.default_conduct)
        yield f"{what}: reported from {threshold:.2f}, listed for the reviewer from {labels.thresholds.doubt:.2f}"
        yield from _contributions(stored, account_of_conduct(reading, what))
        return
    account = account_of_item(reader, reading, what)
    yield f"{what}: " + ", ".join(f"{status} {p:.2f}" for status, p in sorted(account.statuses.items(), key=_falling))
    yield f"  read {len(stored.transcript)} utterances; weight: what leaving an utterance out takes from the verdict"
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
