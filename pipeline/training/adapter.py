"""The language model with low-rank changes of its upper layers (LoRA, Hu et al. 2021), as it is trained."""

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import Qwen2Config, Qwen2Model

from pipeline.reader.layout import Array, Shape
from pipeline.reader.preparation import BASE_NAMES, THETA, BaseModel

RANK, SCALE = 16, 2.0
FIRST_ADAPTED = 8
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

    def __init__(self, base: BaseModel, shape: Shape, tokenizer: Tokenizer, changes: Mapping[str, Array]) -> None:
        """Read the published weights and put the changes beside them. changes: to begin with, as changes gives them."""
        self.tokenizer = tokenizer
        self._model = _published(base, shape)
        self._changes: dict[str, LowRank] = {}
        for layer in range(FIRST_ADAPTED, shape.layers):
            for part, path in _MODULES.items():
                parent_name, _, name = path.partition(".")
                parent = getattr(self._model.layers[layer], parent_name)
                change = LowRank(getattr(parent, name))
                setattr(parent, name, change)
                self._changes[f"{layer}.{part}"] = change
        for name, change in self._changes.items():
            if f"{name}.up" in changes:
                change.down.data = torch.from_numpy(changes[f"{name}.down"]).float()
                change.up.data = torch.from_numpy(changes[f"{name}.up"]).float() / SCALE

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

    def states(self, ids: list[int]) -> Array:
        """The state of each token after the last layer, (tokens, width); no gradient reaches them."""
        with torch.no_grad():
            states: Array = self.upper(self.lower(ids)).numpy()
        return states

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
    """The model as its authors publish it, frozen, in bfloat16; the GGUF file's names become transformers'."""
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
    named = {"embed_tokens.weight": base.tensor("token_embd.weight")}
    for layer in range(shape.layers):
        for part, path in _MODULES.items():
            named[f"layers.{layer}.{path}.weight"] = base.tensor(f"blk.{layer}.{BASE_NAMES[part]}.weight")
        for part in "qkv":
            named[f"layers.{layer}.{_MODULES[part]}.bias"] = base.tensor(f"blk.{layer}.{BASE_NAMES[part]}.bias")
        named[f"layers.{layer}.input_layernorm.weight"] = base.tensor(f"blk.{layer}.attn_norm.weight")
        named[f"layers.{layer}.post_attention_layernorm.weight"] = base.tensor(f"blk.{layer}.ffn_norm.weight")
    weights = {name: torch.from_numpy(np.asarray(value)).to(torch.bfloat16) for name, value in named.items()}
    model.load_state_dict(weights, strict=False)
    return model


def write_adapter(changes: dict[str, Array], path: Path) -> None:
    """adapter.npz, half precision."""
    np.savez(path, allow_pickle=False, **{name: matrix.astype(np.float16) for name, matrix in changes.items()})


def read_adapter(path: Path) -> dict[str, Array]:
    """The changes that write_adapter wrote; none where there is no file."""
    return dict(np.load(path)) if path.is_file() else {}
