"""The sizes of the language model, and which tensors its weight file holds: graph and preparation must agree."""

import math
from collections.abc import Iterator
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from pipeline.domain.base import Frozen

Array = npt.NDArray[np.float32]
ALIGNMENT: Final = 64  # bytes; what vector loads want of a memory-mapped tensor
BLOCK: Final = 32  # weights that share a scale
PROJECTIONS: Final = ("qkv", "output", "gate", "up", "down")
TensorType = Literal["uint8", "float32"]
_BYTES: Final[dict[TensorType, int]] = {"uint8": 1, "float32": 4}


class Shape(Frozen):
    """The sizes of a Qwen2 model, cut after its first layers.

    layers: how many of them are used. width: of a state. inner: of the feed-forward layer. heads, groups: query heads,
    key and value heads. head: width of one head. positions: the longest window, in tokens.
    """

    layers: int
    width: int = 896
    inner: int = 4864
    heads: int = 14
    groups: int = 2
    head: int = 64
    positions: int = 4096

    def projection(self, name: str) -> tuple[int, int]:
        """(out, in) of one of PROJECTIONS."""
        return {
            "qkv": ((self.heads + 2 * self.groups) * self.head, self.width),
            "output": (self.width, self.heads * self.head),
            "gate": (self.inner, self.width),
            "up": (self.inner, self.width),
            "down": (self.width, self.inner),
        }[name]


class Tensor(Frozen):
    """One tensor in the weight file; offset: of its first byte."""

    name: str
    type: TensorType
    dims: tuple[int, ...]
    offset: int

    @property
    def bytes(self) -> int:
        """How many bytes it takes."""
        return math.prod(self.dims) * _BYTES[self.type]


def tensors(shape: Shape) -> tuple[Tensor, ...]:
    """Every tensor of the trunk in the order of the file.

    A projection is two: NAME.quantised, shape (out, in / BLOCK, BLOCK), eight bits with 128 as zero, and NAME.scales,
    shape (out, in / BLOCK).
    """
    placed, at = [], 0
    for name, type_, dims in _entries(shape):
        tensor = Tensor(name=name, type=type_, dims=dims, offset=at)
        placed.append(tensor)
        at += -(-tensor.bytes // ALIGNMENT) * ALIGNMENT
    return tuple(placed)


def _entries(shape: Shape) -> Iterator[tuple[str, TensorType, tuple[int, ...]]]:
    half = shape.head // 2
    yield "cosines", "float32", (shape.positions, half)
    yield "sines", "float32", (shape.positions, half)
    for layer in range(shape.layers):
        yield f"{layer}.attention_norm", "float32", (shape.width,)
        yield f"{layer}.qkv.bias", "float32", (shape.projection("qkv")[0],)
        yield f"{layer}.inner_norm", "float32", (shape.width,)
        for name in PROJECTIONS:
            rows, columns = shape.projection(name)
            yield f"{layer}.{name}.quantised", "uint8", (rows, columns // BLOCK, BLOCK)
            yield f"{layer}.{name}.scales", "float32", (rows, columns // BLOCK)
