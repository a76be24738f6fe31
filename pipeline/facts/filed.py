"""Candidates that the loan file explains: what was said is what the file holds, though no question tells its matter.

A figure that equals the file's seldom is another's; where a question was misheard or put in unknown words, this finds
the answer. It speaks only for facts that nothing else speaks for, and it always stands on words of the call.
"""

from collections.abc import Iterator, Mapping

from pipeline.domain.vocabulary import FactType
from pipeline.facts.call import Sentence
from pipeline.facts.candidates import Candidate, candidate_at, how_said
from pipeline.facts.compare import Figures, figures_of
from pipeline.facts.listening import Listening
from pipeline.facts.scope import masked, meant, of_another
from pipeline.facts.spelled import mobile_number
from pipeline.facts.values import typed
from pipeline.language.numbers import quantities
from pipeline.language.quantity import Kind
from pipeline.resources import taxonomy

_WEIGHT = 0.5
_MOST_DIGITS = 8  # of eleven
_DIGITS = str.maketrans("零一二三四五六七八九幺要洞拐", "01234567891107")
_KINDS: dict[FactType, Kind] = {"money": "money", "months": "months", "percent": "percent", "day": "day"}


def filed_candidates(listening: Listening, application: Mapping[str, str]) -> Iterator[Candidate]:
    """Everything said that is what the loan file holds. application: by fact name, as the manifest gives it."""
    for fact in taxonomy().facts:
        filed = application.get(fact, "").strip()
        if filed and fact in listening.topics:
            yield from _of_fact(listening, fact, filed)


def _of_fact(listening: Listening, fact: str, filed: str) -> Iterator[Candidate]:
    kind = _KINDS.get(taxonomy().facts[fact].type)
    figures = figures_of(filed) if kind else None
    for sentence in listening.call.sentences:
        if kind and figures:
            yield from _figures(listening, sentence, fact, kind, figures)
        elif fact == "phone":
            yield from _mangled(listening, sentence, filed)
        elif filed in listening.topics[fact].values:
            yield from _words(listening, sentence, fact, filed)


def _figures(listening: Listening, sentence: Sentence, fact: str, kind: Kind, filed: Figures) -> Iterator[Candidate]:
    for quantity in quantities(sentence.text):
        same = (quantity.low, quantity.high) == filed
        if quantity.kind == kind and same and filed.low == filed.high:
            value = int(filed.low) if filed.low.is_integer() else filed.low
            yield from _taken(listening, sentence, fact, (quantity.start, quantity.end), value)


def _mangled(listening: Listening, sentence: Sentence, phone: str) -> Iterator[Candidate]:
    """The file's number where recognised speech has most of its digits in their order, and a few were lost."""
    digits = [(at, digit) for at, digit in enumerate(sentence.text.translate(_DIGITS)) if digit.isdigit()]
    heard = "".join(digit for _, digit in digits)
    if (
        sentence.heard < 1
        and mobile_number(phone)
        and _in_common(heard, phone) >= _MOST_DIGITS
        and len(heard) <= len(phone)
    ):
        yield from _taken(listening, sentence, "phone", (digits[0][0], digits[-1][0] + 1), phone)


def _in_common(one: str, other: str) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for a in one:
        before = 0
        for place, b in enumerate(other, start=1):
            before, row[place] = row[place], before + 1 if a == b else max(row[place], row[place - 1])
    return row[-1]


def _words(listening: Listening, sentence: Sentence, fact: str, value: str) -> Iterator[Candidate]:
    rule = listening.topics[fact].values[value]
    for cues in (rule.says, rule.answers, rule.mentions):
        for found in cues.finditer(sentence.plain):
            yield from _taken(listening, sentence, fact, found.span(), typed(value))


def _taken(
    listening: Listening, sentence: Sentence, fact: str, span: tuple[int, int], value: str | float | bool
) -> Iterator[Candidate]:
    start, end = span
    marked, scope = masked(sentence.plain, start, end), listening.scope
    how = how_said(listening.call, sentence, end, listening.talk, under_question=False, inform=listening.informs(fact))
    if how and meant(scope, marked) and not of_another(scope, marked):
        yield candidate_at(sentence, start, end, fact=fact, value=value, how=how, rule=f"{fact}.file", weight=_WEIGHT)
