"""Item results from what the reader says of each utterance's acts, of what they come to, and of what was not heard."""

from statistics import fmean
from typing import Final

from pipeline.checklist.load import Checklist, ItemRule
from pipeline.dialogue.announcements import EVERYBODY_A_PERSON, OnTheLine
from pipeline.domain.base import TimeSpan
from pipeline.domain.report import Evidence, ItemResult, evidence_in
from pipeline.domain.transcript import Transcript, Unheard
from pipeline.domain.vocabulary import Kind, Status
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
_REASONS: Final = {
    (Kind.ASK, Status.VERIFIED): "已提出并得到答复",
    (Kind.CONFIRM, Status.VERIFIED): "内容已说明，客户认可",
    (Kind.INFORM, Status.VERIFIED): "坐席已告知",
    (Kind.ASK, Status.INSUFFICIENT): "有答复，但含糊、缺少具体内容或只答了一部分",
    (Kind.CONFIRM, Status.INSUFFICIENT): "提到了该事项，但没有说明具体内容或答复含糊",
    (Kind.INFORM, Status.INSUFFICIENT): "提到了该事项，但没有说明具体内容",
    (Kind.ASK, Status.UNANSWERED): "坐席已问，客户没有答复，话题就转开或通话结束",
    (Kind.CONFIRM, Status.UNANSWERED): "坐席已说明，客户没有表示认可",
    (Kind.ASK, Status.REFUSED): "客户拒绝说明",
    (Kind.CONFIRM, Status.REFUSED): "客户不同意",
}
# What cannot be where nobody but a machine was there.
_SETTLED: Final = frozenset({Status.VERIFIED, Status.INSUFFICIENT, Status.REFUSED, Status.UNANSWERED})
_MOST_EVIDENCE: Final = 3
_QUOTE: Final = 120  # characters of an utterance that a reviewer reads at a glance
# Speech lost beyond this share makes "missing" a claim that nobody can stand for.
UNHEARD_SHARE_FOR_DOUBT: Final = 0.2
# Speech lost this close to an unanswered question may be its answer, seconds.
NEAR_S: Final = 6.0
_MOST_NAMED: Final = 5  # stretches of lost speech that a reviewer is sent to
# A status that says that nobody can tell is no verdict to rely on.
CERTAINTY_OF_DOUBT: Final = 0.3


def items_from(
    reading: Reading, transcript: Transcript, checklist: Checklist, line: OnTheLine = EVERYBODY_A_PERSON
) -> tuple[ItemResult, ...]:
    """The result of every item of the checklist, in its order; what was said while a machine listened settles none."""
    return tuple(
        _unsettled(_item(reading, transcript, item, rule, line), rule.kind, line)
        for item, rule in checklist.items.items()
    )


def _item(reading: Reading, transcript: Transcript, item: str, rule: ItemRule, line: OnTheLine) -> ItemResult:
    likeliest = reading.likeliest_status(item)
    evidence = tuple(
        evidence_in(
            transcript.utterances[act.utterance],
            transcript.utterances[act.utterance].text[:_QUOTE],
            rule=f"{item}.read.{act.act}",
            explanation=_ACTS_ZH[act.act],
        )
        for act in _bearing_acts(reading, item, likeliest, line)
    )
    status, doubt = doubted(transcript, likeliest, evidence)
    # The calibrated probability, times how well the words were heard and how sure the roles are.
    audibility = heard_in(transcript, evidence) * (1.0 if evidence else transcript.quality.coverage)
    probability = reading.status_of(item).get(status, CERTAINTY_OF_DOUBT)
    return ItemResult(
        id=item,
        status=status,
        reason=doubt or _reason(rule.kind, status, len(transcript.utterances)),
        confidence=round(probability * audibility * sure_of_roles(transcript), 3),
        evidence=evidence,
    )


def _unsettled(result: ItemResult, kind: Kind, line: OnTheLine) -> ItemResult:
    """The result, and where only a machine heard or said what it rests on, that of an item that nobody settled."""
    listener = line.listener(result.evidence[0].utterance) if result.evidence else ""
    if not listener or result.status not in _SETTLED:
        return result
    status = Status.INSUFFICIENT if kind is Kind.INFORM else Status.UNANSWERED
    return result.model_copy(update={"status": status, "reason": f"当时接听的是{listener}，不是客户本人，需另行核实"})


def _bearing_acts(reading: Reading, item: str, status: Status, line: OnTheLine) -> list[ActFound]:
    """The acts that bear the status out: the surest first, then what raised it and others in spoken order.

    Those that a person heard go before those that only a machine heard.
    """
    if status is Status.MISSING:
        return []
    acts = reading.acts_on(item)
    bearing = [act for act in acts if act.act in _BEARING.get(status, ())] or list(acts)
    bearing = [act for act in bearing if act.utterance not in line.unreached] or bearing
    surest = max(bearing or reading.acts_on(item, least=0.0), key=lambda act: act.probability, default=None)
    if surest is None:
        return []
    raised = [act for act in acts if act.act == "raises" and act.utterance < surest.utterance][-1:]
    others = sorted((act for act in bearing if act is not surest), key=lambda act: -act.probability)
    chosen = [*raised, *(act for act in others if act not in raised)][: _MOST_EVIDENCE - 1]
    return [surest, *sorted(chosen, key=lambda act: act.utterance)]


def _reason(kind: Kind, status: Status, utterances: int) -> str:
    """Why an item has its status, in one line; utterances: how many were read for it."""
    if status is Status.MISSING:
        return f"通读了全部{utterances}句话，坐席没有提出，客户也没有主动说明"
    if status is Status.NOT_APPLICABLE:
        return "通话表明该事项不适用"
    return _REASONS.get((kind, status), status.name_zh)


def doubted(transcript: Transcript, status: Status, asked: tuple[Evidence, ...]) -> tuple[Status, str]:
    """Not evaluable, and why, where speech that was not transcribed may hold the matter; else the status and "".

    asked: where the matter was raised last.
    """
    quality = transcript.quality
    lost: tuple[Unheard, ...] = ()
    if status is Status.MISSING and quality.coverage < 1 - UNHEARD_SHARE_FOR_DOUBT:
        lost = quality.unheard
    elif status is Status.UNANSWERED:
        spans = [TimeSpan(start=each.start, end=each.end + NEAR_S) for each in asked]
        lost = tuple(each for each in quality.unheard if any(each.overlap(span) > 0 for span in spans))
    if not lost:
        return status, ""
    longest = sorted(sorted(lost, key=lambda each: -each.duration)[:_MOST_NAMED], key=lambda each: each.start)
    seconds = "、".join(f"{each.start:.0f}–{each.end:.0f}秒" for each in longest)
    return Status.NOT_EVALUABLE, f"通话中有语音未能识别，可能涉及该事项，请人工复听：{seconds}"


def heard_in(transcript: Transcript, evidence: tuple[Evidence, ...]) -> float:
    """How well the words of the evidence were heard, 0 to 1; those of the whole call where there is none."""
    utterances = [transcript.utterances[each.utterance] for each in evidence] or transcript.utterances
    return fmean(utterance.confidence for utterance in utterances) if utterances else 1.0


def sure_of_roles(transcript: Transcript) -> float:
    """What doubt about who is who leaves of a certainty: half of it at the worst."""
    return 0.5 + 0.5 * transcript.quality.role_confidence
