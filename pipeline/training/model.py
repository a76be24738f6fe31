"""The heads over the language model's states: what each turn does to each item, and what each span and word is.

States of tokens are pooled to one vector a turn; a small transformer over the turns gives each turn its neighbours on
both sides, which the language model, reading left to right, has not seen. Every head reads the pooled turn and the
turn in context.
"""

import math
from collections.abc import Iterable

import torch
from torch import Tensor, nn

from pipeline.training.labels import Sizes

CONTEXT_BLOCKS, BLOCK_HEADS, FAR = 2, 8, 24
_POOLS = 4
_SMALL = 8


class TurnBlock(nn.Module):
    """One transformer layer over turns, with a learned bias for how far apart two turns are."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.head = width // BLOCK_HEADS
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.project, self.output = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.feed = nn.Sequential(
            nn.Linear(width, 2 * width), nn.GELU(), nn.Dropout(dropout), nn.Linear(2 * width, width)
        )
        self.distance = nn.Embedding(2 * FAR + 1, BLOCK_HEADS)
        self.dropout = nn.Dropout(dropout)
        nn.init.zeros_(self.distance.weight)

    def forward(self, turns: Tensor) -> Tensor:
        """Turns (T, width) in context, same shape."""
        query, key, value = (
            part.view(-1, BLOCK_HEADS, self.head).transpose(0, 1)
            for part in self.project(self.first(turns)).chunk(3, -1)
        )
        places = torch.arange(turns.shape[0])
        apart = (places[None] - places[:, None]).clamp(-FAR, FAR) + FAR
        scores = query @ key.transpose(1, 2) / math.sqrt(self.head)
        weights = (scores + self.distance(apart).permute(2, 0, 1)).softmax(-1)
        seen = (self.dropout(weights) @ value).transpose(0, 1)
        seen = seen.reshape(-1, BLOCK_HEADS * self.head)
        turns = turns + self.dropout(self.output(seen))
        deeper: Tensor = turns + self.dropout(self.feed(self.second(turns)))
        return deeper


class ReaderHeads(nn.Module):
    """Everything that is read off the states of one window of a call."""

    def __init__(self, sizes: Sizes, states: int, width: int = 320, dropout: float = 0.3) -> None:
        super().__init__()
        self.norm, self.token = nn.LayerNorm(states), nn.Linear(states, width)
        self.pools = nn.Linear(states, _POOLS)
        self.turn = nn.Linear(width * (1 + _POOLS), width)
        self.role, self.call = nn.Embedding(2, width), nn.Embedding(sizes.calls, width)
        self.blocks = nn.ModuleList(TurnBlock(width, dropout) for _ in range(CONTEXT_BLOCKS))
        self.after, self.dropout = nn.LayerNorm(width), nn.Dropout(dropout)
        self.item_norm, self.item = nn.LayerNorm(states), nn.Linear(states, width)
        self.item_own = nn.Embedding(sizes.items + 1, width)  # the last row is for items of a bank's own
        self.by_turn, self.by_item = nn.Linear(width, width), nn.Linear(width, width)
        self.of_turn, self.of_item = nn.Linear(width, width), nn.Linear(width, width)
        self.act = nn.Linear(width, sizes.acts)
        self.conduct = _two_layers(2 * width, width, sizes.conduct, dropout)
        self.span = nn.Sequential(nn.Linear(3 * width, width), nn.GELU(), nn.Dropout(dropout))
        self.figure, self.valid = nn.Linear(width, 1 + sizes.figures), nn.Linear(width, 1)
        self.value = _two_layers(2 * width, width, sizes.values, dropout)
        self.tag = _two_layers(2 * width, width // 2, sizes.tags, dropout)
        nn.init.normal_(self.item_own.weight, std=0.02)
        nn.init.zeros_(self.item_own.weight[-1:])

    def forward(
        self,
        states: Tensor,
        turn_of: Tensor,
        roles: Tensor,
        call: Tensor,
        item_texts: Tensor,
        item_ids: Tensor,
        spans: Tensor,
        span_turns: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Logits of one window.

        states (N, states): of the turns' tokens. turn_of (N): the turn of each. roles (T): 0 agent, 1 customer. call
        (): product and stage. item_texts (I, states), item_ids (I). spans (S, N): rows that average a span's tokens.
        span_turns (S).

        Gives acts (T, I, acts), conduct (T, conduct), figures (S, 1 + figures), valid (S), values (T, values) and tags
        (N, tags).
        """
        normed = self.norm(states)
        tokens = self.token(normed)
        members = (turn_of[None] == torch.arange(roles.shape[0])[:, None]).to(states.dtype)
        pooled = self.turn(self.dropout(self._pooled(members, tokens, self.pools(normed))))
        turns = pooled + self.role(roles) + self.call(call)
        for block in self.blocks:
            turns = block(turns)
        turns = self.after(turns)
        both = torch.cat([turns, pooled], -1)
        spanned = torch.cat([spans @ tokens, turns[span_turns], pooled[span_turns]], -1)
        span = self.span(self.dropout(spanned))
        return (
            self._acts(turns, item_texts, item_ids),
            self.conduct(both),
            self.figure(span),
            self.valid(span)[:, 0],
            self.value(both),
            self.tag(torch.cat([tokens, turns[turn_of]], -1)),
        )

    @staticmethod
    def _pooled(members: Tensor, tokens: Tensor, scores: Tensor) -> Tensor:
        """The mean of each turn's tokens beside several weighted means of them, (T, (1 + pools) width)."""
        mean = members @ tokens / members.sum(1, keepdim=True).clamp(min=1)
        weights = (scores - scores.max()).clamp(min=-30).exp()
        weighted = [
            (members @ (weights[:, n : n + 1] * tokens)) / (members @ weights[:, n : n + 1]).clamp(min=1e-9)
            for n in range(_POOLS)
        ]
        return torch.cat([mean, *weighted], -1)

    def _acts(self, turns: Tensor, item_texts: Tensor, item_ids: Tensor) -> Tensor:
        items = self.item(self.item_norm(item_texts))
        own = self.item_own(item_ids)
        if self.training:  # so that an item can be read by its text alone
            own = own * (torch.rand(len(item_ids), 1) > 0.3)
        items = items + own
        joined = self.by_turn(turns)[:, None] + self.by_item(items)[None]
        joined = joined + self.of_turn(turns)[:, None] * self.of_item(items)[None]
        acts: Tensor = self.act(self.dropout(nn.functional.gelu(joined)))
        return acts


