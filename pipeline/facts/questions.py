"""Which matters the agent has raised, and which of them a sentence may answer."""

import re
from collections.abc import Iterable

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Role
from pipeline.facts.call import Call, Sentence
from pipeline.facts.schema import Talk, Topic
from pipeline.intents.bank import Speech
from pipeline.intents.reading import Intent

_LONG_STATEMENT = 14  # characters; shorter ones (嗯，我记一下。) leave the question open
_HEADING_LENGTH = 9  # characters of a question that is nothing but its heading (那月收入呢？)
AGENT_TURNS_BACK = 3  # an answer comes at the latest after two turns of small talk, repetition or waiting
LEAST_LIKE = 0.15  # from here on a passage that is like the bank's questions counts for one
_SHORT_QUESTION = 6  # characters; shorter ones (大概呢？) ask on about the same matter


class Raised(Frozen):
    """One matter raised in one sentence. at: offset of the cue in the sentence."""

    topic: str
    sentence: int
    at: int


class Questions:
    """What the agent has raised, turn by turn."""

    def __init__(self, call: Call, topics: dict[str, Topic], talk: Talk, intents: Iterable[Intent] = ()) -> None:
        """Find the question cues of all topics in what the agent says.

        intents: what the passages of the call are likely to do; they speak for sentences without a cue.
        """
        self._call = call
        self._talk = talk
        asking = [i for i in intents if i.speech is Speech.RAISE and i.probability >= LEAST_LIKE]
        self._recalled = {
            sentence.number: tuple(_raised_in(sentence, topics))
            for sentence in call.said_by(Role.CUSTOMER)
            if talk.recall.search(sentence.plain)
        }
        self._raised = {
            number: tuple(
                sorted(
                    (
                        raised
                        for sentence in turn
                        for raised in _raised_in(sentence, topics) or _like(sentence, topics, asking)
                    ),
                    key=lambda raised: (raised.sentence, raised.at),
                )
            )
            for number, turn in enumerate(call.turns)
            if turn[0].role is Role.AGENT
        }

    def open_for(self, sentence: Sentence) -> tuple[str, ...]:
        """The topics that a sentence may answer, the last raised first.

        For a customer's sentence: what the customer comes back to in this turn (您刚才问…), then the topics of the
        nearest agent's turn that raised any, unless another question came between. For an agent's: those of earlier
        sentences of its own turn, since one channel may hold both voices.
        """
        if sentence.role is Role.AGENT:
            earlier = [raised for raised in self._raised[sentence.turn] if raised.sentence < sentence.number]
            return _latest_first(earlier)
        return _latest_first((*self._prompt(sentence.turn), *self._come_back_to(sentence)))

    def _come_back_to(self, sentence: Sentence) -> tuple[Raised, ...]:
        said = (*self._call.before_in_turn(sentence), sentence)
        return tuple(raised for earlier in said for raised in self._recalled.get(earlier.number, ()))

    def raised_right_before(self, sentence: Sentence) -> bool:
        """Whether the turn before a sentence's own raised anything."""
        return bool(self._raised.get(sentence.turn - 1))

    def prompt_text(self, sentence: Sentence) -> str:
        """The agent's sentences that raised what a customer's sentence may answer."""
        numbers = sorted({raised.sentence for raised in self._prompt(sentence.turn)})
        return "".join(self._call.sentences[number].plain for number in numbers)

    def period_asked(self, sentence: Sentence) -> str:
        """一年 or 一个月 where the question before a customer's sentence asks for that period, else ""."""
        prompt = self.prompt_text(sentence) if sentence.role is Role.CUSTOMER else ""
        if self._talk.monthly.search(prompt):
            return "一个月"
        return "一年" if self._talk.yearly.search(prompt) else ""

    def _prompt(self, turn: int) -> tuple[Raised, ...]:
        for number in range(turn - 1, max(-1, turn - 1 - 2 * AGENT_TURNS_BACK), -2):
            if self._raised.get(number):
                return self._raised[number]
            if self._moves_on(number):
                return ()
        return ()

    def _moves_on(self, turn: int) -> bool:
        """Whether an agent's turn without a known topic asks or tells something else, instead of waiting."""
        text = self._call.turn_texts[turn]
        if self._talk.again.search(text):
            return False
        return len(text) >= (_SHORT_QUESTION if self._talk.asking.search(text) else _LONG_STATEMENT)


def _raised_in(sentence: Sentence, topics: dict[str, Topic]) -> list[Raised]:
    """The topics that a sentence asks for; a heading only speaks in a short sentence."""
    return [
        Raised(topic=name, sentence=sentence.number, at=found.start())
        for name, topic in topics.items()
        if (found := _cue(sentence, topic)) and not topic.unless.search(sentence.plain)
    ]


def _like(sentence: Sentence, topics: dict[str, Topic], asking: Iterable[Intent]) -> list[Raised]:
    """The topics of the item that a sentence most likely asks for."""
    end = sentence.start + len(sentence.text)
    inside = [i for i in asking if i.utterance == sentence.utterance and sentence.start <= i.start and i.end <= end]
    likeliest = max(inside, key=lambda intent: intent.probability, default=None)
    return [
        Raised(topic=name, sentence=sentence.number, at=likeliest.start - sentence.start)
        for name, topic in topics.items()
        if likeliest and likeliest.about in topic.items
    ]


def _cue(sentence: Sentence, topic: Topic) -> re.Match[str] | None:
    short = len(sentence.plain) <= _HEADING_LENGTH
    return topic.ask.search(sentence.plain) or (topic.headings.search(sentence.plain) if short else None)


def _latest_first(raised: tuple[Raised, ...] | list[Raised]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.topic for entry in reversed(raised)))
