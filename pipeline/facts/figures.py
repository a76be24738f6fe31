"""Candidates for facts that are figures: every quantity of the call goes to the one matter that claims it best."""

import re
from collections import defaultdict
from collections.abc import Iterator

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Role
from pipeline.facts.call import Sentence
from pipeline.facts.candidates import Candidate, candidate_at, how_said
from pipeline.facts.listening import Listening
from pipeline.facts.measures import Bounds, measured
from pipeline.facts.schema import FigureRule
from pipeline.facts.scope import elsewhere, of_another, supposed
from pipeline.facts.uptake import granted
from pipeline.language.numbers import quantities
from pipeline.language.quantity import Quantity, range_text

_SAYS, _QUESTION, _WORD, _LEAST = 0.88, 0.78, 0.8, 0.5
_PER_CHARACTER = 0.003  # what a longer phrase, being more specific, adds
_PER_STEP, _PER_FIGURE, _PER_BORDER = 0.015, 0.1, 0.06  # what distance takes away from a word's claim
_LAST_RAISED = 0.04
_BOTH = 0.05  # what question and phrase together add
_LONGEST = 20
_LEAD_IN = 12  # characters of an earlier sentence that still announce the next (哦不对。)
_ONE = re.compile(r"^[一1](个月|年|期|笔|个)$")
_ONE_AS_MEASURE = re.compile(r"^[一1](个月|期|笔|个)$")  # 一个月 is hardly ever a term, 一年 can be

_BORDERS = re.compile(r"[，、,；]")


class Claim(Frozen):
    """What one matter puts forward for a quantity. rule: which cue speaks for it. marked: the sentence around it."""

    topic: str
    rule: str
    weight: float
    bounds: Bounds
    marked: str


def figure_candidates(listening: Listening) -> Iterator[Candidate]:
    """Every figure of the call that a matter claims, with how the two sides stand to it.

    What the agent gave a figure for in one turn, the customer's next turn may give another for.
    """
    claimed: dict[int, list[str]] = defaultdict(list)
    for sentence in listening.call.sentences:
        said = quantities(sentence.text)
        asked = _may_answer(listening, sentence, claimed) if said else ()
        for quantity in said:
            if _is_measure(sentence.plain, quantity, said):
                continue
            marked = mark(sentence.plain, said, quantity)
            claim = best_claim(listening, quantity, marked, asked)
            if claim:
                claimed[sentence.turn].append(claim.topic)
                yield from _counted(listening, sentence, quantity, claim, asked)


def _may_answer(listening: Listening, sentence: Sentence, claimed: dict[int, list[str]]) -> tuple[str, ...]:
    asked = listening.questions.open_for(sentence)
    echoed = claimed[sentence.turn - 1] if sentence.role is Role.CUSTOMER else []
    return tuple(dict.fromkeys((*asked, *reversed(echoed))))


def _is_measure(text: str, quantity: Quantity, said: tuple[Quantity, ...]) -> bool:
    """Whether a quantity only says for how long or how many another is: 一个月八千, 一年二十万."""
    if _ONE_AS_MEASURE.match(quantity.text):
        return True
    following = next((other for other in said if other.start >= quantity.end), None)
    if not following or not _ONE.match(quantity.text):
        return False
    return following.kind in ("money", "number") and not _BORDERS.search(text[quantity.end : following.start])


def mark(text: str, said: tuple[Quantity, ...], focus: Quantity) -> str:
    """The sentence with the quantity in focus as # and the others as @, dates as &; 一个月 and the like stay words."""
    for quantity in sorted(said, key=lambda quantity: -quantity.start):
        sign = "#" if quantity == focus else "&" if quantity.kind in ("day", "date") else "@"
        if sign == "#" or not _ONE.match(quantity.text):
            text = f"{text[: quantity.start]}{sign}{text[quantity.end :]}"
    return text


def best_claim(listening: Listening, quantity: Quantity, marked: str, asked: tuple[str, ...]) -> Claim | None:
    """The matter with the best claim to a quantity; matters that are no facts claim as well, and keep what they win."""
    claims = [
        claim
        for name, topic in listening.topics.items()
        if topic.figure and (claim := _claim(name, topic.figure, quantity, marked, asked))
    ]
    return max(claims, key=lambda claim: claim.weight, default=None)


