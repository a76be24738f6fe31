"""A small writer of ONNX files: nodes and constants in, the bytes of a model out.

The format is protocol buffers with few kinds of message (onnx.proto of the ONNX standard, whose field numbers stand
beside the code). Writing them here spares an install of 27 MB that would be used for one network.
"""

from collections.abc import Sequence

import numpy as np

from pipeline.speakers.checkpoint import Tensor

_OPSET = 18
_IR_VERSION = 9  # the oldest that knows the opset, for older onnxruntime
_FLOAT, _INT64 = 1, 7
_ELEMENT_TYPES = {np.dtype(np.float32): _FLOAT, np.dtype(np.int64): _INT64}
_A_FLOAT, _AN_INT, _INTS = 1, 2, 7  # AttributeProto.type

Shape = Sequence[int | str]


class Graph:
    """An ONNX graph that grows node by node; every method that adds something returns the name of its output."""

    def __init__(self, name: str) -> None:
        """Start an empty graph."""
        self._name = name
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []

    def add(self, operator: str, *inputs: str, output: str = "", **attributes: float | Sequence[int]) -> str:
        """Append one node with the operator's own attributes."""
        output = output or f"{operator}_{len(self._nodes)}"
        parts = [_text(1, name) for name in inputs] + [_text(2, output), _text(4, operator)]
        parts += [_message(5, _attribute(name, value)) for name, value in attributes.items()]
        self._nodes.append(b"".join(parts))
        return output

    def constant(self, values: Tensor) -> str:
        """Append a constant of float32 or int64, shape as it is."""
        name = f"constant_{len(self._constants)}"
        parts = [_integer(1, size) for size in values.shape]
        parts += [_integer(2, _ELEMENT_TYPES[values.dtype]), _text(8, name), _bytes(9, values.tobytes())]
        self._constants.append(b"".join(parts))
        return name

    def integers(self, *values: int) -> str:
        """Append a constant of int64, shape (len(values),)."""
        return self.constant(np.array(values, dtype=np.int64))

    def number(self, value: float) -> str:
        """Append a constant float32 without dimensions."""
        return self.constant(np.array(value, dtype=np.float32))

    def model(self, *, inputs: dict[str, Shape], outputs: dict[str, Shape]) -> bytes:
        """The model as bytes; a dimension of inputs and outputs is a size or, where it varies, a name."""
        parts = [_message(1, node) for node in self._nodes] + [_text(2, self._name)]
        parts += [_message(5, constant) for constant in self._constants]
        parts += [_message(11, _value_info(name, shape)) for name, shape in inputs.items()]
        parts += [_message(12, _value_info(name, shape)) for name, shape in outputs.items()]
        opset = _message(8, _text(1, "") + _integer(2, _OPSET))
        return _integer(1, _IR_VERSION) + opset + _message(7, b"".join(parts))


def _attribute(name: str, value: float | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return _text(1, name) + _integer(3, value) + _integer(20, _AN_INT)
    if isinstance(value, float):
        return _text(1, name) + _key(2, 5) + np.float32(value).tobytes() + _integer(20, _A_FLOAT)
    return _text(1, name) + b"".join(_integer(8, each) for each in value) + _integer(20, _INTS)


def _value_info(name: str, shape: Shape) -> bytes:
    sizes = b"".join(_message(1, _text(2, d) if isinstance(d, str) else _integer(1, d)) for d in shape)
    return _text(1, name) + _message(2, _message(1, _integer(1, _FLOAT) + _message(2, sizes)))


def _key(field: int, wire_type: int) -> bytes:
    return _varint(field << 3 | wire_type)


def _integer(field: int, value: int) -> bytes:
    return _key(field, 0) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode("utf-8"))


def _message(field: int, content: bytes) -> bytes:
    return _bytes(field, content)


def _bytes(field: int, content: bytes) -> bytes:
    return _key(field, 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; negative numbers as 64 bits of two's complement."""
    value &= (1 << 64) - 1
    groups = []
    while value > 127:
        groups.append(value & 127 | 128)
        value >>= 7
    return bytes([*groups, value])
