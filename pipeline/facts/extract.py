"""The door of the facts room: from a transcript to the values that a careful listener would write down."""

from collections.abc import Iterator, Mapping
from itertools import chain
from types import MappingProxyType

from pipeline.domain.report import Evidence, Fact, evidence_in
from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import FactType
from pipeline.facts.candidates import Candidate, How
from pipeline.facts.debts import with_sum
from pipeline.facts.doubt import doubt_of
from pipeline.facts.employer import employer_candidates
from pipeline.facts.figures import figure_candidates
from pipeline.facts.filed import filed_candidates
from pipeline.facts.listening import Listening, listen
from pipeline.facts.people import name_candidates
from pipeline.facts.polar import polar_candidates
from pipeline.facts.resolution import Resolved, resolve
from pipeline.facts.spelled import spelled_candidates
from pipeline.facts.usage import FACT as SPENT
from pipeline.facts.usage import WHOLE, spent_of
from pipeline.facts.values import value_candidates
from pipeline.intents.reading import Intent
from pipeline.language.sentences import clause_around
from pipeline.resources import taxonomy

UNITS: dict[FactType, str] = {
    "money": "元",
    "months": "个月",
    "percent": "%",
    "day": "日",
    "years": "年",
    "count": "人",
}
_CORRECTED = "；先前的说法已更正"
_DISPUTED = "；通话中另有不同说法"
_APPROXIMATE = "；为约数"
_APPROXIMATE_COST, _DISPUTE_COST, _BACKING = 0.05, 0.2, 0.05


def extract_facts(
    transcript: Transcript,
    product: str,
    stage: str,
    application: Mapping[str, str] = MappingProxyType({}),
    intents: tuple[Intent, ...] = (),
) -> tuple[Fact, ...]:
    """Every fact that the call gives, in the taxonomy's order.

    product, stage: ids of the taxonomy; they say which matters can come up. Amounts in CNY, terms in months, rates in
    percent a year. application: what the loan file holds, by fact name; it only helps to tell what a figure that was
    said is about. intents: what the passages of the call are likely to do; none where only the patterns shall tell
    questions. Each fact carries the utterances that it rests on.
    """
    listening = listen(transcript, product, stage, intents)
    given = tuple(_candidates(listening, application.get("customer_name", "").strip()))
    candidates = with_sum(listening.call, _without_answers_elsewhere(listening, given))
    known = {candidate.fact for candidate in candidates}
    candidates = (*candidates, *(c for c in filed_candidates(listening, application) if c.fact not in known))
    resolved = {fact: found for fact in taxonomy().facts if (found := resolve(c for c in candidates if c.fact == fact))}
    whole = resolved[WHOLE].chosen.value if WHOLE in resolved else None
    spent = spent_of(listening, candidates, float(whole) if isinstance(whole, int | float) else None)
    if spent:
        resolved[SPENT] = Resolved(chosen=spent, status="stated")
    return tuple(
        _fact(listening, resolved[fact], application.get(fact, "").strip())
        for fact in taxonomy().facts
        if fact in resolved
    )


def _without_answers_elsewhere(listening: Listening, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The candidates without those volunteered in words that better answer a question about another fact.

    Three years, just three years: where the term was asked, the first of them is not how long the shop has been open.
    """
    answers: dict[tuple[int, str], float] = {}
    for candidate in candidates:
        if candidate.how is How.ANSWERED:
            words = _words(listening, candidate)
            answers[words] = max(candidate.weight, answers.get(words, 0.0))
    return tuple(
        candidate
        for candidate in candidates
        if candidate.how is not How.VOLUNTEERED or candidate.weight >= answers.get(_words(listening, candidate), 0.0)
    )


def _words(listening: Listening, candidate: Candidate) -> tuple[int, str]:
    text = listening.call.utterances[candidate.utterance].text
    return candidate.utterance, text[candidate.start : candidate.end]


def _candidates(listening: Listening, name: str) -> Iterator[Candidate]:
    return chain(
        name_candidates(listening, name),
        employer_candidates(listening),
        spelled_candidates(listening),
        figure_candidates(listening),
        value_candidates(listening),
        polar_candidates(listening),
    )


def _fact(listening: Listening, resolved: Resolved, filed: str) -> Fact:
    chosen = resolved.chosen
    remark, share = doubt_of(chosen, taxonomy().facts[chosen.fact].type, filed)
    evidence = [_evidence(listening, chosen, _remark(resolved) + remark)]
    evidence += [_evidence(listening, other, "") for other in (*resolved.backing, *resolved.replaced)]
    return Fact(
        name=chosen.fact,
        value=chosen.value,
        unit=UNITS.get(taxonomy().facts[chosen.fact].type, ""),
        status=resolved.status,
        confidence=round(_confidence(resolved) * share, 3),
        evidence=tuple(dict.fromkeys(evidence)),
        approximate=chosen.approximate,
    )


def _remark(resolved: Resolved) -> str:
    remarks = {"corrected": _CORRECTED, "disputed": _DISPUTED}
    return remarks.get(resolved.status, "") + (_APPROXIMATE if resolved.chosen.approximate else "")


def _evidence(listening: Listening, candidate: Candidate, remark: str) -> Evidence:
    utterance = listening.call.utterances[candidate.utterance]
    start, end = clause_around(utterance.text, candidate.start, candidate.end)
    explanation = candidate.how.value.format(name=listening.topics[candidate.fact].name) + remark
    return evidence_in(utterance, utterance.text[start:end], rule=candidate.rule, explanation=explanation)


def _confidence(resolved: Resolved) -> float:
    """The rule's weight times how well the utterance was heard; less for what is approximate or disputed."""
    chosen = resolved.chosen
    sure = chosen.weight + (_BACKING if resolved.backing else 0.0)
    sure -= _APPROXIMATE_COST if chosen.approximate else 0.0
    sure -= _DISPUTE_COST if resolved.status == "disputed" else 0.0
    return round(max(0.05, min(0.99, sure)) * chosen.heard, 3)
