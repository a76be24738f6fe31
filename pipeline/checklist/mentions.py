"""First step of judging: where items are raised, stated, skipped, brought up or ruled out."""

import re
from collections.abc import Iterator
from enum import StrEnum

from pipeline.checklist.patterns import compiled
from pipeline.checklist.schema import Checklist, ItemRule, Part
from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role

_SENTENCE = re.compile(r"[^。！？!?…]+[。！？!?…]*")
_CLAUSE_BORDER = "，。！？；、,!?;… "


class Act(StrEnum):
    """What a mention does for its item."""

    RAISE = "raise"
    STATE = "state"
    SKIP = "skip"
    VOLUNTEER = "volunteer"
    RULE_OUT = "rule_out"
    SPOIL = "spoil"


class Mention(Frozen):
    """One place where an item comes up.

    part: the key of the item's part, "" where it has none. start, end: character offsets of quote in the utterance's
    text. rule: which pattern fired, as item[.part].list.number.
    """

    item: str
    part: str
    act: Act
    utterance: int
    start: int
    end: int
    quote: str
    rule: str


class _Sentence(Frozen):
    start: int
    text: str


def find_mentions(transcript: Transcript, checklist: Checklist) -> tuple[Mention, ...]:
    """Every mention of every item of the checklist, in spoken order."""
    return tuple(
        mention
        for utterance in transcript.utterances
        for sentence in _sentences(utterance.text)
        for mention in _mentions_in(utterance, sentence, checklist)
    )


def _sentences(text: str) -> tuple[_Sentence, ...]:
    return tuple(_Sentence(start=found.start(), text=found[0]) for found in _SENTENCE.finditer(text))


def _mentions_in(utterance: Utterance, sentence: _Sentence, checklist: Checklist) -> Iterator[Mention]:
    for item, rule in checklist.items.items():
        yield from _of_either_side(utterance, sentence, item, rule)
        for name, part in rule.components.items():
            if utterance.role is Role.AGENT:
                yield from _of_agent(utterance, sentence, (item, name), part, checklist)
            else:
                yield from _found(utterance, sentence, (item, name), Act.VOLUNTEER, "volunteer", part.volunteer)


def _of_either_side(utterance: Utterance, sentence: _Sentence, item: str, rule: ItemRule) -> Iterator[Mention]:
    yield from _found(utterance, sentence, (item, ""), Act.RULE_OUT, "not_applicable", rule.not_applicable)
    if utterance.role is Role.CUSTOMER:
        yield from _found(utterance, sentence, (item, ""), Act.SPOIL, "spoilers", rule.spoilers)


def _of_agent(
    utterance: Utterance, sentence: _Sentence, key: tuple[str, str], part: Part, checklist: Checklist
) -> Iterator[Mention]:
    if _any(part.unless, sentence.text) or _any(checklist.phrases.elsewhere, sentence.text):
        return
    raised = Act.SKIP if _any(checklist.phrases.skip, sentence.text) else Act.RAISE
    yield from _found(utterance, sentence, key, raised, "raise", part.ask)
    yield from _found(utterance, sentence, key, Act.STATE, "state", part.state)


def _any(patterns: tuple[str, ...], text: str) -> bool:
    return any(compiled(pattern).search(text) for pattern in patterns)


def _found(
    utterance: Utterance,
    sentence: _Sentence,
    key: tuple[str, str],
    act: Act,
    source: str,
    patterns: tuple[str, ...],
) -> Iterator[Mention]:
    """At most one mention a sentence: the first pattern that fires speaks for all."""
    for number, pattern in enumerate(patterns):
        if found := compiled(pattern).search(sentence.text):
            start, end = clause_around(utterance.text, sentence.start + found.start(), sentence.start + found.end())
            yield Mention(
                item=key[0],
                part=key[1],
                act=act,
                utterance=utterance.index,
                start=start,
                end=end,
                quote=utterance.text[start:end],
                rule=".".join(filter(None, (*key, source, str(number)))),
            )
            return


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to the clauses that it touches, without the punctuation at either end."""
    while start > 0 and text[start - 1] not in _CLAUSE_BORDER:
        start -= 1
    while end < len(text) and text[end] not in _CLAUSE_BORDER:
        end += 1
    while end > start and text[end - 1] in _CLAUSE_BORDER:
        end -= 1
    return start, end
