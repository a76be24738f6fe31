"""Trains the heads on the states of the adapted language model."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import torch
from torch import Tensor, nn

from pipeline.facts.proposals import proposals
from pipeline.reader.artefact import Description
from pipeline.reader.encoding import ItemStates, LanguageModel, windows
from pipeline.reader.heads import HeadsInput, item_ids, kind_row, placed_in, window_inputs
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rules import shipped_rules
from pipeline.training.corpus import LabelledCall
from pipeline.training.model import Averaged, ReaderHeads, Sizes, StatusHead
from pipeline.training.targets import Targets, targets_of
from pipeline.training.wordings import Wordings

BATCH = 4
RATE = 1e-3
DECAY = 0.05
# How much the parts weigh against each other; each is a sum over turns, spans or tokens of one call, divided by this.
_PARTS = {"acts": 2.0, "conduct": 6.0, "in_call": 5.0, "values": 20.0, "tags": 40.0, "figures": 10.0, "valid": 10.0}
_NEAR, _SHOWN = 3.0, 4.0  # what a near miss and a hit weigh more than other turns


@dataclass(frozen=True)
class Example:
    """One window of a labelled call with its states."""

    call: LabelledCall
    window: HeadsInput
    item_kinds: Tensor
    targets: Targets


@dataclass(frozen=True)
class Trained:
    """The two networks: what is read off a window, and what the acts of a call come to."""

    heads: nn.Module
    statuses: nn.Module


def examples_of(
    calls: Iterable[LabelledCall], labels: Description, model: LanguageModel, texts: ItemStates
) -> list[Example]:
    """Every window of the calls with its states. texts: of the product's items and the calls' own."""
    return [example for call in calls for example in _examples(call, labels, model, texts)]


def _examples(call: LabelledCall, labels: Description, model: LanguageModel, texts: ItemStates) -> Iterator[Example]:
    items, spans = [item.id for item in call.asked], proposals(call.transcript, call.product, shipped_rules().figures)
    kinds = torch.tensor([taxonomy().kinds.index(item.kind) for item in call.asked])
    for window in windows(model.tokenizer, call.transcript.utterances, call.product, call.stage):
        placed = placed_in(window, spans)
        inputs = window_inputs(
            window,
            model.states(window.ids),
            call=kind_row(labels, call.product, call.stage),
            placed=placed,
            item_texts=texts.of(call.asked),
            item_ids=item_ids(labels, items),
        )
        targets = targets_of(call, labels, window, items, [spans[span.place] for span in placed])
        yield Example(call=call, window=inputs, item_kinds=kinds, targets=targets)


def fresh(sizes: Sizes, states: int) -> Trained:
    """Both networks, not trained yet."""
    return Trained(ReaderHeads(sizes, states), StatusHead(sizes))


def averaged(members: Sequence[Trained]) -> Trained:
    """Several that were trained apart, as one."""
    return Trained(Averaged(each.heads for each in members), Averaged(each.statuses for each in members))


def first_of(trained: Trained) -> Trained:
    """The first of several that are averaged, to be trained on; trained itself where it is one."""
    if not isinstance(trained.heads, Averaged) or not isinstance(trained.statuses, Averaged):
        return trained
    return Trained(trained.heads.members[0], trained.statuses.members[0])


def fit(
    trained: Trained,
    examples: Sequence[Example],
    *,
    wordings: Wordings,
    epochs: int,
    seed: int = 0,
    tell: Callable[[str], None],
) -> None:
    """Train both networks on the examples; the same seed gives the same on the same machine.

    wordings: by which some of the items are asked for instead of the product's words.
    """
    torch.manual_seed(seed)
    shuffled, draw = list(examples), Random(seed)  # noqa: S311 - order of examples, no secret
    parameters = [*trained.heads.parameters(), *trained.statuses.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=DECAY)
    steps = epochs * -(-len(shuffled) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.15)
    for epoch in range(epochs):
        trained.heads.train()
        trained.statuses.train()
        draw.shuffle(shuffled)
        total = 0.0
        for at in range(0, len(shuffled), BATCH):
            optimiser.zero_grad()
            for example in shuffled[at : at + BATCH]:
                loss = loss_of(trained, asked_otherwise(example, wordings, draw)) / BATCH
                loss.backward()  # type: ignore[no-untyped-call]
                total += float(loss.detach()) * BATCH
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            schedule.step()
        tell(f"epoch {epoch + 1} of {epochs}: loss {total / len(shuffled):.3f}")
    trained.heads.eval()
    trained.statuses.eval()


def asked_otherwise(example: Example, wordings: Wordings, draw: Random) -> Example:
    """The example with some of its items asked for in other words, as a bank would that has written them itself."""
    return replace(example, window=wordings.drawn_for(example.window, draw))


def outputs_of(trained: Trained, window: HeadsInput, states: Tensor | None = None) -> tuple[Tensor, ...]:
    """The heads' logits of a window. states: to be read instead of the window's own."""
    arrays = [torch.from_numpy(np.asarray(part)) for part in window]
    outputs: tuple[Tensor, ...] = trained.heads(arrays[0] if states is None else states, *arrays[1:])
    return outputs


def loss_of(trained: Trained, example: Example, states: Tensor | None = None) -> Tensor:
    """The sum of all parts' losses for one window. states: to be read instead of the example's own."""
    acts, conduct, figures, valid, values, tags = outputs_of(trained, example.window, states)
    want = Targets(*map(torch.from_numpy, example.targets))
    statuses = trained.statuses(acts.softmax(-1), *_item_rows(example))
    parts = {
        "acts": _acts_loss(acts, want.acts),
        "conduct": _conduct_loss(conduct, want),
        "in_call": _binary(conduct.logsumexp(0), torch.amax(want.conduct, 0)).sum(),
        "values": _binary(values, want.values, weight=2.0).sum(),
        "tags": nn.functional.cross_entropy(tags, want.tags, weight=_tag_weights(tags.shape[1]), reduction="sum"),
        "figures": nn.functional.cross_entropy(figures, want.figures, reduction="sum"),
        "valid": _binary(valid, want.valid)[want.figures > 0].sum(),
    }
    by_label = trained.statuses(_as_probabilities(want.acts, acts.shape[2]), *_item_rows(example))
    status = _status_loss(statuses, want.statuses) + _status_loss(by_label, want.statuses)
    return status + torch.stack([part / _PARTS[name] for name, part in parts.items()]).sum()


def _item_rows(example: Example) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(example.window.item_ids), example.item_kinds


def _as_probabilities(acts: Tensor, count: int) -> Tensor:
    """Labelled acts as a reader that is nearly sure would give them, so that what acts come to is learned from both."""
    nothing = nn.functional.one_hot(torch.zeros(1, dtype=torch.long), count).float()
    return 0.95 * nn.functional.one_hot(acts, count).float() + 0.05 * nothing


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


def _conduct_loss(conduct: Tensor, want: Targets) -> Tensor:
    weight = 1 + want.near * _NEAR + want.conduct * _SHOWN
    return (_binary(conduct, want.conduct) * weight).sum()


def _binary(logits: Tensor, want: Tensor, weight: float = 1.0) -> Tensor:
    return nn.functional.binary_cross_entropy_with_logits(
        logits, want, reduction="none", pos_weight=torch.tensor(weight)
    )


def _tag_weights(count: int) -> Tensor:
    weights = torch.full((count,), 2.0)
    weights[0] = 0.5
    weights[1::2] = 3.0
    return weights
