"""First step of judging: where items are raised, stated, skipped, brought up or ruled out."""

import re
from collections.abc import Iterator
from enum import StrEnum

from pipeline.checklist.patterns import CUSTOMER, compiled, compiled_in_sound, masked
from pipeline.checklist.schema import Checklist, ItemRule, Part, PhraseFile
from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.language.homophones import chinese_characters, in_sound
from pipeline.language.sentences import clause_around, sentences

# Two syllables alike are chance; three in a row seldom are (domain.md measured it on 4499 pairs).
LEAST_BY_SOUND = 3


class Act(StrEnum):
    """What a mention does for its item."""

    RAISE = "raise"
    STATE = "state"
    SKIP = "skip"
    VOLUNTEER = "volunteer"
    RULE_OUT = "rule_out"
    SPOIL = "spoil"


class Found(StrEnum):
    """What gave a mention away: its words, the sound of the words alone, or only its being like phrases of the bank."""

    WORDS = "words"
    SOUND = "sound"
    LIKENESS = "likeness"


class Mention(Frozen):
    """One place where an item comes up.

    part: the key of the item's part, "" where it has none. start, end: character offsets of quote in the utterance's
    text. rule: which pattern fired, as item[.part].list.number. found: what gave it away.
    """

    item: str
    part: str
    act: Act
    utterance: int
    start: int
    end: int
    quote: str
    rule: str
    found: Found = Found.WORDS


class _Sentence(Frozen):
    """One sentence of an utterance. named: its text with the customer's name masked, character by character."""

    utterance: Utterance
    start: int
    text: str
    named: str

    def search(self, pattern: str) -> re.Match[str] | None:
        """Where the pattern holds, its <customer> being the name that the loan file gives."""
        return compiled(pattern).search(self.named if CUSTOMER in pattern else self.text)


_SOURCE = {
    Act.RAISE: "raise",
    Act.SKIP: "raise",
    Act.STATE: "state",
    Act.VOLUNTEER: "volunteer",
    Act.RULE_OUT: "not_applicable",
    Act.SPOIL: "spoilers",
}
Key = tuple[str, str]


def find_mentions(transcript: Transcript, checklist: Checklist, customer: str = "") -> tuple[Mention, ...]:
    """Every mention of every item of the checklist, in spoken order.

    customer: the name in the loan file, empty where nobody knows it.
    """
    return tuple(
        mention
        for utterance in transcript.utterances
        for sentence in _sentences(utterance, customer)
        for mention in _mentions_in(sentence, checklist)
    )


def find_mentions_by_sound(
    transcript: Transcript, checklist: Checklist, mentions: tuple[Mention, ...]
) -> tuple[Mention, ...]:
    """Mentions of parts that nobody seems to have raised, where a recogniser may have misheard the words.

    mentions: what was found by the words themselves; only parts without any are searched for. Written transcripts are
    taken at their word.
    """
    found = {(mention.item, mention.part) for mention in mentions if mention.act is not Act.SPOIL}
    return tuple(
        mention
        for utterance in transcript.utterances
        if utterance.channel is not None and utterance.role is Role.AGENT
        for sentence in _sentences(utterance)
        for item, rule in checklist.items.items()
        for name, part in rule.components.items()
        if (item, name) not in found
        for mention in _sounding(sentence, (item, name), part)
    )


def _sounding(sentence: _Sentence, key: Key, part: Part) -> Iterator[Mention]:
    if holds_any(part.unless, sentence.text):
        return
    yield from _found_by_sound(sentence, key, Act.RAISE, part.ask)
    yield from _found_by_sound(sentence, key, Act.STATE, part.state)


