"""Trains the heads on the states of the adapted language model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from torch import Tensor, nn

from pipeline.reader.heads import HeadsInput
from pipeline.training.examples import Example
from pipeline.training.labels import Sizes, Targets
from pipeline.training.model import Averaged, ReaderHeads, StatusHead
from pipeline.training.wordings import Wordings

BATCH = 4
RATE = 1e-3
DECAY = 0.05
# How much the parts weigh against each other; each is a sum over turns, spans or tokens of one call, divided by this.
_PARTS = {"acts": 2.0, "conduct": 6.0, "in_call": 5.0, "values": 20.0, "tags": 40.0, "figures": 10.0, "valid": 10.0}
_NEAR, _SHOWN = 3.0, 4.0  # what a near miss and a hit weigh more than other turns


@dataclass(frozen=True)
class Networks:
    """The two that are trained: what is read off a window, and what the acts of a call come to."""

    heads: nn.Module
    statuses: nn.Module

    @property
    def parameters(self) -> list[nn.Parameter]:
        """What is learned."""
        return [*self.heads.parameters(), *self.statuses.parameters()]

    def set_training(self, *, training: bool) -> None:
        """Switch both between training and use, in which nothing is dropped out."""
        self.heads.train(training)
        self.statuses.train(training)


def untrained(sizes: Sizes, states: int) -> Networks:
    """Both networks with random weights. states: the width of a token's state."""
    return Networks(ReaderHeads(sizes, states), StatusHead(sizes))


def averaged(members: Sequence[Networks]) -> Networks:
    """Several that were trained apart, as one."""
    return Networks(Averaged(each.heads for each in members), Averaged(each.statuses for each in members))


def first_member(networks: Networks) -> Networks:
    """The first of several that are averaged, to be trained on; the networks themselves where they are not."""
    if not isinstance(networks.heads, Averaged) or not isinstance(networks.statuses, Averaged):
        return networks
    return Networks(networks.heads.members[0], networks.statuses.members[0])


def fit(
    networks: Networks,
    examples: Sequence[Example],
    *,
    wordings: Wordings,
    epochs: int,
    seed: int = 0,
    progress: Callable[[str], None],
) -> None:
    """Train both networks on the examples; the same seed gives the same on the same machine.

    wordings: by which some of the items are asked for instead of the product's words. progress: takes one line for
    every epoch.
    """
    torch.manual_seed(seed)
    shuffled, rng = list(examples), Random(seed)  # noqa: S311 - order of examples, no secret
    optimiser = torch.optim.AdamW(networks.parameters, lr=RATE, weight_decay=DECAY)
    steps = epochs * -(-len(shuffled) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.15)
    for epoch in range(epochs):
        networks.set_training(training=True)
        rng.shuffle(shuffled)
        total = 0.0
        for at in range(0, len(shuffled), BATCH):
            optimiser.zero_grad()
            for example in shuffled[at : at + BATCH]:
                loss = loss_of(networks, example.reworded(wordings, rng)) / BATCH
                loss.backward()  # type: ignore[no-untyped-call]
                total += float(loss.detach()) * BATCH
            nn.utils.clip_grad_norm_(networks.parameters, 1.0)
            optimiser.step()
            schedule.step()
        progress(f"epoch {epoch + 1} of {epochs}: loss {total / len(shuffled):.3f}")
    networks.set_training(training=False)


def outputs_of(networks: Networks, window: HeadsInput, states: Tensor | None = None) -> tuple[Tensor, ...]:
    """The heads' logits of a window. states: to be read instead of the window's own."""
    arrays = [torch.from_numpy(np.asarray(part)) for part in window]
    outputs: tuple[Tensor, ...] = networks.heads(arrays[0] if states is None else states, *arrays[1:])
    return outputs


def loss_of(networks: Networks, example: Example, states: Tensor | None = None) -> Tensor:
    """The sum of all parts' losses for one window. states: to be read instead of the example's own."""
    acts, conduct, figures, valid, values, tags = outputs_of(networks, example.window, states)
    want = Targets(*map(torch.from_numpy, example.targets))
    conduct_weights = 1 + want.near * _NEAR + want.conduct * _SHOWN
    tag_weights = torch.full((tags.shape[1],), 2.0)
    tag_weights[0], tag_weights[1::2] = 0.5, 3.0
    parts = {
        "acts": _acts_loss(acts, want.acts),
        "conduct": (_binary(conduct, want.conduct) * conduct_weights).sum(),
        "in_call": _binary(conduct.logsumexp(0), torch.amax(want.conduct, 0)).sum(),
        "values": _binary(values, want.values, weight=2.0).sum(),
        "tags": nn.functional.cross_entropy(tags, want.tags, weight=tag_weights, reduction="sum"),
        "figures": nn.functional.cross_entropy(figures, want.figures, reduction="sum"),
        "valid": _binary(valid, want.valid)[want.figures > 0].sum(),
    }
    # What acts come to is learned from the acts as read and as labelled; the latter as a reader that is nearly sure
    # would give them.
    nothing = nn.functional.one_hot(torch.zeros(1, dtype=torch.long), acts.shape[2]).float()
    labelled_acts = 0.95 * nn.functional.one_hot(want.acts, acts.shape[2]).float() + 0.05 * nothing
    item_ids = torch.from_numpy(example.window.item_ids)
    by_reading = networks.statuses(acts.softmax(-1), item_ids, example.item_kinds)
    by_label = networks.statuses(labelled_acts, item_ids, example.item_kinds)
    status = _status_loss(by_reading, want.statuses) + _status_loss(by_label, want.statuses)
    return status + torch.stack([part / _PARTS[name] for name, part in parts.items()]).sum()


def _status_loss(statuses: Tensor, want: Tensor) -> Tensor:
    weights = torch.ones(statuses.shape[1])
    weights[1:] = 1.5
    return nn.functional.cross_entropy(statuses, want, weight=weights, label_smoothing=0.02)


def _acts_loss(acts: Tensor, want: Tensor) -> Tensor:
    """Acts are rare, and the rarer ones (vague, declines and on) decide what is flagged."""
    weights = torch.full((acts.shape[2],), 2.5)
    weights[0], weights[1:5] = 0.5, 1.5
    flat = acts.reshape(-1, acts.shape[2])
    return nn.functional.cross_entropy(flat, want.reshape(-1), weight=weights, reduction="sum") / acts.shape[0]


def _binary(logits: Tensor, want: Tensor, weight: float = 1.0) -> Tensor:
    return nn.functional.binary_cross_entropy_with_logits(
        logits, want, reduction="none", pos_weight=torch.tensor(weight)
    )
