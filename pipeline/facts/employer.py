"""Candidates for a named employer; an occupation, or a trade without a name (一家电子厂), is none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.domain.vocabulary import Role
from pipeline.facts.call import Sentence
from pipeline.facts.candidates import Candidate, candidate_at, how_said
from pipeline.facts.listening import Listening
from pipeline.facts.rules import fact_rules
from pipeline.facts.scope import masked

FACT = "employer"
_UNDER_QUESTION, _FRAMED = 0.85, 0.75
_ORGANISATION = "[一-龥A-Za-z0-9]"
_LEAST_NAME = 2  # characters that remain of a name when trade words and suffix are taken away


@dataclass(frozen=True)
class _Patterns:
    organisation: re.Pattern[str]
    suffix: re.Pattern[str]
    institution: re.Pattern[str]
    generic: re.Pattern[str]
    prefixes: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    rules = fact_rules().employers
    suffixes = "|".join(sorted(rules.suffixes, key=len, reverse=True))
    brands = "|".join(sorted(rules.brands, key=len, reverse=True))
    return _Patterns(
        organisation=re.compile(f"{_ORGANISATION}{{0,16}}(?:{suffixes})|{brands}"),
        suffix=re.compile(f"(?:{suffixes})$"),
        institution=re.compile(f"(?:{'|'.join(rules.institutions)})$"),
        generic=re.compile(rules.generic),
        prefixes=re.compile(rules.prefixes),
    )


def employer_candidates(listening: Listening) -> Iterator[Candidate]:
    """Every employer that is named as the customer's own."""
    for sentence in listening.call.sentences:
        asked = sentence.role is Role.CUSTOMER and FACT in listening.questions.open_for(sentence)
        for found in _patterns().organisation.finditer(sentence.plain):
            name = named(found[0])
            if name and _own(sentence, found, name, asked=asked):
                yield from _counted(listening, sentence, found, name, asked=asked)


def named(phrase: str) -> str:
    """The employer's name in a phrase that ends like an organisation, "" where it names none."""
    patterns = _patterns()
    name = patterns.prefixes.sub("", phrase)
    if name in fact_rules().employers.brands:
        return name
    distinctive = patterns.generic.sub("", patterns.suffix.sub("", name))
    least = 1 if patterns.institution.search(name) else _LEAST_NAME
    return name if len(distinctive) >= least else ""


def _own(sentence: Sentence, found: re.Match[str], name: str, *, asked: bool) -> bool:
    rules = fact_rules().employers
    marked = masked(sentence.plain, found.end() - len(name), found.end())
    return not rules.void.search(marked) and (asked or bool(rules.frames.search(marked)))


def _counted(
    listening: Listening, sentence: Sentence, found: re.Match[str], name: str, *, asked: bool
) -> Iterator[Candidate]:
    how = how_said(listening.call, sentence, found.end(), listening.talk, under_question=asked, inform=False)
    if how:
        yield candidate_at(
            sentence,
            found.end() - len(name),
            found.end(),
            fact=FACT,
            value=name,
            how=how,
            rule=f"{FACT}.{'ask' if asked else 'frames'}",
            weight=_UNDER_QUESTION if asked else _FRAMED,
        )
