"""Trains the low-rank changes of the language model together with the heads that read its states."""

import math
import time
from collections.abc import Callable, Iterator

import torch
from torch import nn

from pipeline.reader.encoding import ItemStates
from pipeline.training.adapter import AdaptedModel
from pipeline.training.heads import Trained, loss_of
from pipeline.training.lessons import Lesson, Lessons
from pipeline.training.states import item_texts
from pipeline.training.wordings import read_wordings

ADAPTER_RATE, HEADS_RATE, DECAY, WARM_UP = 2.5e-4, 5e-4, 0.05, 0.03
BATCH = 2
_TOLD, _KEPT = 20, 40  # steps from one line of progress, and from one checkpoint, to the next


def train_jointly(
    model: AdaptedModel,
    heads: Trained,
    lessons: Lessons,
    *,
    minutes: float,
    tell: Callable[[str], None],
    keep: Callable[[], None],
) -> int:
    """Learn for that long; the learning rate falls to nothing over it. Gives how many readings it were.

    keep: called now and then, to write what is there so far.
    """
    learned = [*heads.heads.parameters(), *heads.statuses.parameters()]
    optimiser = torch.optim.AdamW(
        [
            {"params": learned, "lr": HEADS_RATE, "weight_decay": DECAY},
            {"params": model.parameters, "lr": ADAPTER_RATE, "weight_decay": 0.0},
        ]
    )
    rates = [group["lr"] for group in optimiser.param_groups]
    began, step, told = time.monotonic(), 0, 0.0
    waiting = _endless(model, lessons)
    while (done := (time.monotonic() - began) / 60 / minutes) < 1:
        heads.heads.train()
        heads.statuses.train()
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * _share(done)
        optimiser.zero_grad()
        told += sum(_backward(model, heads, next(waiting)) for _ in range(BATCH)) / BATCH
        nn.utils.clip_grad_norm_(learned, 1.0)
        nn.utils.clip_grad_norm_(model.parameters, 1.0)
        optimiser.step()
        step += 1
        if step % _TOLD == 0:
            tell(f"{done:.0%}, {step * BATCH} readings: loss {told / _TOLD:.3f}")
            told = 0.0
        if step % _KEPT == 0:
            keep()
    heads.heads.eval()
    heads.statuses.eval()
    return step * BATCH


def _endless(model: AdaptedModel, lessons: Lessons) -> Iterator[Lesson]:
    """Epoch after epoch; what an item's text is to the model changes with it."""
    while True:
        texts = ItemStates(item_texts(model), model)
        yield from lessons.epoch(texts, read_wordings(model, lessons.labels))


def _backward(model: AdaptedModel, heads: Trained, lesson: Lesson) -> float:
    states = model.upper(lesson.lower)[lesson.prefix :]
    loss = loss_of(heads, lesson.example, states)
    (loss / BATCH).backward()  # type: ignore[no-untyped-call]
    return float(loss.detach())


def _share(done: float) -> float:
    """Of the full learning rate: a short warm-up, then half a cosine."""
    if done < WARM_UP:
        return (done + 1e-3) / WARM_UP
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (done - WARM_UP) / (1 - WARM_UP))))
