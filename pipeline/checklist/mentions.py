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
    utterance: Utterance
    start: int
    text: str


_SOURCE = {
    Act.RAISE: "raise",
    Act.SKIP: "raise",
    Act.STATE: "state",
    Act.VOLUNTEER: "volunteer",
    Act.RULE_OUT: "not_applicable",
    Act.SPOIL: "spoilers",
}
Key = tuple[str, str]


def find_mentions(transcript: Transcript, checklist: Checklist) -> tuple[Mention, ...]:
    """Every mention of every item of the checklist, in spoken order."""
    return tuple(
        mention
        for utterance in transcript.utterances
        for sentence in _sentences(utterance)
        for mention in _mentions_in(sentence, checklist)
    )


def _sentences(utterance: Utterance) -> tuple[_Sentence, ...]:
    found = _SENTENCE.finditer(utterance.text)
    return tuple(_Sentence(utterance=utterance, start=each.start(), text=each[0]) for each in found)


def _mentions_in(sentence: _Sentence, checklist: Checklist) -> Iterator[Mention]:
    for item, rule in checklist.items.items():
        yield from _of_either_side(sentence, item, rule)
        for name, part in rule.components.items():
            if sentence.utterance.role is Role.AGENT:
                yield from _of_agent(sentence, (item, name), part, checklist)
            else:
                yield from _found(sentence, (item, name), Act.VOLUNTEER, part.volunteer)


def _of_either_side(sentence: _Sentence, item: str, rule: ItemRule) -> Iterator[Mention]:
    yield from _found(sentence, (item, ""), Act.RULE_OUT, rule.not_applicable)
    if sentence.utterance.role is Role.CUSTOMER:
        yield from _found(sentence, (item, ""), Act.SPOIL, rule.spoilers)


def _of_agent(sentence: _Sentence, key: Key, part: Part, checklist: Checklist) -> Iterator[Mention]:
    if _any(part.unless, sentence.text) or _any(checklist.phrases.elsewhere, sentence.text):
        return
    raised = Act.SKIP if _any(checklist.phrases.skip, sentence.text) else Act.RAISE
    yield from _found(sentence, key, raised, part.ask)
    yield from _found(sentence, key, Act.STATE, part.state)


def _any(patterns: tuple[str, ...], text: str) -> bool:
    return any(compiled(pattern).search(text) for pattern in patterns)


def _found(sentence: _Sentence, key: Key, act: Act, patterns: tuple[str, ...]) -> Iterator[Mention]:
    """At most one mention a sentence: the first pattern that fires speaks for all."""
    for number, pattern in enumerate(patterns):
        if found := compiled(pattern).search(sentence.text):
            yield _mention(sentence, key, act, number, found)
            return


def _mention(sentence: _Sentence, key: Key, act: Act, number: int, found: re.Match[str]) -> Mention:
    text = sentence.utterance.text
    start, end = clause_around(text, sentence.start + found.start(), sentence.start + found.end())
    return Mention(
        item=key[0],
        part=key[1],
        act=act,
        utterance=sentence.utterance.index,
        start=start,
        end=end,
        quote=text[start:end],
        rule=".".join(filter(None, (*key, _SOURCE[act], str(number)))),
    )


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to the clauses that it touches, without the punctuation at either end."""
    while start > 0 and text[start - 1] not in _CLAUSE_BORDER:
        start -= 1
    while end < len(text) and text[end] not in _CLAUSE_BORDER:
        end += 1
    while end > start and text[end - 1] in _CLAUSE_BORDER:
        end -= 1
    return start, end
