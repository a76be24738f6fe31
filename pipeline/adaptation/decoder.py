"""Whisper's decoder in PyTorch over the weights of a CTranslate2 model, for training.

The architecture is Radford et al. 2022 (Robust Speech Recognition via Large-Scale Weak Supervision); names of weights
are CTranslate2's. Only what an adapter may change is trained: projections, biases and norms of the layers.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from pipeline.asr.ctranslate2_file import Array

PREFIX: Final = "decoder/"


class Decoder(torch.nn.Module):
    """The decoder of one Whisper; the encoder's output is given to it."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        """Take the variables of a CTranslate2 model in single precision, by their names in it."""
        super().__init__()
        own = {name.removeprefix(PREFIX): values for name, values in weights.items() if name.startswith(PREFIX)}
        layers = {name: values for name, values in own.items() if name.startswith("layer_") and values.ndim}
        self.layers = len({name.split("/")[0] for name in layers if name.split("/")[0] != "layer_norm"})
        self.heads = int(own["num_heads"])
        self.trained = torch.nn.ParameterDict(
            {name: torch.nn.Parameter(torch.from_numpy(np.array(values))) for name, values in layers.items()}
        )
        self.embeddings: Tensor
        self.register_buffer("embeddings", torch.from_numpy(own["embeddings/weight"]))
        self.positions: Tensor
        self.register_buffer("positions", torch.from_numpy(own["position_encodings/encodings"]))

    def changed(self) -> dict[str, Array]:
        """The trained weights as they are now, by their names in the model."""
        return {f"{PREFIX}{name}": value.detach().numpy() for name, value in self.trained.items()}

    def forward(self, tokens: Tensor, encoded: Tensor) -> Tensor:
        """The logits of what follows each token.

        tokens: (batch, length). encoded: the encoder's output, (batch, steps, width). Returns (batch, length, tokens).
        """
        states = functional.embedding(tokens, self.embeddings) + self.positions[: tokens.shape[1]]
        for layer in range(self.layers):
            states = states + self._self_attention(states, layer)
            states = states + self._cross_attention(states, encoded, layer)
            states = states + self._feed_forward(states, layer)
        states = self._norm(states, "layer_norm")
        return states @ self.embeddings.T

    def _self_attention(self, states: Tensor, layer: int) -> Tensor:
        where = f"layer_{layer}/self_attention"
        joined = self._linear(self._norm(states, f"{where}/layer_norm"), f"{where}/linear_0")
        query, key, value = (self._by_head(part) for part in joined.chunk(3, -1))
        mixed = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self._linear(_joined(mixed), f"{where}/linear_1")

    def _cross_attention(self, states: Tensor, encoded: Tensor, layer: int) -> Tensor:
        where = f"layer_{layer}/attention"
        query = self._by_head(self._linear(self._norm(states, f"{where}/layer_norm"), f"{where}/linear_0"))
        key, value = (self._by_head(part) for part in self._linear(encoded, f"{where}/linear_1").chunk(2, -1))
        mixed = functional.scaled_dot_product_attention(query, key, value)
        return self._linear(_joined(mixed), f"{where}/linear_2")

    def _feed_forward(self, states: Tensor, layer: int) -> Tensor:
        where = f"layer_{layer}/ffn"
        inner = functional.gelu(self._linear(self._norm(states, f"{where}/layer_norm"), f"{where}/linear_0"))
        return self._linear(inner, f"{where}/linear_1")

    def _linear(self, states: Tensor, name: str) -> Tensor:
        return functional.linear(states, self.trained[f"{name}/weight"], self.trained[f"{name}/bias"])

    def _norm(self, states: Tensor, name: str) -> Tensor:
        gamma, beta = self.trained[f"{name}/gamma"], self.trained[f"{name}/beta"]
        return functional.layer_norm(states, (states.shape[-1],), gamma, beta)

    def _by_head(self, states: Tensor) -> Tensor:
        """(batch, length, width) to (batch, heads, length, width of a head)."""
        return states.unflatten(-1, (self.heads, -1)).transpose(1, 2)


def _joined(states: Tensor) -> Tensor:
    return states.transpose(1, 2).flatten(-2)
