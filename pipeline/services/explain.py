"""Why a stored report says what it says: the account of one item, fact, risk or violation.

The account is the one that was kept when the call was judged; where there is none, the call is read again.
"""

from typing import TYPE_CHECKING

from pipeline.conduct.rules import OFF_HOURS
from pipeline.domain.base import Frozen
from pipeline.domain.grounds import ConductAccount, FactAccount, Grounds, ItemAccount
from pipeline.domain.report import CallReport, Evidence
from pipeline.domain.transcript import Transcript
from pipeline.errors import UsageError
from pipeline.privacy.masking import Disclosure
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.judges import ReaderJudge


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


def shown(explained: Explanation, disclosure: Disclosure, kept: Grounds | None = None) -> Explanation:
    """The account with as much of what tells who somebody is as is to be shown.

    kept: as for explain; what was masked when the report was made is not looked for again.
    """
    if disclosure is Disclosure.ALL:
        return explained
    if kept and kept.masked and kept.masked.disclosure == disclosure and not explained.hour:
        words = zip(explained.report.transcript, kept.masked.texts, strict=True)
        transcript = tuple(utterance.model_copy(update={"text": text}) for utterance, text in words)
        report = explained.report.model_copy(update={"transcript": transcript})
        return explained.model_copy(update={"report": report, "fact": kept.masked.facts.get(explained.id)})
    masked = disclosure.shown(explained.report)
    fact, hour = explained.fact, explained.hour
    if fact:
        fact = masked.fact_account(explained.id, fact)
    if hour:
        of_hour = (
            each for finding in masked.report.violations if finding.id == explained.id for each in finding.evidence
        )
        hour = hour.model_copy(update={"evidence": tuple(of_hour)})
    return explained.model_copy(update={"report": masked.report, "fact": fact, "hour": hour})


def explain(
    report: CallReport,
    what: str,
    settings: Settings,
    *,
    kept: Grounds | None = None,
    judge: "ReaderJudge | None" = None,
) -> Explanation:
    """The account of one item, fact, risk or violation of a report.

    kept: what was written down when the report was made, as read_grounds gives it. judge: what reads the call again
    where nothing was kept, None for the one that the settings name.

    Raises:
        UsageError: there is nothing of that name, says what there is; or it is an item that today's checklist lacks.
        WeightsError: the call has to be read again, and the language model is not there.
    """
    known = dict.fromkeys(
        (*(item.id for item in report.items), *taxonomy().facts, *taxonomy().risks, *taxonomy().violations)
    )
    if what not in known:
        raise UsageError(what, "is nothing that was judged", f"Choose from: {', '.join(known)}.")
    if what == OFF_HOURS:
        began = report.recording.metadata.get("started_at", "").strip()
        found = (evidence for finding in report.violations if finding.id == what for evidence in finding.evidence)
        return Explanation(id=what, report=report, hour=HourAccount(began=began, evidence=tuple(found)))
    grounds, superseded = (kept, ()) if kept else _read_again(report, what, settings, judge)
    return Explanation(
        id=what,
        report=report,
        superseded=superseded,
        item=grounds.items.get(what),
        fact=grounds.facts.get(what),
        conduct=grounds.conduct.get(what),
    )


def _read_again(
    report: CallReport, what: str, settings: Settings, judge: "ReaderJudge | None"
) -> tuple[Grounds, tuple[tuple[str, str], ...]]:
    """The grounds that today's judge has, and what differs from what judged the report."""
    from pipeline.checklist.load import load_checklist  # noqa: PLC0415 - what was kept is shown without a reader
    from pipeline.services.analyse import reader_judge  # noqa: PLC0415 - as above

    call, judge = report.recording, judge or reader_judge(settings)
    checklist = load_checklist(call.product, call.stage, settings.checklists)
    if what in {item.id for item in report.items} and what not in checklist.items:
        remedy = "Name the folder of the list that judged it with --checklist."
        raise UsageError(what, f"is not on {checklist.id}", remedy)
    transcript = Transcript(utterances=report.transcript, quality=report.quality)
    pairs = ((report.versions.checklist, checklist.id), (report.versions.classifier, judge.identity))
    return judge.grounds(transcript, checklist), tuple(pair for pair in pairs if pair[0] != pair[1])
