"""Find the sentences that a conduct rule speaks of, leaving out what is denied or only supposed."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pipeline.conduct.rules import ConductRule, ConductRules
from pipeline.domain.report import Evidence, Finding
from pipeline.domain.transcript import Utterance
from pipeline.language.replies import A_NOT_A

_SENTENCE = re.compile(r"[^。！？!?…]+[。！？!?…]*")
_CLAUSE_BORDER = re.compile(r"[，。？！；、,!?;…\s]")
_NEGATION_REACH = 8  # characters before the phrase in which a negation can stand
CERTAINTY = 0.8  # a phrase from the list, said by the right side, neither denied nor supposed
MAX_EVIDENCE = 3


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def matches(patterns: Iterable[str], text: str) -> bool:
    """Whether any of the patterns is found in text."""
    return any(_compiled(pattern).search(text) for pattern in patterns)


def find(id_: str, rule: ConductRule, rules: ConductRules, utterances: Iterable[Utterance]) -> Finding | None:
    """The finding of what a rule says over the utterances of one side, or None; at most MAX_EVIDENCE pieces of it."""
    evidence: list[Evidence] = []
    certainty = 0.0
    for utterance in utterances:
        for piece in _pieces(id_, rule, rules, utterance):
            evidence.append(piece)
            certainty = max(certainty, CERTAINTY * utterance.confidence)
    if not evidence:
        return None
    return Finding(id=id_, confidence=round(certainty, 3), evidence=tuple(evidence[:MAX_EVIDENCE]))


def _pieces(id_: str, rule: ConductRule, rules: ConductRules, utterance: Utterance) -> Iterator[Evidence]:
    for sentence in _SENTENCE.finditer(utterance.text):
        masked = A_NOT_A.sub("□□□", sentence[0])
        if matches(rule.unless, masked):
            continue
        number = _fires(rule, rules, masked)
        if number is not None:
            yield Evidence(
                utterance=utterance.index,
                start=utterance.start,
                end=utterance.end,
                quote=sentence[0].strip("，。！？!?…、 "),
                rule=f"{id_}.says.{number}",
                explanation=rule.evidence,
            )


def _fires(rule: ConductRule, rules: ConductRules, sentence: str) -> int | None:
    """The number of the first pattern that is said in earnest."""
    for number, pattern in enumerate(rule.says):
        for found in _compiled(pattern).finditer(sentence):
            if not _taken_back(rule, rules, sentence, found.start()):
                return number
    return None


def _taken_back(rule: ConductRule, rules: ConductRules, sentence: str, start: int) -> bool:
    before = _CLAUSE_BORDER.split(sentence[:start])[-1]
    if _compiled(rules.supposed).search(before):
        return True
    return rule.negatable and bool(_compiled(rules.negation).search(before[-_NEGATION_REACH:]))
