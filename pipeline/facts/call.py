"""The call as the rules read it: sentences with their speaker, their turn, and what the other side said around them."""

import re
from functools import cached_property

from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role

_A_NOT_A = re.compile(r"([一-龥])[不没](?=\1)")
_LONE_ONE = re.compile(r"(?<![\d.])1(?=[个年期月笔次样共直起般套辆台家定点下些块天张把])")
SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")  # an ellipsis is a pause, not an end


class Sentence(Frozen):
    """One sentence of one utterance.

    number: its place in the call. utterance: Utterance.index. turn: its place among the turns; a turn is what one side
    says without a word from the other between. start: offset of text in the utterance's text. plain: text with the
    no of A-not-A questions taken out and a lone 1 written 一, character by character, so that offsets are the same.
    heard: the utterance's confidence, 0 to 1.
    """

    number: int
    utterance: int
    role: Role
    turn: int
    start: int
    text: str
    plain: str
    heard: float


class Call:
    """One transcript, cut into sentences and turns; never changed after it was made."""

    def __init__(self, transcript: Transcript) -> None:
        """Cut the transcript; utterances without text are left out."""
        self.utterances: dict[int, Utterance] = {u.index: u for u in transcript.utterances}
        self.sentences: tuple[Sentence, ...] = _cut(transcript.utterances)

    @cached_property
    def turns(self) -> tuple[tuple[Sentence, ...], ...]:
        """The sentences of each turn, in spoken order."""
        turns: list[list[Sentence]] = []
        for sentence in self.sentences:
            if sentence.turn == len(turns):
                turns.append([])
            turns[sentence.turn].append(sentence)
        return tuple(map(tuple, turns))

    @cached_property
    def turn_texts(self) -> tuple[str, ...]:
        """What each turn says, sentences joined."""
        return tuple("".join(sentence.text for sentence in turn) for turn in self.turns)

    def text_after(self, turn: int) -> str:
        """What the other side says right after a turn, "" at the end of the call."""
        return self.turn_texts[turn + 1] if turn + 1 < len(self.turns) else ""

    def rest_of_turn(self, sentence: Sentence) -> tuple[Sentence, ...]:
        """The sentences of the same turn that follow."""
        return tuple(other for other in self.turns[sentence.turn] if other.number > sentence.number)

    def before_in_turn(self, sentence: Sentence) -> tuple[Sentence, ...]:
        """The sentences of the same turn that come earlier."""
        return tuple(other for other in self.turns[sentence.turn] if other.number < sentence.number)

    def said_by(self, role: Role) -> tuple[Sentence, ...]:
        """All sentences of one side."""
        return tuple(sentence for sentence in self.sentences if sentence.role is role)


def _cut(utterances: tuple[Utterance, ...]) -> tuple[Sentence, ...]:
    sentences: list[Sentence] = []
    turn, speaker = -1, None
    for utterance in utterances:
        for found in SENTENCE.finditer(utterance.text):
            turn += utterance.role is not speaker
            speaker = utterance.role
            sentences.append(
                Sentence(
                    number=len(sentences),
                    utterance=utterance.index,
                    role=utterance.role,
                    turn=turn,
                    start=found.start(),
                    text=found[0],
                    plain=plain(found[0]),
                    heard=utterance.confidence,
                )
            )
    return tuple(sentences)


def plain(text: str) -> str:
    """The text as patterns read it, of the same length: 有没有 as 有否有, 1个月 as 一个月."""
    return _LONE_ONE.sub("一", _A_NOT_A.sub(r"\1否", text))
