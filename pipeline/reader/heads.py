"""The trained heads: from the states of a window to probabilities."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import onnxruntime

from pipeline.reader.artefact import REMEDY
from pipeline.reader.base_model import Array
from pipeline.reader.session import load_graph

Indices = npt.NDArray[np.int64]


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
        padded = _with_a_span(window)
        inputs = padded._asdict() | {"call": np.array(padded.call, np.int64)}
        acts, conduct, figures, valid, values, tags = self._heads.run(None, inputs)
        count = len(window.spans)
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


def _with_a_span(window: HeadsInput) -> HeadsInput:
    """The graph wants at least one row; an average of nothing is harmless and dropped again."""
    if len(window.spans):
        return window
    nothing = np.zeros((1, len(window.states)), np.float32)
    return window._replace(spans=nothing, span_turns=np.zeros(1, np.int64))


_FAR = 60.0  # a logit beyond which a probability is 0 or 1 in half precision


def _softmax(logits: Array) -> Array:
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    shares: Array = raised / raised.sum(-1, keepdims=True)
    return shares


def _sigmoid(logits: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -_FAR, _FAR))), dtype=np.float32)
