"""What reviewers read: reasons in Chinese."""

from pipeline.domain.vocabulary import Kind, Status

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


def reason(kind: Kind, status: Status) -> str:
    """Why an item has its status, in one line."""
    return _NOT_APPLICABLE if status is Status.NOT_APPLICABLE else _REASON.get((kind, status), status.name_zh)


def reason_for_missing(utterances: int) -> str:
    """Why an item counts as missing where the whole call was read for it."""
    return f"通读了全部{utterances}句话，坐席没有提出，客户也没有主动说明"


def reason_for_not_evaluable(seconds: str) -> str:
    """Why an item cannot be judged: where to listen."""
    return f"通话中有语音未能识别，可能涉及该事项，请人工复听：{seconds}"