class StatusHead(nn.Module):
    """What all that was done to an item comes to: a status, from the acts of the whole call."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.kind = nn.Embedding(sizes.kinds, _SMALL)
        self.item = nn.Embedding(sizes.items + 1, _SMALL)
        features = 3 * sizes.acts + 2 * _SMALL
        self.deep = _two_layers(features, 96, sizes.statuses, 0.1)
        self.wide = nn.Linear(features, sizes.statuses)
        nn.init.zeros_(self.item.weight)

    def forward(self, acts: Tensor, item_ids: Tensor, item_kinds: Tensor) -> Tensor:
        """Logits (I, statuses) from probabilities of acts (T, I, acts), act 0 being none.

        Features: the highest probability of each act, how often it is done, and which act the last one was.
        """
        done = 1 - acts[..., 0]
        after = torch.flip(torch.cumsum(torch.flip(torch.log1p(-done.clamp(max=0.999)), [0]), 0), [0])
        last_of_all = torch.cat([after[1:], torch.zeros_like(after[:1])]).exp()
        highest = acts.amax(0)
        often = (acts * done[..., None]).sum(0)
        last = ((done * last_of_all)[..., None] * acts).sum(0)
        own = self.item(item_ids)
        if self.training:
            own = own * (torch.rand(len(item_ids), 1) > 0.3)
        features = torch.cat(
            [
                (highest + 0.01).log() + 2,
                (often / 3 + 0.03).log() + 2,
                (last + 0.01).log() + 2,
                self.kind(item_kinds),
                own,
            ],
            -1,
        )
        logits: Tensor = self.deep(features) + self.wide(features)
        return logits


class Averaged(nn.Module):
    """Several networks that were trained apart, as one: its outputs are the means of theirs."""

    def __init__(self, members: Iterable[nn.Module]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, *inputs: Tensor) -> Tensor | tuple[Tensor, ...]:
        """As the members, all of which take the same inputs."""
        outputs = [member(*inputs) for member in self.members]
        if isinstance(outputs[0], Tensor):
            return torch.stack(outputs).mean(0)
        return tuple(torch.stack(parts).mean(0) for parts in zip(*outputs, strict=True))


def _two_layers(inputs: int, inner: int, outputs: int, dropout: float) -> nn.Sequential:
    return nn.Sequential(nn.Linear(inputs, inner), nn.GELU(), nn.Dropout(dropout), nn.Linear(inner, outputs))
