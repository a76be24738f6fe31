"""Repairs what the recogniser misheard where the sound, the talk around it or the loan file say what was meant.

Loan terms: what may be repaired is listed in models/lexicon/repairs.yaml. Terms of three and more syllables are found
by sound anywhere; words of two only as the file allows, because too many of them sound like everyday words (逾期 and
预期, 核实 and 合适). Neither may run into the middle of another word: 保证信息 holds no 征信, 保证今天 no 保证金.

The customer's name, which the loan file spells and a recogniser can only guess (陈志强 for 成志墙), and 期 where it
wrote 七: the two sound the same, and lenders lend for only so many instalments.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.rulebook.pattern import NEVER, AnyOf, Regex
from pipeline.rulebook.yamlfile import load_yaml
from pipeline.text.edits import Edited, Replacement, rewritten
from pipeline.text.phonetics import PhoneticIndex, PhoneticMatch, distance, syllables
from pipeline.text.segmentation import lexicon, word_borders

PLACE: Final = "□"
PHRASE_RULE: Final = "phrase by sound"
WORD_RULE: Final = "word by sound and context"
_TERM_HAN: Final = re.compile("[\u3400-\u9fff]+")
_NUMERALS: Final = frozenset("零一二两三四五六七八九十百千万亿幺几半0123456789")
_SHORTEST_PHRASE: Final = 3
_CONTEXT: Final = 200  # characters around a word that can say what it is

NAME_RULE: Final = "name of the loan file by sound"
# A name of one character sounds like a hundred words.
_NAME: Final = re.compile("[\u4e00-\u9fff]{2,4}")
_NAME_HAN: Final = re.compile("[\u4e00-\u9fff]+")
# How unlike the syllables may be, by the name's length: one wrong initial in three, next to nothing in two.
_TOLERANCE: Final = {2: 0.4, 3: 0.6, 4: 0.9}
# The same where a name is sure to stand: two wrong parts, never a whole syllable.
_TOLERANCE_IN_PLACE: Final = {2: 0.8, 3: 1.4, 4: 1.4}
_BEFORE_NAME: Final = re.compile(r"(是|叫|找|问|本人|姓名|姓)$")
_LONGEST_BEFORE: Final = 2  # characters of what stands before a name
_AFTER_NAME: Final = re.compile(r"(先生|女士|小姐|师傅|老板|总|本人|老哥|大哥|大姐|阿姨)")

INSTALMENT_RULE: Final = "instalments by sound"
# What is replaced from the group "term" to the end: 三十六七 becomes 三十六期, 七线 becomes 期限.
_INSTALMENTS: Final = (
    (
        re.compile(
            r"(?<![\d零一二两三四五六七八九十百千万点])(?:12|18|24|36|48|60|十二|十八|二十四|三十六|四十八|六十)"
            r"(?P<term>[7七])(?![\d零一二三四五六七八九十百千万%号个点块元月年天])"
        ),
        "期",
    ),
    (re.compile(r"(?P<term>[7七其起])线"), "期限"),
)


class WordRule(Frozen):
    """When what was heard becomes a term of two characters.

    heard: what means nothing else. everyday: words that sound like it and are spoken as often. cues: patterns one of
    which must be found around anything else of the same sound; strict: the same for an everyday word. □ in a pattern
    stands for what was heard.
    """

    term: str = Field(min_length=2, max_length=2)
    heard: frozenset[str] = frozenset()
    everyday: frozenset[str] = frozenset()
    cues: tuple[Regex, ...] = ()
    strict: tuple[Regex, ...] = ()

    def accepts(self, written: str, surroundings: str) -> bool:
        """Whether what the recogniser wrote is the term, given the utterance with □ in its place."""
        if written in self.heard:
            return True
        patterns = self.strict if written in self.everyday else self.cues
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
        text = edited.text
        listed = (
            PhoneticMatch(found.start(), found.end(), self._listed[found[0]], 0.0)
            for found in self._any_listed.finditer(text)
        )
        known = [found.span() for found in self.known.finditer(text)]
        phrases = [
            (match, PHRASE_RULE)
            for match in self._phrase_index.matches(text)
            if _may_change(text, match, _overlapping(known, match))
        ]
        words = [
            (match, WORD_RULE)
            for match in (*self._word_index.matches(text), *listed)
            if _may_change(text, match, _overlapping(known, match)) and self._context_accepts(text, match)
        ]
        found = (*phrases, *words)
        borders = word_borders(text) if found else frozenset()
        return rewritten(edited, _best((match, rule) for match, rule in found if {match.start, match.end} <= borders))

    def _context_accepts(self, text: str, match: PhoneticMatch) -> bool:
        before = text[max(0, match.start - _CONTEXT) : match.start]
        surroundings = before + PLACE + text[match.end : match.end + _CONTEXT]
        return self._by_term[match.term].accepts(text[match.start : match.end], surroundings)


def _may_change(text: str, match: PhoneticMatch, known: Iterable[tuple[int, int]]) -> bool:
    """Whether the match is Chinese text other than the term, and no number or known word under it would go.

    known: where known words overlap it.
    """
    written = text[match.start : match.end]
    if written == match.term or not _TERM_HAN.fullmatch(written):
        return False
    # A number may not become another, nor vanish: 后十位 is not 后四位.
    if any(a != b for a, b in zip(written, match.term, strict=False) if a in _NUMERALS):
        return False
    return all(
        start >= match.start and match.term[start - match.start : end - match.start] == text[start:end]
        for start, end in known
    )


def _overlapping(spans: Sequence[tuple[int, int]], match: PhoneticMatch) -> Iterator[tuple[int, int]]:
    """Those of the spans, in order and apart from each other, that share a character with the match."""
    first = bisect_right(spans, match.start, key=lambda span: span[1])
    behind = bisect_left(spans, match.end, key=lambda span: span[0])
    yield from spans[first:behind]


def _best(matches: Iterable[tuple[PhoneticMatch, str]]) -> list[Replacement]:
    """The longest and nearest matches, none overlapping."""
    taken: list[Replacement] = []
    places: set[int] = set()
    for match, rule in sorted(matches, key=lambda m: (m[0].start - m[0].end, m[0].cost, m[0].start, m[0].term)):
        if places.isdisjoint(range(match.start, match.end)):
            taken.append(Replacement(start=match.start, end=match.end, text=match.term, rule=rule))
            places.update(range(match.start, match.end))
    return taken


def name_by_sound(edited: Edited, name: str) -> Edited:
    """The text with what sounds like name written as name; untouched where name is none."""
    if not _NAME.fullmatch(name):
        return edited
    text = edited.text
    spoken, wanted = syllables(text), syllables(name)
    replacements = []
    for start in range(len(text) - len(name) + 1):
        end = start + len(name)
        if not _NAME_HAN.fullmatch(text, start, end):
            continue
        in_place = _BEFORE_NAME.search(text[max(0, start - _LONGEST_BEFORE) : start]) or _AFTER_NAME.match(text, end)
        tolerance = (_TOLERANCE_IN_PLACE if in_place else _TOLERANCE)[len(name)]
        if sum(map(distance, spoken[start:end], wanted)) <= tolerance:
            replacements.append(Replacement(start=start, end=end, text=name, rule=NAME_RULE))
    return rewritten(edited, replacements)


def instalments_by_sound(edited: Edited) -> Edited:
    """The text with 三十六七 as 三十六期, and 七线 as 期限; each a change of its own."""
    return rewritten(
        edited,
        (
            Replacement(start=found.start("term"), end=found.end(), text=term, rule=INSTALMENT_RULE)
            for pattern, term in _INSTALMENTS
            for found in pattern.finditer(edited.text)
        ),
    )
