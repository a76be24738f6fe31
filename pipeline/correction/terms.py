"""Repairs loan terms that the recogniser misheard, where the sound and the talk around it say what was meant.

What may be repaired is listed in models/lexicon/repairs.yaml. Terms of three and more syllables are found by sound
anywhere; words of two only as the file allows, because too many of them sound like everyday words (逾期 and 预期, 核实
and 合适). Neither may run into the middle of another word: 保证信息 holds no 征信, 保证今天 no 保证金.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.rulebook.yamlfile import NEVER, AnyOf, Regex, load_yaml
from pipeline.text.edits import Edited, Replacement, rewritten
from pipeline.text.phonetics import PhoneticIndex, PhoneticMatch
from pipeline.text.segmentation import cuts_a_word, lexicon

PLACE: Final = "□"
PHRASE_RULE: Final = "phrase by sound"
WORD_RULE: Final = "word by sound and context"
_HAN: Final = re.compile("[\u3400-\u9fff]+")
_NUMERALS: Final = frozenset("零一二两三四五六七八九十百千万亿幺几半0123456789")
_SHORTEST_PHRASE: Final = 3


class WordRule(Frozen):
    """When what was heard becomes a term of two characters.

    heard: what means nothing else. everyday: words that sound like it and are said as often. cues: patterns one of
    which must be found around anything else of the same sound; strict: the same for an everyday word. □ in a pattern
    stands for what was heard.
    """

    term: str = Field(min_length=2, max_length=2)
    heard: frozenset[str] = frozenset()
    everyday: frozenset[str] = frozenset()
    cues: tuple[Regex, ...] = ()
    strict: tuple[Regex, ...] = ()

    def accepts(self, heard: str, surroundings: str) -> bool:
        """Whether what was heard is the term, given the utterance with □ in its place."""
        if heard in self.heard:
            return True
        patterns = self.strict if heard in self.everyday else self.cues
        return any(pattern.search(surroundings) for pattern in patterns)


class TermRules(Frozen):
    """models/lexicon/repairs.yaml. names: patterns around which a name stands, so that nothing is respelled there."""

    phrases: tuple[str, ...]
    words: tuple[WordRule, ...]
    keep: tuple[str, ...] = ()
    names: AnyOf = NEVER


def read_term_rules(folder: Path) -> TermRules:
    """The rules of a models folder; the lexicon's terms of three and more characters are phrases too.

    Raises:
        ChecklistError: the file is not as it must be, or a pattern does not compile; names the line.
    """
    rules = load_yaml(folder / "lexicon" / "repairs.yaml").parse(TermRules)
    phrases = (*rules.phrases, *(term for term in lexicon().terms if len(term) >= _SHORTEST_PHRASE))
    return rules.model_copy(update={"phrases": tuple(dict.fromkeys(phrases))})


class TermRepair:
    """Puts misheard terms right."""

    def __init__(self, rules: TermRules) -> None:
        """File phrases and words by their sound."""
        self.rules = rules
        self._phrase_index = PhoneticIndex(rules.phrases)
        self._word_index = PhoneticIndex(rule.term for rule in rules.words)
        self._by_term = {rule.term: rule for rule in rules.words}
        self._listed = {h: rule.term for rule in rules.words for h in rule.heard if len(h) == len(rule.term)}
        self._any_listed = re.compile("|".join(map(re.escape, self._listed)) or "(?!)")

    @cached_property
    def known(self) -> re.Pattern[str]:
        """Every known term and every word that is kept, the longest first."""
        words = {*self.rules.phrases, *lexicon().terms, *self._by_term, *self.rules.keep}
        return re.compile("|".join(map(re.escape, sorted(words, key=lambda term: (-len(term), term)))))

    def repair(self, edited: Edited) -> Edited:
        """The text with misheard terms put right, each a change under the rule that did it.

        What is already a known term, a number, or a word that the lexicon keeps is left alone.
        """
        return rewritten(edited, _best([*self._phrases(edited.text), *self._words(edited.text)]))

    def _phrases(self, text: str) -> Iterator[tuple[PhoneticMatch, str]]:
        for match in self._phrase_index.matches(text):
            if self._may_change(text, match) and not cuts_a_word(text, match.start, match.end):
                yield match, PHRASE_RULE

    def _words(self, text: str) -> Iterator[tuple[PhoneticMatch, str]]:
        listed = (
            PhoneticMatch(found.start(), found.end(), self._listed[found[0]], 0.0)
            for found in self._any_listed.finditer(text)
        )
        for match in (*self._word_index.matches(text), *listed):
            around = text[: match.start] + PLACE + text[match.end :]
            heard = text[match.start : match.end]
            allowed = self._may_change(text, match) and self._by_term[match.term].accepts(heard, around)
            if allowed and not cuts_a_word(text, match.start, match.end):
                yield match, WORD_RULE

    def _may_change(self, text: str, match: PhoneticMatch) -> bool:
        heard = text[match.start : match.end]
        return (
            heard != match.term
            and _HAN.fullmatch(heard) is not None
            and _keeps_numerals(heard, match.term)
            and self._keeps_known_words(text, match)
        )

    def _keeps_known_words(self, text: str, match: PhoneticMatch) -> bool:
        """A known word under the match must stay where it is in the term."""
        for known in self.known.finditer(text):
            if known.start() < match.end and match.start < known.end():
                at = known.start() - match.start
                if at < 0 or match.term[at : at + len(known[0])] != known[0]:
                    return False
        return True


def _keeps_numerals(heard: str, term: str) -> bool:
    """A number that was heard may not become another, nor vanish: 后十位 is not 后四位."""
    pairs = [(a, b) for a, b in zip(heard, term, strict=False) if a in _NUMERALS]
    return all(a == b for a, b in pairs)


def _best(matches: Iterable[tuple[PhoneticMatch, str]]) -> list[Replacement]:
    """The longest and nearest matches, none overlapping."""
    taken: list[Replacement] = []
    for match, rule in sorted(matches, key=lambda m: (m[0].start - m[0].end, m[0].cost, m[0].start, m[0].term)):
        if all(match.end <= other.start or other.end <= match.start for other in taken):
            taken.append(Replacement(start=match.start, end=match.end, text=match.term, rule=rule))
    return taken
