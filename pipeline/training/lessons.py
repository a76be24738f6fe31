"""What the adapter is trained on: windows of labelled calls with the states below its first layer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from tokenizers import Tokenizer
from torch import Tensor

from pipeline.reader.artefact import Description
from pipeline.reader.encoding import ItemStates, windows
from pipeline.reader.layout import Array
from pipeline.training.adapter import AdaptedModel
from pipeline.training.corpus import LabelledCall
from pipeline.training.heads import Example, asked_otherwise, examples_of
from pipeline.training.noise import as_heard
from pipeline.training.wordings import Wordings


@dataclass(frozen=True)
class Lesson:
    """One window of a call: its example, the tokens before its turns, and its states below the first adapted layer."""

    example: Example
    prefix: int
    lower: Tensor


class _Unread:
    """A language model whose states are still to come: lessons read those of the adapted model instead."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer

    def states(self, ids: list[int]) -> Array:
        return np.broadcast_to(np.float32(0), (len(ids), 1))


class Lessons:
    """Every call once an epoch, in an order drawn anew; some of them as a recogniser might have heard them."""

    def __init__(
        self,
        calls: Callable[[], Sequence[LabelledCall]],
        labels: Description,
        model: AdaptedModel,
        *,
        misheard: float,
        seed: int,
    ) -> None:
        """calls: asked at each epoch, so that calls that are written meanwhile take part. misheard: which share."""
        self._calls, self.labels, self._model = calls, labels, model
        self._unread = _Unread(model.tokenizer)
        self._misheard, self._draw = misheard, Random(seed)  # noqa: S311 - order of examples, no secret
        self._lower: dict[str, Tensor] = {}

    def epoch(self, texts: ItemStates, wordings: Wordings) -> Iterator[Lesson]:
        """One epoch. texts, wordings: what the items' texts are to the model by now."""
        calls = list(self._calls())
        self._draw.shuffle(calls)
        self._lower = {call.id: self._lower[call.id] for call in calls if call.id in self._lower}
        for call in calls:
            noisy = self._draw.random() < self._misheard
            for lesson in self._lessons(as_heard(call, self._draw) if noisy else call, texts, keep=not noisy):
                yield replace(lesson, example=asked_otherwise(lesson.example, wordings, self._draw))

    def _lessons(self, call: LabelledCall, texts: ItemStates, *, keep: bool) -> Iterator[Lesson]:
        """The call as one window; calls of several only train the heads, a status being one of the whole call."""
        cut = windows(self._unread.tokenizer, call.transcript.utterances, call.product, call.stage)
        if len(cut) != 1:
            return
        (window,), (example,) = cut, examples_of([call], self.labels, self._unread, texts)
        lower = self._lower.get(call.id) if keep else None
        if lower is None:
            lower = self._model.lower(window.ids)
        if keep:
            self._lower[call.id] = lower
        yield Lesson(example=example, prefix=len(window.prefix), lower=lower)
