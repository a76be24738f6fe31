"""How the other side takes what was said: agreed to, gone along with, denied, or left unanswered."""

import re
from enum import StrEnum

from pipeline.domain.vocabulary import Role
from pipeline.facts.call import Call, Sentence
from pipeline.facts.schema import Talk
from pipeline.language.replies import ReplyAct, clauses, reply_acts

_DENIED_AT_ONCE = re.compile(
    r"^(嗯|哦|啊|呃|哎|诶|欸|，|,|那|这|你|您)*(不是(?!很|太|说过)|不对|没有(?!问题|错)|错了|弄错|搞错|哪有|不不|没这回事|打错)"
)
_YES_THAT_SOUNDS_LIKE_NO = re.compile(r"没(错|问题|事|毛病|意见|差|说的)")
_NEGATION_AFTER = re.compile(r"没(?![？?。，]|错|呢|$|有[？?。])|有否有|会否会|(?<!对)(?<!差)不(?![？?。，]|错|$)")
_NOTHING_SAID = frozenset({ReplyAct.HOLD, ReplyAct.QUESTION, ReplyAct.EVASION, ReplyAct.DECLINE})
_LEADING_CLAUSES = 3  # a yes or no to what was said stands at the reply's beginning


class Uptake(StrEnum):
    """What became of a statement."""

    AGREED = "agreed"
    WENT_ALONG = "went_along"
    DENIED = "denied"
    UNANSWERED = "unanswered"


def uptake(call: Call, sentence: Sentence, end: int, talk: Talk) -> Uptake:
    """How the other side takes what a sentence says up to an offset.

    A no counts against it only where nothing else was asked after it: in the same turn, or by a negation in the rest of
    the sentence (抵押的房子没租出去吧). A statement needs no yes, a question for a yes does (or an answer to what was
    asked after it).
    """
    asked_after = any(talk.asking.search(later.text) for later in call.rest_of_turn(sentence))
    asked_after = asked_after or bool(_NEGATION_AFTER.search(sentence.plain[end:]))
    taken = _stance(call.text_after(sentence.turn), heeded=not asked_after)
    if taken is Uptake.UNANSWERED and not asked_after and not _moved_on(call, sentence, talk):
        taken = _stance(call.text_after(sentence.turn + 2), heeded=True)
    if taken is Uptake.UNANSWERED and not talk.tag.search(sentence.text) and call.text_after(sentence.turn):
        return Uptake.WENT_ALONG
    return taken


def _stance(reply: str, *, heeded: bool) -> Uptake:
    """What a reply makes of the statement before it. heeded: whether a yes or no in it is meant for the statement."""
    if not reply:
        return Uptake.UNANSWERED
    if _DENIED_AT_ONCE.search(reply):
        return Uptake.DENIED if heeded else Uptake.WENT_ALONG
    if any(ReplyAct.ASSENT in reply_acts(clause) for clause in clauses(reply)[:_LEADING_CLAUSES]):
        return Uptake.AGREED
    said_nothing = reply_acts(reply) & _NOTHING_SAID
    return Uptake.UNANSWERED if said_nothing and heeded else Uptake.WENT_ALONG


def _moved_on(call: Call, sentence: Sentence, talk: Talk) -> bool:
    """Whether the speaker's next turn asks something new instead of waiting."""
    following = sentence.turn + 2
    if following >= len(call.turns) or call.turns[following][0].role is not sentence.role:
        return True
    return bool(talk.asking.search(call.turn_texts[following]))


def granted(call: Call, sentence: Sentence, talk: Talk) -> bool:
    """Whether the agent does not turn down what a customer wishes for."""
    if sentence.role is not Role.CUSTOMER:
        return True
    return not talk.refusal.search(call.text_after(sentence.turn))


def polarity(reply: str) -> ReplyAct | None:
    """Whether a reply begins as a yes or as a no; None where it does neither."""
    if _DENIED_AT_ONCE.search(reply):
        return ReplyAct.DENIAL
    for clause in clauses(reply)[:_LEADING_CLAUSES]:
        acts = reply_acts(clause)
        if ReplyAct.DENIAL in acts and not _YES_THAT_SOUNDS_LIKE_NO.search(clause):
            return ReplyAct.DENIAL
        if acts & {ReplyAct.ASSENT, ReplyAct.DENIAL}:
            return ReplyAct.ASSENT
    return None
