"""Find the sentences that a conduct rule speaks of, leaving out what is denied or only supposed."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

from pipeline.conduct.rules import ConductRule, ConductRules
from pipeline.domain.report import Evidence, Finding, evidence_in
from pipeline.domain.transcript import Utterance
from pipeline.intents.bank import Speech
from pipeline.intents.reading import BY_LIKENESS, Intent
from pipeline.language.replies import A_NOT_A
from pipeline.language.sentences import CLAUSE_BORDERS, sentences

Source = Literal["says", "agent_says"]
_NEGATION_REACH = 8  # characters before the phrase in which a negation can stand
CERTAINTY_LIKE = 0.6  # times the likeness of what is no phrase of the list
LEAST_LIKE = 0.2  # chosen on the open snippets, with whole calls in mind (docs/evaluation.md)
CERTAINTY = 0.8  # a phrase from the list, said by the right side, neither denied nor supposed
MAX_EVIDENCE = 3


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def matches(patterns: Iterable[str], text: str) -> bool:
    """Whether any of the patterns is found in text."""
    return any(_compiled(pattern).search(text) for pattern in patterns)


def find(
    id_: str, rule: ConductRule, rules: ConductRules, utterances: Iterable[Utterance], source: Source = "says"
) -> Finding | None:
    """The finding of what a rule says over the utterances of one side, or None; at most MAX_EVIDENCE pieces of it.

    source: which of the rule's lists of patterns is meant.
    """
    evidence: list[Evidence] = []
    certainty = 0.0
    for utterance in utterances:
        for piece in _pieces(id_, rule, rules, utterance, source):
            evidence.append(piece)
            certainty = max(certainty, CERTAINTY * utterance.confidence)
    if not evidence:
        return None
    return Finding(id=id_, confidence=round(certainty, 3), evidence=tuple(evidence[:MAX_EVIDENCE]))


def find_by_likeness(
    id_: str, rule: ConductRule, utterances: Iterable[Utterance], intents: Iterable[Intent], speech: Speech
) -> Finding | None:
    """The finding of passages that are like what the phrase bank has for a rule, or None.

    speech: what the passages must do, RISK or VIOLATION.
    """
    by_index = {utterance.index: utterance for utterance in utterances}
    likely = [
        intent
        for intent in intents
        if (intent.speech, intent.about) == (speech, id_) and intent.probability >= LEAST_LIKE
        if intent.utterance in by_index
        if not matches(rule.unless, by_index[intent.utterance].text[intent.start : intent.end])
    ]
    best = max(likely, key=lambda intent: intent.probability, default=None)
    if best is None:
        return None
    utterance = by_index[best.utterance]
    certainty = CERTAINTY_LIKE * best.probability * utterance.confidence
    return Finding(id=id_, confidence=round(certainty, 3), evidence=(_like(id_, rule, utterance, best),))


def _like(id_: str, rule: ConductRule, utterance: Utterance, intent: Intent) -> Evidence:
    quote = utterance.text[intent.start : intent.end].strip("，。！？!?…、 ")
    return evidence_in(utterance, quote, rule=f"{id_}.likeness", explanation=f"{rule.evidence}{BY_LIKENESS}")


def _pieces(
    id_: str, rule: ConductRule, rules: ConductRules, utterance: Utterance, source: Source
) -> Iterator[Evidence]:
    for sentence in sentences(utterance.text):
        masked = A_NOT_A.sub("□□□", sentence[0])
        if matches(rule.unless, masked):
            continue
        number = _fires(getattr(rule, source), rule, rules, masked)
        if number is not None:
            quote = sentence[0].strip("，。！？!?…、 ")
            yield evidence_in(utterance, quote, rule=f"{id_}.{source}.{number}", explanation=rule.evidence)


def _fires(patterns: tuple[str, ...], rule: ConductRule, rules: ConductRules, sentence: str) -> int | None:
    """The number of the first pattern that is said in earnest."""
    for number, pattern in enumerate(patterns):
        for found in _compiled(pattern).finditer(sentence):
            if not _taken_back(rule, rules, sentence, found.start()):
                return number
    return None


def _taken_back(rule: ConductRule, rules: ConductRules, sentence: str, start: int) -> bool:
    before = CLAUSE_BORDERS.split(sentence[:start])[-1]
    if rule.supposable and _compiled(rules.supposed).search(before):
        return True
    return rule.negatable and bool(_compiled(rules.negation).search(before[-_NEGATION_REACH:]))
