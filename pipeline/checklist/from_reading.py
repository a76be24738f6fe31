"""Item results from what the reader says of each utterance's acts and of what they come to."""

from collections.abc import Mapping
from typing import Final

from pipeline.checklist.doubt import CERTAINTY_OF_DOUBT, doubted, heard_in, sure_of_roles
from pipeline.checklist.schema import Checklist, ItemRule
from pipeline.checklist.wording import reason, reason_for_missing
from pipeline.domain.report import Evidence, ItemResult, evidence_in
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Status
from pipeline.reader.reading import ActFound, Reading

# Which acts bear a status out.
_BEARING: Final[dict[Status, frozenset[str]]] = {
    Status.VERIFIED: frozenset({"states", "answers", "agrees", "corrects"}),
    Status.INSUFFICIENT: frozenset({"vague", "states", "answers", "takes_back"}),
    Status.REFUSED: frozenset({"declines"}),
    Status.UNANSWERED: frozenset({"raises", "states", "asks_back"}),
}
_ACTS_ZH: Final = {
    "raises": "坐席提出该事项",
    "states": "说明了具体内容",
    "answers": "客户作出了实质性答复",
    "agrees": "表示认可",
    "vague": "说法含糊，没有实质内容",
    "declines": "客户不愿说明或不同意",
    "skips": "点到但随即略过",
    "corrects": "更正了先前的说法",
    "takes_back": "收回了先前的说法",
    "asks_back": "以反问代替答复",
}
_MOST_EVIDENCE: Final = 3
_QUOTE: Final = 120  # characters of an utterance that a reviewer reads at a glance


def items_from(reading: Reading, transcript: Transcript, checklist: Checklist) -> tuple[ItemResult, ...]:
    """The result of every item of the checklist, in its order."""
    utterances = {utterance.index: utterance for utterance in transcript.utterances}
    return tuple(_item(reading, transcript, utterances, item, rule) for item, rule in checklist.items.items())


def _item(
    reading: Reading, transcript: Transcript, utterances: Mapping[int, Utterance], item: str, rule: ItemRule
) -> ItemResult:
    probabilities = reading.status_of(item)
    status = reading.likeliest_status(item)
    evidence = tuple(_evidence(item, act, utterances) for act in _shown(reading, item, status))
    status, doubt = doubted(transcript, status, evidence)
    why = doubt or _reason(rule, status, len(transcript.utterances))
    return ItemResult(
        id=item,
        status=status,
        reason=why,
        confidence=_confidence(transcript, probabilities.get(status, CERTAINTY_OF_DOUBT), evidence),
        evidence=evidence,
    )


def _shown(reading: Reading, item: str, status: Status) -> list[ActFound]:
    """The acts that bear the status out: the surest first, then what raised it and others in spoken order."""
    acts = reading.acts_on(item)
    if status is Status.MISSING:
        return []
    bearing = [act for act in acts if act.act in _BEARING.get(status, ())] or list(acts)
    if not bearing:
        bearing = sorted(reading.acts_on(item, least=0.0), key=lambda act: -act.probability)[:1]
    surest = max(bearing, key=lambda act: act.probability, default=None)
    if surest is None:
        return []
    raised = [act for act in acts if act.act == "raises" and act.utterance < surest.utterance][-1:]
    others = sorted((act for act in bearing if act is not surest), key=lambda act: -act.probability)
    chosen = [surest, *raised, *(act for act in others if act not in raised)][:_MOST_EVIDENCE]
    return [surest, *sorted((act for act in chosen if act is not surest), key=lambda act: act.utterance)]


def _evidence(item: str, act: ActFound, utterances: Mapping[int, Utterance]) -> Evidence:
    utterance = utterances[act.utterance]
    quote = utterance.text[:_QUOTE]
    return evidence_in(utterance, quote, rule=f"{item}.read.{act.act}", explanation=_ACTS_ZH[act.act])


def _reason(rule: ItemRule, status: Status, utterances: int) -> str:
    if status is Status.MISSING:
        return reason_for_missing(utterances)
    return reason(rule.kind, status)


def _confidence(transcript: Transcript, probability: float, evidence: tuple[Evidence, ...]) -> float:
    """The calibrated probability, times how well the words were heard and how sure the roles are."""
    heard = heard_in(transcript, evidence)
    if not evidence:
        heard *= transcript.quality.coverage
    return round(probability * heard * sure_of_roles(transcript), 3)
