"""Repairs what the recogniser misheard, where the sound and the talk around it say what was meant.

Terms of three and more syllables are found by sound anywhere; words of two only as models/lexicon/repairs.yaml
allows, because too many of them sound like everyday words (逾期 and 预期, 核实 and 合适). Neither may run into the
middle of another word: 保证信息 holds no 征信, 保证今天 no 保证金.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from pipeline.language.edits import Edited, Replacement, rewritten
from pipeline.language.repairs import PLACE, CompiledWord, repairs
from pipeline.language.segment import cuts_a_word
from pipeline.language.sounds import Hearing, SoundIndex

PHRASE_RULE: Final = "phrase by sound"
WORD_RULE: Final = "word by sound and context"
_HAN: Final = re.compile("[\u3400-\u9fff]+")
_NUMERALS: Final = frozenset("零一二两三四五六七八九十百千万亿幺几半0123456789")


def repair(edited: Edited) -> Edited:
    """The text with misheard terms put right, each a change under the rule that did it.

    What is already a known term, a number, or a word that the lexicon keeps is left alone.
    """
    hearings = [*_phrases(edited.text), *_words(edited.text)]
    return rewritten(edited, _best(hearings))


def _phrases(text: str) -> Iterator[tuple[Hearing, str]]:
    for hearing in _phrase_index().hearings(text):
        if _may_change(text, hearing) and not cuts_a_word(text, hearing.start, hearing.end):
            yield hearing, PHRASE_RULE


def _words(text: str) -> Iterator[tuple[Hearing, str]]:
    rules = _rules_by_term()
    for hearing in (*_word_index().hearings(text), *_listed(text)):
        around = text[: hearing.start] + PLACE + text[hearing.end :]
        heard = text[hearing.start : hearing.end]
        allowed = _may_change(text, hearing) and rules[hearing.term].accepts(heard, around)
        if allowed and not cuts_a_word(text, hearing.start, hearing.end):
            yield hearing, WORD_RULE


def _listed(text: str) -> Iterator[Hearing]:
    """The hearings that are listed word for word."""
    pattern, terms = _listed_hearings()
    for match in pattern.finditer(text):
        yield Hearing(match.start(), match.end(), terms[match.group()], 0.0)


def _may_change(text: str, hearing: Hearing) -> bool:
    heard = text[hearing.start : hearing.end]
    return (
        heard != hearing.term
        and _HAN.fullmatch(heard) is not None
        and _keeps_numerals(heard, hearing.term)
        and _keeps_known_words(text, hearing)
    )


def _keeps_numerals(heard: str, term: str) -> bool:
    """A number that was heard may not become another, nor vanish: 后十位 is not 后四位."""
    pairs = [(a, b) for a, b in zip(heard, term, strict=False) if a in _NUMERALS]
    return all(a == b for a, b in pairs)


def _keeps_known_words(text: str, hearing: Hearing) -> bool:
    """A known word under the hearing must stay where it is in the term."""
    for match in repairs().protected.finditer(text):
        if match.start() < hearing.end and hearing.start < match.end():
            at = match.start() - hearing.start
            if at < 0 or hearing.term[at : at + len(match.group())] != match.group():
                return False
    return True


def _best(hearings: Iterable[tuple[Hearing, str]]) -> list[Replacement]:
    """The longest and nearest hearings, none overlapping."""
    taken: list[Replacement] = []
    for hearing, rule in sorted(hearings, key=lambda h: (h[0].start - h[0].end, h[0].cost, h[0].start, h[0].term)):
        if all(hearing.end <= other.start or other.end <= hearing.start for other in taken):
            taken.append(Replacement(start=hearing.start, end=hearing.end, text=hearing.term, rule=rule))
    return taken


@cache
def _phrase_index() -> SoundIndex:
    return SoundIndex(repairs().phrases)


@cache
def _word_index() -> SoundIndex:
    return SoundIndex(rule.term for rule in repairs().words)


@cache
def _rules_by_term() -> dict[str, CompiledWord]:
    return {rule.term: rule for rule in repairs().words}


@cache
def _listed_hearings() -> tuple[re.Pattern[str], dict[str, str]]:
    terms = {heard: rule.term for rule in repairs().words for heard in rule.heard if len(heard) == len(rule.term)}
    return re.compile("|".join(map(re.escape, terms))), terms