def _claim(topic: str, rule: FigureRule, quantity: Quantity, marked: str, asked: tuple[str, ...]) -> Claim | None:
    bounds = measured(topic, rule, quantity, marked)
    if bounds is None or rule.void.search(marked):
        return None
    spoken, source = _by_phrase(rule, marked)
    prompted = _by_question(topic, asked)
    weight = max(spoken, prompted) + (_BOTH if spoken and prompted else 0.0)
    if weight < _LEAST:
        return None
    rule_id = f"{topic}.{source if spoken >= prompted else 'ask'}"
    return Claim(topic=topic, rule=rule_id, weight=weight + rule.lead, bounds=bounds, marked=marked)


def _by_question(topic: str, asked: tuple[str, ...]) -> float:
    if topic not in asked:
        return 0.0
    return _QUESTION + (_LAST_RAISED if asked[0] == topic else 0.0)


def _by_phrase(rule: FigureRule, marked: str) -> tuple[float, str]:
    if found := rule.says.search(marked):
        return _SAYS + min(found.end() - found.start(), _LONGEST) * _PER_CHARACTER, "says"
    before = marked[: marked.index("#")]
    last = max((match.end() for match in rule.words.finditer(before)), default=None)
    if last is None:
        return 0.0, ""
    between = before[last:]
    far = len(between) * _PER_STEP + between.count("@") * _PER_FIGURE + len(_BORDERS.findall(between)) * _PER_BORDER
    return max(0.0, _WORD - far), "words"


def _counted(
    listening: Listening, sentence: Sentence, quantity: Quantity, claim: Claim, asked: tuple[str, ...]
) -> Iterator[Candidate]:
    under_question = claim.topic in asked and sentence.role is Role.CUSTOMER
    if not _meant(listening, sentence, claim, under_question=under_question):
        return
    inform = listening.informs(claim.topic)
    how = how_said(listening.call, sentence, listening.talk, under_question=under_question, inform=inform)
    if how:
        found = candidate_at(
            sentence,
            quantity.start,
            quantity.end,
            fact=claim.topic,
            value=_written(claim.bounds),
            how=how,
            rule=claim.rule,
            weight=claim.weight,
        )
        yield found.model_copy(update=_remarks(listening, sentence, quantity, claim))


def _remarks(listening: Listening, sentence: Sentence, quantity: Quantity, claim: Claim) -> dict[str, bool]:
    return {
        "approximate": quantity.approximate,
        "mends": _mends(listening, sentence, claim.marked),
        "secondary": _secondary(listening, claim.marked),
        "total": bool(_figure(listening, claim).total.search(claim.marked)),
    }


def _figure(listening: Listening, claim: Claim) -> FigureRule:
    return listening.topics[claim.topic].figure or FigureRule(kinds=())


def _meant(listening: Listening, sentence: Sentence, claim: Claim, *, under_question: bool) -> bool:
    """Whether the figure is said as a fact of this customer and this loan."""
    scope, marked = listening.scope, claim.marked
    if scope.negated.search(marked) or (supposed(scope, marked) and not under_question):
        return False
    if not _figure(listening, claim).own:
        return True
    if elsewhere(scope, marked) or of_another(scope, marked):
        return False
    return not scope.request.search(sentence.plain) or granted(listening.call, sentence, listening.talk)


def _written(bounds: Bounds) -> float | int | str:
    if bounds.low != bounds.high:
        return range_text(bounds.low, bounds.high)
    value = round(bounds.low, 6)
    return int(value) if value == int(value) else value


def _mends(listening: Listening, sentence: Sentence, marked: str) -> bool:
    earlier = listening.call.before_in_turn(sentence)
    lead_in = earlier[-1].plain if earlier and len(earlier[-1].plain) <= _LEAD_IN else ""
    return bool(listening.talk.correction.search(lead_in + marked[: marked.index("#") + 1]))


def _secondary(listening: Listening, marked: str) -> bool:
    before = marked[: marked.index("#")]
    return bool(listening.talk.secondary.search(before[before.rfind("@") + 1 :]))
