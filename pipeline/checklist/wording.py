"""What reviewers read: evidence and reasons in Chinese."""

from pipeline.checklist.mentions import Act, Found, Mention
from pipeline.checklist.weigh import Weighed
from pipeline.domain.report import Evidence, evidence_in
from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Kind, Status
from pipeline.intents.reading import BY_LIKENESS

_OPENED = {Act.RAISE: "坐席提出该事项", Act.STATE: "坐席说明了具体内容", Act.SKIP: "坐席提到但随即略过"}
_REMARK = {Found.WORDS: "", Found.SOUND: "（按读音辨认，请复听）", Found.LIKENESS: BY_LIKENESS}
_ANSWERED = {
    "value": "客户说出了具体数值",
    "pattern": "客户作出了实质性答复",
    "assent": "客户表示认可",
    "denial": "客户明确答复“没有”",
    "open": "客户作了答复，请人工听一遍确认内容",
    "sound": "客户的答复按读音辨认有实质内容，请复听",
    "sounding_assent": "客户的答复按读音辨认为认可，请复听",
    "likeness": "客户的答复与该事项的常见答法相近，请复听",
    "vague": "客户的答复含糊，没有实质内容",
    "evasion": "客户回避或说不清，没有实质内容",
    "decline": "客户不愿说明或不同意",
}
_REASON = {
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
_NOT_APPLICABLE = "通话表明该事项不适用"


def opened(transcript: Transcript, mention: Mention) -> Evidence:
    """Where the agent raised or stated an item."""
    return _evidence(transcript, mention, _OPENED[mention.act] + _REMARK[mention.found])


def volunteered(transcript: Transcript, mention: Mention) -> Evidence:
    """Where the customer brought an item up."""
    return _evidence(transcript, mention, "客户主动说明")


def ruled_out(transcript: Transcript, mention: Mention) -> Evidence:
    """What shows that an item cannot apply."""
    return _evidence(transcript, mention, _NOT_APPLICABLE)


def spoiled(transcript: Transcript, mention: Mention) -> Evidence:
    """What takes away from an item that would be verified."""
    return _evidence(transcript, mention, "接听者并非借款人本人，不能视为核实到位")


def answered(transcript: Transcript, index: int, weighed: Weighed, item: str) -> Evidence:
    """What the customer replied."""
    utterance = transcript.utterances[index]
    quote = utterance.text[weighed.start : weighed.end]
    return evidence_in(utterance, quote, rule=f"{item}.answer.{weighed.why}", explanation=_ANSWERED[weighed.why])


def _evidence(transcript: Transcript, mention: Mention, explanation: str) -> Evidence:
    utterance = transcript.utterances[mention.utterance]
    return evidence_in(utterance, mention.quote, rule=mention.rule, explanation=explanation)


def reason(kind: Kind, status: Status, parts: str, *, presumed: bool) -> str:
    """Why an item has its status, in one line.

    parts: Chinese names of what is open, or empty. presumed: whether it rests on an answer that nobody could pin down.
    """
    if status is Status.NOT_APPLICABLE:
        return _NOT_APPLICABLE
    text = _REASON.get((kind, status), status.name_zh)
    if presumed and status is Status.VERIFIED:
        text = "已提出，客户作了答复，但答复用语未在问题清单中，建议复听"
    return f"{text}（未到位：{parts}）" if parts and status is not Status.VERIFIED else text


def reason_for_missing(name: str, utterances: int, patterns: int, *, was_skipped: bool) -> str:
    """Why an item counts as missing: what was searched."""
    if was_skipped:
        return f"坐席点到“{name}”但没有询问，按未涉及处理"
    return f"检索了全部{utterances}句话和该事项的{patterns}种说法，坐席没有提出，客户也没有主动说明"


def reason_for_missing_reading(utterances: int) -> str:
    """Why an item counts as missing where the whole call was read for it."""
    return f"通读了全部{utterances}句话，坐席没有提出，客户也没有主动说明"


def reason_for_not_evaluable(seconds: str) -> str:
    """Why an item cannot be judged: where to listen."""
    return f"通话中有语音未能识别，可能涉及该事项，请人工复听：{seconds}"
