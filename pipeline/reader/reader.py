"""The door of this room: a transcript in, what was done and said in it out, as probabilities."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role
from pipeline.reader.artefact import Artefact, Description
from pipeline.reader.base_model import Array
from pipeline.reader.encoding import LanguageModel, TokenWindow, windows
from pipeline.reader.heads import Heads, HeadsInput, Indices, Outputs
from pipeline.reader.items import AskedItem, ItemStates
from pipeline.reader.reading import NamedSpan, Reading, Span
from pipeline.rulebook.taxonomy import taxonomy

_ROLES: Final = {Role.AGENT: 0, Role.CUSTOMER: 1}
_BEGINS, _GOES_ON = 0.3, 0.4  # from which probability on a token begins or continues a name


class Reader:
    """Reads calls; the language model is loaded when it is made and kept."""

    def __init__(self, artefact: Artefact, trunk: LanguageModel) -> None:
        """Take what was trained, and the language model that it was trained on."""
        self.labels: Description = artefact.description
        self.identity = artefact.identity
        self._trunk = trunk
        self._heads = Heads(artefact.heads, artefact.status_head)
        self._item_states = ItemStates(artefact.item_texts, trunk)

    def read(
        self,
        transcript: Transcript,
        product: str,
        stage: str,
        items: tuple[AskedItem, ...],
        spans: Sequence[Span] = (),
    ) -> Reading:
        """What the utterances do to each item of the checklist, and which spans are facts.

        items: the product's own or a bank's. spans: quantities that may be a fact's value; figures of the reading has a
        row for each.
        """
        cut = windows(self._trunk.tokenizer, transcript.utterances, product, stage)
        read = [self._window(window, product, stage, items, spans) for window in cut]
        acts = _stacked(
            [outputs.acts[window.fresh :] for window, outputs, _ in read], len(items), len(self.labels.acts)
        )
        return Reading(
            labels=self.labels,
            utterances=tuple(turn.utterance for window in cut for turn in window.turns[window.fresh :]),
            items=items,
            acts=acts,
            statuses=self._statuses(acts, items),
            conduct=_rows([o.conduct[w.fresh :] for w, o, _ in read], len(self.labels.conduct)),
            figures=_figures(read, len(spans), len(self.labels.figures)),
            values=_rows([o.values[w.fresh :] for w, o, _ in read], len(self.labels.values)),
            names=tuple(self._names([(window, outputs) for window, outputs, _ in read])),
            cut=tuple(turn.utterance for window in cut for turn in window.turns[window.fresh :] if turn.cut),
        )

    def status_without(self, reading: Reading, item: str, utterance: int) -> dict[str, float]:
        """The item's status probabilities if one utterance did nothing to it."""
        acts = reading.acts.copy()
        row = acts[reading.utterances.index(utterance), reading.place_of(item)]
        row[:] = 0
        row[0] = 1
        statuses = self._statuses(acts, reading.items)[reading.place_of(item)]
        return dict(zip(self.labels.statuses, map(float, statuses), strict=True))

    def _window(
        self, window: TokenWindow, product: str, stage: str, items: tuple[AskedItem, ...], spans: Sequence[Span]
    ) -> tuple[TokenWindow, Outputs, list[int]]:
        """What is read off one window, and which of spans its rows of figures are."""
        placed = placed_in(window, spans)
        inputs = window_inputs(
            window,
            self._trunk.states(window.ids),
            call=kind_row(self.labels, product, stage),
            placed=placed,
            item_texts=self._item_states.of(items),
            item_ids=item_ids(self.labels, [item.id for item in items]),
        )
        return window, self._heads.read(inputs), [span.place for span in placed]

    def _statuses(self, acts: Array, items: tuple[AskedItem, ...]) -> Array:
        if not len(acts):  # nobody spoke: nothing was done to any item
            acts = np.zeros((1, len(items), len(self.labels.acts)), np.float32)
            acts[..., 0] = 1
        kinds = [taxonomy().kinds.index(item.kind) for item in items]
        ids = item_ids(self.labels, [item.id for item in items])
        rows = self._heads.statuses(acts, ids, kinds, self.labels.temperature)
        for row, item in zip(rows, items, strict=True):
            row[:] = shifted(row, self.labels.shift_of(item.id))
        return rows

    def _names(self, read: list[tuple[TokenWindow, Outputs]]) -> list[NamedSpan]:
        found = [name for window, outputs in read for name in _names_in(self.labels, window, outputs)]
        return sorted(found, key=lambda name: -name.probability)


def shifted(probabilities: Array, shift: Sequence[float]) -> Array:
    """Probabilities (statuses) with something added to the logarithm of each; none added gives them back."""
    if not any(shift):
        return probabilities
    raised = probabilities * np.exp(np.array(shift, np.float32))
    shares: Array = raised / raised.sum()
    return shares