def _found_by_sound(sentence: _Sentence, key: Key, act: Act, patterns: tuple[str, ...]) -> Iterator[Mention]:
    text = in_sound(sentence.text)
    for number, pattern in enumerate(patterns):
        found = compiled_in_sound(pattern).search(text)
        if found and chinese_characters(sentence.text[found.start() : found.end()]) >= LEAST_BY_SOUND:
            mention = _mention(sentence, key, act, _rule(key, _SOURCE[act], number), found)
            yield mention.model_copy(update={"found": Found.SOUND})
            return


def _sentences(utterance: Utterance, customer: str = "") -> tuple[_Sentence, ...]:
    return tuple(
        _Sentence(utterance=utterance, start=each.start(), text=each[0], named=masked(each[0], customer))
        for each in sentences(utterance.text)
    )


def _mentions_in(sentence: _Sentence, checklist: Checklist) -> Iterator[Mention]:
    by_agent = sentence.utterance.role is Role.AGENT
    raised = raised_as(sentence.text, checklist.phrases) if by_agent else None
    for item, rule in checklist.items.items():
        yield from _of_either_side(sentence, item, rule)
        for name, part in rule.components.items():
            if raised:
                yield from _of_agent(sentence, (item, name), part, raised, checklist.phrases.skip)
            elif not by_agent:
                yield from _found(sentence, (item, name), Act.VOLUNTEER, part.volunteer)


def _of_either_side(sentence: _Sentence, item: str, rule: ItemRule) -> Iterator[Mention]:
    yield from _found(sentence, (item, ""), Act.RULE_OUT, rule.not_applicable)
    if sentence.utterance.role is Role.CUSTOMER:
        yield from _found(sentence, (item, ""), Act.SPOIL, rule.spoilers)


def raised_as(text: str, phrases: PhraseFile) -> Act | None:
    """What an agent's sentence does to the items that it names; None where it speaks of another loan or person."""
    if holds_any(phrases.elsewhere, text):
        return None
    return Act.SKIP if holds_any(phrases.skip, text) else Act.RAISE


def _of_agent(sentence: _Sentence, key: Key, part: Part, raised: Act, skip: tuple[str, ...]) -> Iterator[Mention]:
    if holds_any(part.unless, sentence.text):
        return
    for mention in _found(sentence, key, raised, part.ask):
        far = raised is Act.SKIP and _far_from_a_skip(sentence.utterance, mention, skip)
        yield mention.model_copy(update={"act": Act.RAISE}) if far else mention
    stated = list(_found(sentence, key, Act.STATE, part.state))
    yield from stated
    if not stated and sentence.utterance.channel is not None:
        yield from _found(sentence, key, Act.STATE, part.heard, "heard")


def _far_from_a_skip(utterance: Utterance, mention: Mention, skip: tuple[str, ...]) -> bool:
    """A recogniser writes no full stops: there a skip counts from the clause before a mention to two after it."""
    if utterance.channel is None:
        return False
    text = utterance.text
    before = clause_around(text, max(0, mention.start - 2), max(0, mention.start - 1))[0]
    after = mention.end
    for _ in range(2):
        after = clause_around(text, min(len(text), after + 1), min(len(text), after + 2))[1]
    return not holds_any(skip, text[before:after])


def holds_any(patterns: tuple[str, ...], text: str) -> bool:
    """Whether any of the patterns is found in text."""
    return any(compiled(pattern).search(text) for pattern in patterns)


def _found(sentence: _Sentence, key: Key, act: Act, patterns: tuple[str, ...], source: str = "") -> Iterator[Mention]:
    """At most one mention a sentence: the first pattern that fires speaks for all.

    source: the list of patterns, where it is not the one that usually shows the act.
    """
    for number, pattern in enumerate(patterns):
        if found := sentence.search(pattern):
            yield _mention(sentence, key, act, _rule(key, source or _SOURCE[act], number), found)
            return


def _rule(key: Key, source: str, number: int) -> str:
    return ".".join(filter(None, (*key, source, str(number))))


def _mention(sentence: _Sentence, key: Key, act: Act, rule: str, found: re.Match[str]) -> Mention:
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
        rule=rule,
    )
