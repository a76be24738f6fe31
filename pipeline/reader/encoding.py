"""A call and the items it is judged on, as the language model reads them: tokens, with the place of every character."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, Protocol

import numpy as np
from tokenizers import Tokenizer

from pipeline.domain.base import Frozen
from pipeline.domain.transcript import Utterance
from pipeline.domain.vocabulary import ItemEntry, Kind, Role
from pipeline.reader.layout import Array
from pipeline.rulebook.taxonomy import taxonomy

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

    def token_range(self, turn: int, start: int, end: int) -> tuple[int, int] | None:
        """The tokens, as places in ids, that hold characters start to end of a turn; None where they were cut off."""
        first = self.ranges[turn][0]
        inside = [n for n, (a, b) in enumerate(self.turns[turn].offsets) if a < end and b > start and b > a]
        return (first + inside[0], first + inside[-1] + 1) if inside else None


def windows(tokenizer: Tokenizer, utterances: Sequence[Utterance], product: str, stage: str) -> tuple[TokenWindow, ...]:
    """The call in windows that hold every utterance once as fresh; most calls are one window."""
    prefix = tuple(tokenizer.encode(f"以下是银行{_PRODUCTS[product]}{_STAGES[stage]}电话的逐句记录。\n").ids)
    turns = [_encoded(tokenizer, utterance) for utterance in utterances]
    lengths = [len(turn.ids) for turn in turns]
    cut: list[TokenWindow] = []
    fresh = 0
    while fresh < len(turns):
        begin, end = _window_around(lengths, fresh)
        cut.append(TokenWindow(prefix=prefix, turns=tuple(turns[begin:end]), fresh=fresh - begin))
        fresh = end
    return tuple(cut)


def _window_around(lengths: Sequence[int], fresh: int) -> tuple[int, int]:
    """The range of turns in the window whose first fresh turn is given: context before it, then as many as fit.

    lengths: tokens of each turn. At least one turn is fresh, whatever its length.
    """
    begin, tokens = fresh, 0
    while begin > 0 and tokens + lengths[begin - 1] <= CONTEXT_TOKENS:
        begin -= 1
        tokens += lengths[begin]
    end = fresh + 1
    tokens += lengths[fresh]
    while end < len(lengths) and end - begin < WINDOW_TURNS and tokens + lengths[end] <= WINDOW_TOKENS:
        tokens += lengths[end]
        end += 1
    return begin, end


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


class AskedItem(Frozen):
    """One item of a checklist, the product's or a bank's own. text: its name and meaning, which the reader is given."""

    id: str
    kind: Kind
    text: str


def asked_item(item: str, entry: ItemEntry) -> AskedItem:
    """The item as the heads were trained to take it."""
    return AskedItem(id=item, kind=entry.kind, text=f"核实事项：{entry.name}。{entry.means}")


def asked_items(product: str, stage: str) -> tuple[AskedItem, ...]:
    """The product's own checklist."""
    return tuple(asked_item(item, taxonomy().items[item]) for item in taxonomy().items_of(product, stage))


def text_state(model: LanguageModel, text: str) -> Array:
    """The mean state of a text's tokens but the first, which only says that a text begins; shape (width,)."""
    mean: Array = model.states(list(model.tokenizer.encode(text).ids))[1:].mean(0)
    return mean


class ItemStates:
    """By item the state of its text: kept with what was trained, or read once where a bank wrote it."""

    def __init__(self, trained: Mapping[str, Array], model: LanguageModel) -> None:
        """trained: by id, of the product's own items."""
        self._model = model
        self._by_text = {asked_item(item, taxonomy().items[item]).text: state for item, state in trained.items()}

    def of(self, items: Sequence[AskedItem]) -> Array:
        """Shape (items, width)."""
        for item in items:
            if item.text not in self._by_text:
                self._by_text[item.text] = text_state(self._model, item.text)
        return np.stack([self._by_text[item.text] for item in items])
