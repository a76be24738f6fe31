"""A call as the language model reads it: tokens, with the place of every turn and character."""

from collections.abc import Sequence
from functools import cached_property
from typing import Final, Protocol

from tokenizers import Tokenizer

from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Utterance
from pipeline.domain.vocabulary import Role
from pipeline.reader.base_model import Array

_PRODUCTS: Final = {
    "consumer": "个人消费贷款",
    "business": "个人经营贷款",
    "mortgage": "个人住房按揭贷款",
    "project": "项目融资",
}
_STAGES: Final = {"pre_loan": "贷前调查", "in_review": "贷时审查签约", "post_loan": "贷后管理"}
_SPEAKERS: Final = {Role.AGENT: "坐席：", Role.CUSTOMER: "客户："}
# Windows of a long call: what is read anew, and how much of what came before is read again for its context.
WINDOW_TOKENS, CONTEXT_TOKENS, WINDOW_TURNS = 3072, 768, 160


class LanguageModel(Protocol):
    """What the reader needs of a language model; a Trunk is one, recorded states are another."""

    @property
    def tokenizer(self) -> Tokenizer:
        """How it cuts a text into tokens."""
        ...

    def states(self, ids: list[int]) -> Array:
        """The state of each token, shape (tokens, width)."""
        ...


class EncodedTurn(Frozen):
    """One utterance as tokens.

    offsets: each token's characters in the utterance's text; (0, 0) for what frames it. cut: whether there were more.
    """

    utterance: int
    role: Role
    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]
    cut: bool


class TokenWindow(Frozen):
    """Turns that are read in one go. fresh: where those begin that were not in an earlier window."""

    prefix: tuple[int, ...]
    turns: tuple[EncodedTurn, ...]
    fresh: int

    @cached_property
    def ids(self) -> list[int]:
        """All tokens in order."""
        return [*self.prefix, *(token for turn in self.turns for token in turn.ids)]

    @cached_property
    def ranges(self) -> list[tuple[int, int]]:
        """By turn the range of its tokens in ids."""
        ranges, at = [], len(self.prefix)
        for turn in self.turns:
            ranges.append((at, at + len(turn.ids)))
            at += len(turn.ids)
        return ranges


def windows(tokenizer: Tokenizer, utterances: Sequence[Utterance], product: str, stage: str) -> tuple[TokenWindow, ...]:
    """The call in windows that hold every utterance once as fresh; most calls are one window."""
    prefix = tuple(tokenizer.encode(f"以下是银行{_PRODUCTS[product]}{_STAGES[stage]}电话的逐句记录。\n").ids)
    turns = [_encoded(tokenizer, utterance) for utterance in utterances]
    cut: list[TokenWindow] = []
    at = 0
    while at < len(turns):
        begin = _context_begin(turns, at)
        end = _window_end(turns, begin, at)
        cut.append(TokenWindow(prefix=prefix, turns=tuple(turns[begin:end]), fresh=at - begin))
        at = end
    return tuple(cut)


def _context_begin(turns: list[EncodedTurn], at: int) -> int:
    begin, tokens = at, 0
    while begin > 0 and tokens + len(turns[begin - 1].ids) <= CONTEXT_TOKENS:
        begin -= 1
        tokens += len(turns[begin].ids)
    return begin


def _window_end(turns: list[EncodedTurn], begin: int, at: int) -> int:
    """At least one fresh turn, then as many as fit."""
    end, tokens = at + 1, sum(len(turn.ids) for turn in turns[begin : at + 1])
    while end < len(turns) and end - begin < WINDOW_TURNS and tokens + len(turns[end].ids) <= WINDOW_TOKENS:
        tokens += len(turns[end].ids)
        end += 1
    return end


def _encoded(tokenizer: Tokenizer, utterance: Utterance) -> EncodedTurn:
    """A turn that alone would fill a window is cut; what is cut off stays unread, and reports say so."""
    speaker = _SPEAKERS[utterance.role]
    encoding = tokenizer.encode(f"{speaker}{utterance.text}\n")
    most = WINDOW_TOKENS - CONTEXT_TOKENS
    return EncodedTurn(
        utterance=utterance.index,
        role=utterance.role,
        ids=tuple(encoding.ids[:most]),
        offsets=tuple(
            (max(0, start - len(speaker)), max(0, end - len(speaker))) for start, end in encoding.offsets[:most]
        ),
        cut=len(encoding.ids) > most,
    )
