"""Which matter a figure belongs to: every matter puts forward what speaks for it, and the best claim wins."""

import re
from typing import NamedTuple

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Role
from pipeline.facts.call import Sentence
from pipeline.facts.listening import Listening
from pipeline.facts.measures import Bounds, Circumstances, measured
from pipeline.facts.schema import FigureRule
from pipeline.language.quantity import Quantity
from pipeline.resources import taxonomy

LAST_QUESTION_WORTH, QUESTION_WORTH, ECHO_WORTH = 0.82, 0.78, 0.76
_SAYS, _WORD, _LEAST = 0.88, 0.8, 0.5
_PER_CHARACTER = 0.003  # what a longer phrase, being more specific, adds
_PER_STEP, _PER_FIGURE, _PER_BORDER = 0.015, 0.1, 0.06  # what distance takes away from a word's claim
_NO_FACT = 0.06  # where a question fits both, a fact goes before what only resembles one
_BOTH = 0.05  # what question and phrase together add
_LONGEST = 20
_ONE = re.compile(r"^[一1](个月|年|期|笔|个)$")
_ONE_AS_MEASURE = re.compile(r"^[一1](个月|期|笔|个)$")  # 一个月 is hardly ever a term, 一年 can be
_SIGNS = {"day": "&", "date": "&", "months": "~", "years": "~"}
_BORDERS = re.compile(r"[，、,；]")


class Claim(Frozen):
    """What one matter puts forward for a quantity. rule: which cue speaks for it. marked: the sentence around it."""

    topic: str
    rule: str
    weight: float
    bounds: Bounds
    marked: str


def is_measure(text: str, quantity: Quantity, said: tuple[Quantity, ...]) -> bool:
    """Whether a quantity only says for how long or how many another is: 一个月八千, 一年二十万."""
    if _ONE_AS_MEASURE.match(quantity.text):
        return True
    following = next((other for other in said if other.start >= quantity.end), None)
    if not following or not _ONE.match(quantity.text):
        return False
    return following.kind in ("money", "number") and not _BORDERS.search(text[quantity.end : following.start])


def mark(text: str, said: tuple[Quantity, ...], focus: Quantity) -> str:
    """The sentence with the quantity in focus as #, and the others as @, dates as &, times as ~.

    一个月 and the like stay words.
    """
    for quantity in sorted(said, key=lambda quantity: -quantity.start):
        sign = "#" if quantity == focus else _SIGNS.get(quantity.kind, "@")
        if sign == "#" or not _ONE.match(quantity.text):
            text = f"{text[: quantity.start]}{sign}{text[quantity.end :]}"
    return text


def best_claim(
    listening: Listening, sentence: Sentence, quantity: Quantity, marked: str, asked: dict[str, float]
) -> Claim | None:
    """The matter with the best claim to a quantity; matters that are no facts claim as well, and keep what they win."""
    said = Circumstances(period=listening.questions.period_asked(sentence), product=listening.product)
    claims = [
        claim
        for name, topic in listening.topics.items()
        if topic.figure
        and (bounds := measured(name, topic.figure, quantity, marked, said))
        and (claim := _claim_of(name, topic.figure, Figure(quantity, bounds, marked, sentence.role), asked))
    ]
    return max(claims, key=lambda claim: claim.weight, default=None)


class Figure(NamedTuple):
    """A quantity as one matter would write it down, with the sentence around it and who says it."""

    quantity: Quantity
    bounds: Bounds
    marked: str
    role: Role


def _claim_of(topic: str, rule: FigureRule, figure: Figure, asked: dict[str, float]) -> Claim | None:
    """What one matter puts forward for a figure, None where it does not fit or too little speaks for it."""
    if rule.void.search(figure.marked):
        return None
    unitless = figure.quantity.kind in ("number", "count", "digits")
    spoken, source = _by_agents_phrase(rule, figure) or _by_phrase(rule, figure.marked, unitless=unitless)
    prompted = _by_question(topic, asked)
    weight = max(spoken, prompted) + (_BOTH if spoken and prompted else 0.0)
    if weight < _LEAST:
        return None
    rule_id = f"{topic}.{source if spoken >= prompted else 'ask'}"
    return Claim(topic=topic, rule=rule_id, weight=weight + rule.lead, bounds=figure.bounds, marked=figure.marked)


def _by_agents_phrase(rule: FigureRule, figure: Figure) -> tuple[float, str] | None:
    found = rule.agent_says.search(figure.marked) if figure.role is Role.AGENT else None
    return (_says(found), "agent_says") if found else None


def _says(found: re.Match[str]) -> float:
    return _SAYS + min(found.end() - found.start(), _LONGEST) * _PER_CHARACTER


def _by_question(topic: str, asked: dict[str, float]) -> float:
    if topic not in asked:
        return 0.0
    return asked[topic] - (_NO_FACT if topic not in taxonomy().facts else 0.0)


def _by_phrase(rule: FigureRule, marked: str, *, unitless: bool) -> tuple[float, str]:
    """The claim of the words around a figure; a mere word in front is not enough for one without its unit."""
    if found := rule.says.search(marked):
        return _says(found), "says"
    before = marked[: marked.index("#")]
    last = max((match.end() for match in rule.words.finditer(before)), default=None)
    if last is None or unitless:
        return 0.0, ""
    between = before[last:]
    far = len(between) * _PER_STEP + between.count("@") * _PER_FIGURE + len(_BORDERS.findall(between)) * _PER_BORDER
    return max(0.0, _WORD - far), "words"
