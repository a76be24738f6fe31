"""Candidates from a bare yes or no to a question that it settles."""

from collections.abc import Iterator

from pipeline.domain.vocabulary import Role
from pipeline.facts.call import Sentence
from pipeline.facts.candidates import Candidate, How, candidate_at
from pipeline.facts.listening import Listening
from pipeline.facts.schema import PolarRule, Topic
from pipeline.facts.uptake import polarity
from pipeline.facts.values import typed
from pipeline.language.numbers import quantities
from pipeline.language.replies import ReplyAct, clauses, reply_acts

_WEIGHT = 0.7
_PUTS_OFF = frozenset({ReplyAct.EVASION, ReplyAct.HOLD})


def polar_candidates(listening: Listening) -> Iterator[Candidate]:
    """Every yes or no that settles a fact, at most one a topic and customer's turn."""
    for turn in listening.call.turns:
        if turn[0].role is Role.CUSTOMER:
            for fact in listening.questions.open_for(turn[0]):
                yield from _settled(listening, turn[0], fact, listening.topics[fact])


def _settled(listening: Listening, opening: Sentence, fact: str, topic: Topic) -> Iterator[Candidate]:
    reply = listening.call.turn_texts[opening.turn]
    if not topic.polar or _settles_nothing(reply):
        return
    prompt, act = listening.questions.prompt_text(opening), polarity(reply)
    for number, rule in enumerate(topic.polar):
        value = _value(rule, prompt, reply, act)
        if value is not None:
            yield _candidate(opening, fact, value, f"{fact}.polar.{number}")
            return


def _settles_nothing(reply: str) -> bool:
    """Whether a reply refuses, or begins by putting off (有没有我也不知道); what follows a clear no does not matter."""
    leading = clauses(reply)[:1]
    return ReplyAct.DECLINE in reply_acts(reply) or any(reply_acts(clause) & _PUTS_OFF for clause in leading)


def _value(rule: PolarRule, prompt: str, reply: str, act: ReplyAct | None) -> str | None:
    if not rule.ask.search(prompt) or rule.unless.search(prompt) or rule.contrary.search(_marked(reply)):
        return None
    return {ReplyAct.ASSENT: rule.assent, ReplyAct.DENIAL: rule.denial}.get(act) if act else None


def _marked(reply: str) -> str:
    """The reply with every figure written as #."""
    for quantity in sorted(quantities(reply), key=lambda quantity: -quantity.start):
        reply = f"{reply[: quantity.start]}#{reply[quantity.end :]}"
    return reply


def _candidate(opening: Sentence, fact: str, value: str, rule: str) -> Candidate:
    return candidate_at(
        opening,
        0,
        len(opening.text),
        fact=fact,
        value=typed(value),
        how=How.READ_OFF,
        rule=rule,
        weight=_WEIGHT,
    )
