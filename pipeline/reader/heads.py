"""The trained heads: what they are given of a window, and the probabilities that they make of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import onnxruntime

from pipeline.domain.vocabulary import Role
from pipeline.reader.artefact import REMEDY, Description
from pipeline.reader.encoding import TokenWindow
from pipeline.reader.layout import Array
from pipeline.reader.reading import Span
from pipeline.reader.trunk import load_graph

Indices = npt.NDArray[np.int64]
_ROLES: Final = {Role.AGENT: 0, Role.CUSTOMER: 1}
_LARGEST_LOGIT: Final = 60.0  # beyond it a probability is 0 or 1 in half precision


class PlacedSpan(NamedTuple):
    """A span in a window: its place among the spans, its turn, and the range of its tokens."""

    place: int
    turn: int
    tokens: tuple[int, int]


class HeadsInput(NamedTuple):
    """What the heads are given of one window; see pipeline/training/model.py for shapes."""

    states: Array
    turn_of: Indices
    roles: Indices
    call: int
    item_texts: Array
    item_ids: Indices
    spans: Array
    span_turns: Indices


class Outputs(NamedTuple):
    """Probabilities of one window, shapes as in the model."""

    acts: Array
    conduct: Array
    figures: Array
    valid: Array
    values: Array
    tags: Array


class Heads:
    """Two small graphs: one for a window, one for what the acts of a whole call come to."""

    def __init__(self, heads: Path, statuses: Path) -> None:
        """Load both graphs; raises WeightsError where one cannot be."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # small matrices; more threads cost more than they give
        self._heads = load_graph(heads, options, REMEDY)
        self._statuses = load_graph(statuses, options, REMEDY)

    def read(self, window: HeadsInput) -> Outputs:
        """Everything that is read off one window; a window without spans gives none back."""
        count = len(window.spans)
        if not count:  # the graph wants at least one row; an average of nothing is harmless and dropped again
            no_span = np.zeros((1, len(window.states)), np.float32)
            window = window._replace(spans=no_span, span_turns=np.zeros(1, np.int64))
        inputs = window._asdict() | {"call": np.array(window.call, np.int64)}
        acts, conduct, figures, valid, values, tags = self._heads.run(None, inputs)
        return Outputs(
            acts=_softmax(acts),
            conduct=_sigmoid(conduct),
            figures=_softmax(figures)[:count],
            valid=_sigmoid(valid)[:count],
            values=_sigmoid(values),
            tags=_softmax(tags),
        )

    def statuses(self, acts: Array, item_ids: Indices, kinds: Sequence[int], temperature: float) -> Array:
        """Status probabilities (items, statuses) from the acts of a whole call."""
        inputs = {"acts": acts, "item_ids": item_ids, "item_kinds": np.array(kinds, np.int64)}
        (logits,) = self._statuses.run(None, inputs)
        return _softmax(logits / temperature)


def _softmax(logits: Array) -> Array:
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    shares: Array = raised / raised.sum(-1, keepdims=True)
    return shares


def _sigmoid(logits: Array) -> Array:
    clipped = np.clip(logits, -_LARGEST_LOGIT, _LARGEST_LOGIT)
    return np.asarray(1 / (1 + np.exp(-clipped)), dtype=np.float32)


def item_ids(labels: Description, items: Sequence[str]) -> Indices:
    """Each item's row among those trained on; one past the last for a bank's own."""
    known = {item: n for n, item in enumerate(labels.items)}
    return np.array([known.get(item, len(known)) for item in items], np.int64)


def kind_row(labels: Description, product: str, stage: str) -> int:
    """The row of a product and stage among the kinds of calls."""
    return labels.products.index(product) * len(labels.stages) + labels.stages.index(stage)


def placed_in(window: TokenWindow, spans: Sequence[Span]) -> tuple[PlacedSpan, ...]:
    """The spans that stand in the window's fresh turns."""
    turns = {turn.utterance: n for n, turn in enumerate(window.turns) if n >= window.fresh}
    found = ((n, turns[span.utterance], span) for n, span in enumerate(spans) if span.utterance in turns)
    return tuple(
        PlacedSpan(n, turn, tokens)
        for n, turn, span in found
        if (tokens := window.token_range(turn, span.start, span.end))
    )


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