def item_ids(labels: Description, items: Sequence[str]) -> Indices:
    """Each item's row among those trained on; one past the last for a bank's own."""
    known = {item: n for n, item in enumerate(labels.items)}
    return np.array([known.get(item, len(known)) for item in items], np.int64)


def kind_row(labels: Description, product: str, stage: str) -> int:
    """The row of a product and stage among the kinds of calls."""
    return labels.products.index(product) * len(labels.stages) + labels.stages.index(stage)


class PlacedSpan(NamedTuple):
    """A span in a window: its place among the spans, its turn, and the range of its tokens."""

    place: int
    turn: int
    tokens: tuple[int, int]


def window_inputs(
    window: TokenWindow, states: Array, *, call: int, placed: Sequence[PlacedSpan], item_texts: Array, item_ids: Indices
) -> HeadsInput:
    """A window as the heads take it.

    states: of all its tokens, prefix included. call: as kind_row gives it. placed: the spans that stand in it.
    """
    first = len(window.prefix)
    rows = np.zeros((len(placed), len(states) - first), np.float32)
    for row, span in zip(rows, placed, strict=True):
        start, end = span.tokens
        row[start - first : end - first] = 1 / (end - start)
    return HeadsInput(
        states=states[first:],
        turn_of=np.repeat(np.arange(len(window.turns)), [len(turn.ids) for turn in window.turns]).astype(np.int64),
        roles=np.array([_ROLES[turn.role] for turn in window.turns], np.int64),
        call=call,
        item_texts=item_texts,
        item_ids=item_ids,
        spans=rows,
        span_turns=np.array([span.turn for span in placed], np.int64),
    )


def placed_in(window: TokenWindow, spans: Sequence[Span]) -> tuple[PlacedSpan, ...]:
    """The spans that stand in the window's fresh turns."""
    turns = {turn.utterance: n for n, turn in enumerate(window.turns) if n >= window.fresh}
    found = ((n, turns[span.utterance], span) for n, span in enumerate(spans) if span.utterance in turns)
    return tuple(
        PlacedSpan(n, turn, tokens)
        for n, turn, span in found
        if (tokens := token_range(window, turn, span.start, span.end))
    )


def token_range(window: TokenWindow, turn: int, start: int, end: int) -> tuple[int, int] | None:
    """The window's tokens that hold characters start to end of a turn; None where they were cut off."""
    at = window.ranges[turn][0]
    inside = [n for n, (a, b) in enumerate(window.turns[turn].offsets) if a < end and b > start and b > a]
    return (at + inside[0], at + inside[-1] + 1) if inside else None


def _rows(parts: list[Array], width: int) -> Array:
    return np.concatenate(parts) if parts else np.zeros((0, width), np.float32)


def _stacked(parts: list[Array], items: int, acts: int) -> Array:
    return np.concatenate(parts) if parts else np.zeros((0, items, acts), np.float32)


def _figures(read: list[tuple[TokenWindow, Outputs, list[int]]], spans: int, figures: int) -> Array:
    """By span the probability that it is each fact's value and holds."""
    gathered = np.zeros((spans, figures), np.float32)
    for _, outputs, chosen in read:
        gathered[chosen] = outputs.figures[:, 1:] * outputs.valid[:, None]
    return gathered


def _names_in(labels: Description, window: TokenWindow, outputs: Outputs) -> list[NamedSpan]:
    """The stretches that are tagged as names; tags are O, B-FACT, I-FACT and so on."""
    found = []
    first = len(window.prefix)
    for turn, (start, end) in list(zip(window.turns, window.ranges, strict=True))[window.fresh :]:
        tags = outputs.tags[start - first : end - first]
        for begins in range(1, len(labels.tags), 2):
            fact = labels.tags[begins].removeprefix("B-")
            for a, b in _stretches(tags[:, begins], tags[:, begins + 1]):
                characters = turn.offsets[a][0], turn.offsets[b - 1][1]
                probability = float(tags[a, begins : begins + 2].sum())
                found.append(
                    NamedSpan(
                        utterance=turn.utterance,
                        start=characters[0],
                        end=characters[1],
                        fact=fact,
                        probability=probability,
                    )
                )
    return [name for name in found if name.end > name.start]


def _stretches(begins: Array, goes_on: Array) -> list[tuple[int, int]]:
    stretches, at = [], 0
    while at < len(begins):
        end = at + 1
        if begins[at] > _BEGINS:
            while end < len(begins) and goes_on[end] > _GOES_ON:
                end += 1
            stretches.append((at, end))
        at = end
    return stretches
