"""Trains the low-rank changes of the language model together with the heads that read its states."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from pipeline.reader.artefact import Description
from pipeline.reader.encoding import ItemStates, windows
from pipeline.reader.layout import Array
from pipeline.training.adapter import AdaptedModel
from pipeline.training.augmentation import with_recognition_errors
from pipeline.training.corpus import LabelledCall
from pipeline.training.examples import Example, examples_of
from pipeline.training.heads import Networks, loss_of
from pipeline.training.wordings import Wordings, item_texts, read_wordings

ADAPTER_RATE, HEADS_RATE, DECAY, WARM_UP = 2.5e-4, 5e-4, 0.05, 0.03
BATCH = 2
_STEPS_REPORTED, _STEPS_KEPT = 20, 40  # from one line of progress, and from one checkpoint, to the next


@dataclass(frozen=True)
class JointExample:
    """One window of a call: its example, the tokens before its turns, and its states below the first adapted layer."""

    example: Example
    prefix: int
    lower: Tensor


class _NoStates:
    """A language model whose states are still to come: joint examples take those of the adapted model instead."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer

    def states(self, ids: list[int]) -> Array:
        return np.broadcast_to(np.float32(0), (len(ids), 1))


class JointExamples:
    """Every call once an epoch, in an order drawn anew; some of them as a recogniser might have written them."""

    def __init__(
        self,
        calls: Callable[[], Sequence[LabelledCall]],
        labels: Description,
        model: AdaptedModel,
        *,
        misrecognised: float,
        seed: int,
    ) -> None:
        """calls: asked at each epoch, so that each may have others. misrecognised: which share of them."""
        self._calls, self.labels, self._model = calls, labels, model
        self._no_states = _NoStates(model.tokenizer)
        self._misrecognised, self._rng = misrecognised, Random(seed)  # noqa: S311 - order of examples, no secret
        self._lower: dict[str, Tensor] = {}

    def epoch(self, texts: ItemStates, wordings: Wordings) -> Iterator[JointExample]:
        """One epoch; calls of several windows only train the heads, a status being one of the whole call.

        texts, wordings: what the items' texts are to the model by now.
        """
        calls = list(self._calls())
        self._rng.shuffle(calls)
        self._lower = {call.id: self._lower[call.id] for call in calls if call.id in self._lower}
        for original in calls:
            noisy = self._rng.random() < self._misrecognised
            call = with_recognition_errors(original, self._rng) if noisy else original
            cut = windows(self._no_states.tokenizer, call.transcript.utterances, call.product, call.stage)
            if len(cut) != 1:
                continue
            (window,), (example,) = cut, examples_of([call], self.labels, self._no_states, texts)
            lower = None if noisy else self._lower.get(call.id)
            if lower is None:
                lower = self._model.lower(window.ids)
            if not noisy:  # errors are drawn anew each time, what was spoken stays
                self._lower[call.id] = lower
            yield JointExample(example.reworded(wordings, self._rng), prefix=len(window.prefix), lower=lower)


def train_jointly(
    model: AdaptedModel,
    networks: Networks,
    examples: JointExamples,
    *,
    minutes: float,
    progress: Callable[[str], None],
    checkpoint: Callable[[], None],
) -> int:
    """Learn for that long; the learning rate falls to nothing over it. Gives how many readings it were.

    progress: takes a line now and then. checkpoint: called now and then, to write what is there so far.
    """
    optimiser = torch.optim.AdamW(
        [
            {"params": networks.parameters, "lr": HEADS_RATE, "weight_decay": DECAY},
            {"params": model.parameters, "lr": ADAPTER_RATE, "weight_decay": 0.0},
        ]
    )
    rates = [group["lr"] for group in optimiser.param_groups]
    began, step, losses = time.monotonic(), 0, 0.0
    endless = _endless(model, examples)
    while (done := (time.monotonic() - began) / 60 / minutes) < 1:
        networks.set_training(training=True)
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * _share_of_rate(done)
        optimiser.zero_grad()
        losses += sum(_backward(model, networks, next(endless)) for _ in range(BATCH)) / BATCH
        nn.utils.clip_grad_norm_(networks.parameters, 1.0)
        nn.utils.clip_grad_norm_(model.parameters, 1.0)
        optimiser.step()
        step += 1
        if step % _STEPS_REPORTED == 0:
            progress(f"{done:.0%}, {step * BATCH} readings: loss {losses / _STEPS_REPORTED:.3f}")
            losses = 0.0
        if step % _STEPS_KEPT == 0:
            checkpoint()
    networks.set_training(training=False)
    return step * BATCH


def _endless(model: AdaptedModel, examples: JointExamples) -> Iterator[JointExample]:
    """Epoch after epoch; what an item's text is to the model changes with it."""
    while True:
        texts = ItemStates(item_texts(model), model)
        yield from examples.epoch(texts, read_wordings(model, examples.labels))


def _backward(model: AdaptedModel, networks: Networks, each: JointExample) -> float:
    """Adds to the gradients of adapter and heads; gives the loss."""
    states = model.upper(each.lower)[each.prefix :]
    loss = loss_of(networks, each.example, states)
    (loss / BATCH).backward()  # type: ignore[no-untyped-call]
    return float(loss.detach())


def _share_of_rate(done: float) -> float:
    """Of the full learning rate: a short warm-up, then half a cosine."""
    if done < WARM_UP:
        return (done + 1e-3) / WARM_UP
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (done - WARM_UP) / (1 - WARM_UP))))
