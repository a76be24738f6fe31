"""Trains the low-rank changes of the language model's upper layers (LoRA, Hu et al. 2021) together with heads.

The lower layers stay as published and are run once a call; what they give is kept in memory. The heads that are trained
along only lead the way: those that are shipped are trained anew on what the adapted model gives.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import Qwen2Config, Qwen2Model

from pipeline.reader.base_model import Array, BaseModel
from pipeline.reader.layout import Shape
from pipeline.reader.preparation import BASE_NAMES, THETA
from pipeline.training.heads import Example, Trained, loss_of

RANK, SCALE = 16, 2.0
FIRST_ADAPTED = 8
ADAPTER_RATE, HEADS_RATE, DECAY, WARM_UP = 3e-4, 6e-4, 0.05, 0.05
BATCH = 2
_MODULES = {
    "q": "self_attn.q_proj",
    "k": "self_attn.k_proj",
    "v": "self_attn.v_proj",
    "output": "self_attn.o_proj",
    "gate": "mlp.gate_proj",
    "up": "mlp.up_proj",
    "down": "mlp.down_proj",
}


class LowRank(nn.Module):
    """A frozen projection with a change of low rank beside it."""

    def __init__(self, frozen: nn.Linear) -> None:
        super().__init__()
        self.frozen = frozen
        self.down = nn.Parameter(torch.randn(RANK, frozen.in_features) / math.sqrt(frozen.in_features))
        self.up = nn.Parameter(torch.zeros(frozen.out_features, RANK))

    def forward(self, states: Tensor) -> Tensor:
        """As the projection, with the change added."""
        change = (states @ self.down.to(states.dtype).t()) @ self.up.to(states.dtype).t()
        out: Tensor = self.frozen(states) + change * SCALE
        return out


class AdaptedModel:
    """The first layers of the language model in bfloat16; those from FIRST_ADAPTED on can be changed."""

    def __init__(self, base: BaseModel, shape: Shape) -> None:
        """Read the published weights and put the changes beside them."""
        self._model = _published(base, shape)
        self._changes: dict[str, LowRank] = {}
        for layer in range(FIRST_ADAPTED, shape.layers):
            for part, path in _MODULES.items():
                parent_name, _, name = path.partition(".")
                parent = getattr(self._model.layers[layer], parent_name)
                change = LowRank(getattr(parent, name))
                setattr(parent, name, change)
                self._changes[f"{layer}.{part}"] = change

    @property
    def parameters(self) -> list[nn.Parameter]:
        """What is learned."""
        return [matrix for change in self._changes.values() for matrix in (change.down, change.up)]

    def lower(self, ids: list[int]) -> Tensor:
        """States (tokens, width) below the first adapted layer; no gradient reaches them."""
        with torch.no_grad():
            embedded = self._model.embed_tokens(torch.tensor([ids]))
            return self._run(embedded, 0, FIRST_ADAPTED)[0]

    def upper(self, states: Tensor) -> Tensor:
        """States after the last layer, float32, from those of lower."""
        return self._run(states[None], FIRST_ADAPTED, len(self._model.layers))[0].float()

    def changes(self) -> dict[str, Array]:
        """The changes as the artefact keeps them: their product is added to the published weight."""
        kept = {}
        for name, change in self._changes.items():
            kept[f"{name}.down"] = change.down.detach().numpy().copy()
            kept[f"{name}.up"] = (change.up.detach() * SCALE).numpy().copy()
        return kept

    def _run(self, states: Tensor, first: int, last: int) -> Tensor:
        places = torch.arange(states.shape[1])[None]
        rotary = self._model.rotary_emb(states, places)
        for layer in self._model.layers[first:last]:
            states = layer(states, attention_mask=None, position_embeddings=rotary, position_ids=places)
        return states


def _published(base: BaseModel, shape: Shape) -> Qwen2Model:
    config = Qwen2Config(
        hidden_size=shape.width,
        intermediate_size=shape.inner,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.groups,
        vocab_size=151936,
        rms_norm_eps=1e-6,
        rope_parameters={"rope_theta": THETA, "rope_type": "default"},
        use_cache=False,
        attn_implementation="sdpa",
    )
    model = Qwen2Model(config).to(torch.bfloat16).eval()
    model.requires_grad_(requires_grad=False)
    model.load_state_dict(_named_as_published(base, shape), strict=False)
    return model


def _named_as_published(base: BaseModel, shape: Shape) -> dict[str, Tensor]:
    """The weights by transformers' names."""
    named = {"embed_tokens.weight": base.tensor("token_embd.weight")}
    for layer in range(shape.layers):
        for part, path in _MODULES.items():
            named[f"layers.{layer}.{path}.weight"] = base.tensor(f"blk.{layer}.{BASE_NAMES[part]}.weight")
        for part in "qkv":
            named[f"layers.{layer}.{_MODULES[part]}.bias"] = base.tensor(f"blk.{layer}.{BASE_NAMES[part]}.bias")
        named[f"layers.{layer}.input_layernorm.weight"] = base.tensor(f"blk.{layer}.attn_norm.weight")
        named[f"layers.{layer}.post_attention_layernorm.weight"] = base.tensor(f"blk.{layer}.ffn_norm.weight")
    return {name: torch.from_numpy(np.asarray(value)).to(torch.bfloat16) for name, value in named.items()}


@dataclass(frozen=True)
class Call:
    """One window of a call for the adapter: its example, the tokens before its turns, and its lower states."""

    example: Example
    prefix: int
    lower: Tensor


def adapt(
    model: AdaptedModel, heads: Trained, calls: Sequence[Call], *, epochs: float, seed: int, tell: Callable[[str], None]
) -> None:
    """Learn the changes, along with heads that were trained on the published model's states."""
    draw = random.Random(seed)  # noqa: S311 - order of examples, no secret
    learned = [*heads.heads.parameters(), *heads.statuses.parameters()]
    optimiser = torch.optim.AdamW(
        [
            {"params": learned, "lr": HEADS_RATE, "weight_decay": DECAY},
            {"params": model.parameters, "lr": ADAPTER_RATE, "weight_decay": 0.0},
        ]
    )
    steps = int(epochs * len(calls) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _share(step / max(1, steps)))
    heads.heads.train()
    heads.statuses.train()
    waiting: list[Call] = []
    for step in range(steps):
        optimiser.zero_grad()
        total = 0.0
        for _ in range(BATCH):
            if not waiting:
                waiting = draw.sample(list(calls), len(calls))
            total += _backward(model, heads, waiting.pop())
        nn.utils.clip_grad_norm_(learned, 1.0)
        nn.utils.clip_grad_norm_(model.parameters, 1.0)
        optimiser.step()
        schedule.step()
        if step % 20 == 0:
            tell(f"step {step} of {steps}: loss {total / BATCH:.3f}")


def _backward(model: AdaptedModel, heads: Trained, call: Call) -> float:
    states = model.upper(call.lower)[call.prefix :]
    loss = loss_of(heads, call.example, states)
    (loss / BATCH).backward()  # type: ignore[no-untyped-call]
    return float(loss.detach())


def _share(done: float) -> float:
    """Of the full learning rate: a short warm-up, then half a cosine."""
    if done < WARM_UP:
        return (done + 1e-3) / WARM_UP
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (done - WARM_UP) / (1 - WARM_UP))))


def write_adapter(changes: dict[str, Array], path: Path) -> None:
    """adapter.npz, half precision."""
    np.savez(path, allow_pickle=False, **{name: matrix.astype(np.float16) for name, matrix in changes.items()})
