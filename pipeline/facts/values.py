"""Candidates for facts whose value is one of a list: what phrases mean."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.domain.base import Frozen
from pipeline.domain.report import FactValue
from pipeline.domain.vocabulary import Role
from pipeline.facts.call import Sentence
from pipeline.facts.candidates import Candidate, How, candidate_at, how_said
from pipeline.facts.cues import Cues
from pipeline.facts.listening import Listening
from pipeline.facts.schema import ValueRule
from pipeline.facts.scope import masked, meant
from pipeline.language.replies import ReplyAct, reply_acts

_SAYS, _ANSWER, _FRAMED, _USUAL = 0.85, 0.9, 0.8, 0.6
_MENTIONED = 0.65
_EXPLICIT = 0.02  # what a phrase that needs no question gains over one that does
_EMPHASIS = 0.05  # what 主要 in front of one of two values is worth
_EARLIER_QUESTION = 0.05  # what an answer loses when something else was asked last


class Phrase(Frozen):
    """One value's phrase in one sentence. start, end: offsets in the sentence."""

    value: str
    start: int
    end: int
    rule: str
    weight: float


def value_candidates(listening: Listening) -> Iterator[Candidate]:
    """Every phrase of the call that gives a value of a list, with how the two sides stand to it.

    What the agent gave a value for in one turn, the customer's next turn may give another for.
    """
    given: dict[int, list[str]] = defaultdict(list)
    for sentence in listening.call.sentences:
        asked = _may_answer(listening, sentence, given)
        for fact, topic in listening.topics.items():
            if topic.values and (phrases := phrases_in(listening, sentence, fact, asked)):
                if max(phrase.weight for phrase in phrases) >= _FRAMED:
                    given[sentence.turn].append(fact)
                yield from _counted(listening, sentence, fact, phrases, asked)


def _may_answer(listening: Listening, sentence: Sentence, given: dict[int, list[str]]) -> tuple[str, ...]:
    if sentence.role is not Role.CUSTOMER:
        return listening.questions.open_for(sentence) if listening.holds_both_voices(sentence) else ()
    return tuple(dict.fromkeys((*listening.questions.open_for(sentence), *reversed(given[sentence.turn - 1]))))


def typed(value: str) -> FactValue:
    """A value as facts.yaml writes it, as a truth value or a number where it is one."""
    return {"true": True, "false": False}.get(value, int(value) if value.isdigit() else value)


def phrases_in(listening: Listening, sentence: Sentence, fact: str, asked: tuple[str, ...]) -> tuple[Phrase, ...]:
    """The phrases that give a value of the topic, the longest where several overlap; none where a choice is offered."""
    found = [
        phrase
        for value, rule in listening.topics[fact].values.items()
        if listening.product in (rule.products or (listening.product,)) and not rule.void.search(sentence.plain)
        for phrase in _phrases_of(listening, sentence, fact, value, asked)
    ]
    kept = _without_overlaps(found)
    several = sentence.role is Role.AGENT and len({phrase.value for phrase in kept}) > 1
    return () if several and listening.talk.choice.search(sentence.text) else kept


def _phrases_of(
    listening: Listening, sentence: Sentence, fact: str, value: str, asked: tuple[str, ...]
) -> Iterator[Phrase]:
    rule = listening.topics[fact].values[value]
    waiting = ReplyAct.HOLD in reply_acts(sentence.text)
    usual = _USUAL if listening.topics[fact].usual.get(listening.product) == value else 0.0
    for source, cues in _sources(rule):
        for match in cues.finditer(sentence.plain):
            marked = masked(sentence.plain, match.start(), match.end())
            asked_for = _weight(listening, fact, marked, () if waiting else asked)
            weight = {
                "says": max(_SAYS, asked_for + _EXPLICIT),
                "answers": asked_for,
                "mentions": _MENTIONED,
                "hints": usual,
            }[source]
            if weight and meant(listening.scope, marked):
                emphasis = _EMPHASIS if listening.talk.main.search(marked[: match.start()]) else 0.0
                yield Phrase(
                    value=value,
                    start=match.start(),
                    end=match.end(),
                    rule=f"{fact}.{value}.{source}",
                    weight=weight + emphasis,
                )


def _sources(rule: ValueRule) -> tuple[tuple[str, Cues], ...]:
    return (("says", rule.says), ("answers", rule.answers), ("mentions", rule.mentions), ("hints", rule.hints))


def _weight(listening: Listening, fact: str, marked: str, asked: tuple[str, ...]) -> float:
    """What a phrase is worth that means its value only under the question or inside a frame."""
    topic = listening.topics[fact]
    if fact in asked:
        return _ANSWER - (_EARLIER_QUESTION if asked[0] != fact else 0.0)
    return _FRAMED if topic.frames.search(marked) else 0.0


def _without_overlaps(phrases: list[Phrase]) -> tuple[Phrase, ...]:
    kept: list[Phrase] = []
    for phrase in sorted(phrases, key=lambda phrase: (phrase.start - phrase.end, phrase.start)):
        if all(phrase.end <= other.start or phrase.start >= other.end for other in kept):
            kept.append(phrase)
    return tuple(sorted(kept, key=lambda phrase: phrase.start))


def _counted(
    listening: Listening, sentence: Sentence, fact: str, phrases: tuple[Phrase, ...], asked: tuple[str, ...]
) -> Iterator[Candidate]:
    inform = listening.informs(fact)
    for phrase in phrases:
        how = how_said(
            listening.call, sentence, phrase.end, listening.talk, under_question=fact in asked, inform=inform
        )
        if how and not (sentence.role is Role.AGENT and listening.topics[fact].only_customer):
            yield _candidate(listening, sentence, fact, phrase, how)


def _candidate(listening: Listening, sentence: Sentence, fact: str, phrase: Phrase, how: How) -> Candidate:
    found = candidate_at(
        sentence,
        phrase.start,
        phrase.end,
        fact=fact,
        value=typed(phrase.value),
        how=how,
        rule=phrase.rule,
        weight=phrase.weight,
    )
    marked = masked(sentence.plain, phrase.start, phrase.end)
    return found.model_copy(update={"mends": bool(listening.talk.correction.search(marked))})
