"""Candidates for the customer's name: asked for by the agent, or said by whoever answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.domain.vocabulary import Role
from pipeline.facts.call import Sentence
from pipeline.facts.candidates import Candidate, How, candidate_at
from pipeline.facts.listening import Listening
from pipeline.facts.rules import fact_rules
from pipeline.facts.schema import PeopleRules
from pipeline.facts.uptake import Uptake, uptake

FACT = "customer_name"
_ASKED, _SAID, _ANSWERED = 0.85, 0.75, 0.8
_FILED = 0.95  # the file's own name, heard in the call
_BADLY_HEARD, _LESS_BADLY = 0.85, 0.3  # a name heard worse than this is a guess at characters, and loses so much
_LATER = 0.3  # what a name loses when it comes up after the call's opening
_OPENING_TURNS = 12


@dataclass(frozen=True)
class _Patterns:
    asked: tuple[re.Pattern[str], ...]
    not_asked: tuple[re.Pattern[str], ...]
    said: tuple[re.Pattern[str], ...]
    answered: tuple[re.Pattern[str], ...]
    formal: tuple[re.Pattern[str], ...]
    titles: tuple[str, ...]
    no_names: frozenset[str]
    never: frozenset[str]


@cache
def _patterns() -> _Patterns:
    people = fact_rules().people
    return _Patterns(
        asked=_compiled(people, people.asked),
        not_asked=_compiled(people, people.not_asked),
        said=_compiled(people, people.said),
        answered=_compiled(people, people.answered),
        formal=_compiled(people, people.formal),
        titles=people.titles,
        no_names=frozenset(people.no_names),
        never=frozenset(people.never_in_names),
    )


def _compiled(people: PeopleRules, patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The patterns with names, titles and ends written out. A name is a surname with one or two characters."""
    title = "|".join(sorted(people.titles, key=len, reverse=True))
    surname = f"(?:{'|'.join(people.compound_surnames)}|[{people.surnames}])"
    end = people.end.replace("<title>", f"(?P=surname)?(?:{title})")
    name = f"(?P<name>(?P<surname>{surname})[一-龥]{{1,2}}?)"
    return tuple(
        re.compile(
            _written_out(pattern, {"<end>": end, "<title>": f"(?:{title})", "<surname>": "(?P=surname)", "~": name})
        )
        for pattern in patterns
    )


def _written_out(pattern: str, pieces: dict[str, str]) -> str:
    for sign, piece in pieces.items():
        pattern = pattern.replace(sign, piece)
    return pattern


# What begins like a name may be the name of the bank that calls.
_A_BANK = re.compile(r"[\u4e00-\u9fff]{0,2}(银行|农商|农信|信用社|村镇|支行|分行)")


def name_candidates(listening: Listening, filed: str = "") -> Iterator[Candidate]:
    """Every naming of the customer. Whoever answers in their place, the person asked for is the borrower.

    filed: the name in the loan file, empty where nobody knows it; where it is said it needs no pattern around it.
    """
    for sentence in listening.call.sentences:
        if filed and (at := sentence.text.find(filed)) >= 0:
            yield from _filed(listening, sentence, at, filed)
        elif sentence.role is Role.AGENT:
            yield from _asked_for(listening, sentence)
        else:
            yield from _given(listening, sentence)


def _filed(listening: Listening, sentence: Sentence, at: int, name: str) -> Iterator[Candidate]:
    denied = fact_rules().people.wrong_person.search(listening.call.text_after(sentence.turn))
    if not (sentence.role is Role.AGENT and denied):
        how = How.VOLUNTEERED if sentence.role is Role.CUSTOMER else How.AGREED
        rule = f"{FACT}.file"
        end = at + len(name)
        yield candidate_at(sentence, at, end, fact=FACT, value=name, how=how, rule=rule, weight=_FILED)


def _asked_for(listening: Listening, sentence: Sentence) -> Iterator[Candidate]:
    patterns = _patterns()
    found = _first_name((*patterns.asked, *patterns.formal), sentence.plain)
    if found is None or _names_another(patterns, sentence.plain, found["name"]):
        return
    reply = listening.call.text_after(sentence.turn)
    if fact_rules().people.wrong_person.search(reply):
        return
    agreed = uptake(listening.call, sentence, found.end(), listening.talk) is Uptake.AGREED
    yield _candidate(sentence, found, How.AGREED if agreed else How.WENT_ALONG, f"{FACT}.asked", _ASKED)


def _given(listening: Listening, sentence: Sentence) -> Iterator[Candidate]:
    patterns = _patterns()
    if found := _first_name(patterns.said, sentence.plain):
        yield _candidate(sentence, found, How.VOLUNTEERED, f"{FACT}.said", _SAID)
    elif FACT in listening.questions.open_for(sentence) and (found := _first_name(patterns.answered, sentence.plain)):
        yield _candidate(sentence, found, How.ANSWERED, f"{FACT}.answered", _ANSWERED)


def _names_another(patterns: _Patterns, text: str, name: str) -> bool:
    """Whether the name is that of a guarantor, a colleague of the agent or the like."""
    return any(match["name"] == name for pattern in patterns.not_asked for match in pattern.finditer(text))


def _first_name(patterns: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    """The first match whose name is a name, not a word, a bank's, or a surname with a title."""
    for pattern in patterns:
        for match in pattern.finditer(text):
            if _is_name(match["name"]) and not _A_BANK.match(text, match.end("name")):
                return match
    return None


def _is_name(name: str) -> bool:
    patterns, given = _patterns(), name[1:]
    titled = any(given.startswith(title) or title.startswith(given) for title in patterns.titles if len(given) > 1)
    a_word = name in patterns.no_names or bool(patterns.never & set(given))
    return not titled and given not in patterns.titles and not a_word


def _candidate(sentence: Sentence, found: re.Match[str], how: How, rule: str, weight: float) -> Candidate:
    less = _LATER if sentence.turn > _OPENING_TURNS else 0.0
    less += _LESS_BADLY if sentence.heard < _BADLY_HEARD else 0.0
    start, end = found.span("name")
    return candidate_at(sentence, start, end, fact=FACT, value=found["name"], how=how, rule=rule, weight=weight - less)
