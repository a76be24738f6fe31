"""Why a stored report says what it says: the account of one item, fact, risk or violation, its call read again."""

from pathlib import Path

from pipeline.checklist.load import load_checklist
from pipeline.conduct.from_reading import likeliest, may_show
from pipeline.domain.base import Frozen
from pipeline.domain.report import CallReport, Evidence
from pipeline.domain.transcript import Transcript
from pipeline.errors import UsageError
from pipeline.facts.from_reading import FactAccount, account_of_fact
from pipeline.facts.proposals import proposals
from pipeline.judges import ReaderJudge
from pipeline.privacy.mask import Mask
from pipeline.privacy.masking import Disclosure, masked_fact_value, report_mask
from pipeline.reader.artefact import Thresholds
from pipeline.reader.reader import ItemAccount, account_of_conduct, account_of_item
from pipeline.reader.reading import Contribution, Reading
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.services.batch import STORE_FILE
from pipeline.settings import Settings
from pipeline.store.engine import url_of
from pipeline.store.runs import note_reveal


class ConductAccount(Frozen):
    """How likely a risk or violation is, from where on it is reported or listed, and what shows it."""

    probability: float
    reported_from: float
    listed_from: float
    contributions: tuple[Contribution, ...]


class HourAccount(Frozen):
    """What the hour of the call came to. began: as the manifest says it, "" where nobody said."""

    began: str
    evidence: tuple[Evidence, ...]


class Explanation(Frozen):
    """How one verdict came about; of item, fact, conduct and hour those are there that are called by its name.

    superseded: what judged the report and what reads it again now, in pairs, where checklist or reader differ.
    """

    id: str
    report: CallReport
    superseded: tuple[tuple[str, str], ...] = ()
    item: ItemAccount | None = None
    fact: FactAccount | None = None
    conduct: ConductAccount | None = None
    hour: HourAccount | None = None


def shown(explained: Explanation, disclosure: Disclosure) -> Explanation:
    """The account with as much of what tells who somebody is as is to be shown."""
    if disclosure is Disclosure.ALL:
        return explained
    report = disclosure.of(explained.report)
    fact, hour = explained.fact, explained.hour
    if fact:
        fact = _masked_fact(explained.id, fact, report_mask(explained.report))
    if hour:
        of_hour = (each for finding in report.violations if finding.id == explained.id for each in finding.evidence)
        hour = hour.model_copy(update={"evidence": tuple(of_hour)})
    return explained.model_copy(update={"report": report, "fact": fact, "hour": hour})


def note_reveal_of(report: Path, store: str | None) -> None:
    """Note in the log of the store that holds the call that a report of it is shown with nothing masked.

    store: its URL; None for the one that lies beside the report.

    Raises:
        UsageError: no store is named, and none lies there.
        StoreError: the store cannot be written.
    """
    beside = report.parent / STORE_FILE
    if not store and not beside.is_file():
        cause = f"its log has to note it, and there is no {STORE_FILE} beside the report"
        raise UsageError("--reveal", cause, "Name the store that holds the call with --store URL.")
    note_reveal(store or url_of(beside), "explain", 1)


def _masked_fact(name: str, fact: FactAccount, mask: Mask) -> FactAccount:
    standing = None if fact.standing is None else masked_fact_value(name, fact.standing, mask)
    mentions = (
        each.model_copy(update={"does": str(masked_fact_value(name, each.does, mask))}) for each in fact.contributions
    )
    return fact.model_copy(update={"standing": standing, "contributions": tuple(mentions)})


def explain(report: CallReport, what: str, settings: Settings, judge: ReaderJudge) -> Explanation:
    """The account of one item, fact, risk or violation of a report.

    judge: what reads the call again; its models are loaded only where that is needed.

    Raises:
        UsageError: there is nothing of that name, says what there is; or it is an item that today's checklist lacks.
        WeightsError: the language model is not there.
    """
    call, labels = report.recording, judge.labels
    items = [item.id for item in report.items]
    by_hour = [kind for kind in taxonomy().violations if kind not in labels.conduct]
    known = dict.fromkeys((*items, *taxonomy().facts, *labels.conduct, *by_hour))
    if what not in known:
        raise UsageError(what, "is nothing that was judged", f"Choose from: {', '.join(known)}.")
    if what in by_hour:
        began = call.metadata.get("started_at", "").strip()
        found = (evidence for finding in report.violations if finding.id == what for evidence in finding.evidence)
        return Explanation(id=what, report=report, hour=HourAccount(began=began, evidence=tuple(found)))
    checklist = load_checklist(call.product, call.stage, settings.checklists)
    if what in items and what not in checklist.items:
        remedy = "Name the folder of the list that judged it with --checklist."
        raise UsageError(what, f"is not on {checklist.id}", remedy)
    transcript = Transcript(utterances=report.transcript, quality=report.quality)
    spans = proposals(transcript, call.product, settings.rules.figures)
    reading = judge.reader.read(transcript, call.product, call.stage, checklist.asked, spans)
    pairs = ((report.versions.checklist, checklist.id), (report.versions.classifier, judge.identity))
    return Explanation(
        id=what,
        report=report,
        superseded=tuple(pair for pair in pairs if pair[0] != pair[1]),
        item=account_of_item(judge.reader, reading, what) if what in items else None,
        fact=account_of_fact(reading, spans, transcript, what) if what in taxonomy().facts else None,
        conduct=_conduct(report, transcript, reading, what, labels.thresholds) if what in labels.conduct else None,
    )


def _conduct(
    report: CallReport, transcript: Transcript, reading: Reading, what: str, thresholds: Thresholds
) -> ConductAccount:
    shown = account_of_conduct(reading, what)
    return ConductAccount(
        probability=likeliest(reading, transcript, what),
        reported_from=thresholds.of_conduct(what),
        listed_from=thresholds.doubt,
        contributions=tuple(each for each in shown if may_show(what, report.transcript[each.utterance])),
    )
