"""The two file formats of published weights, without their libraries: PyTorch checkpoints read, ONNX models written.

A checkpoint is a zip of storages and a pickle that lays shapes over them. An ONNX model is protocol buffers with few
kinds of message (onnx.proto of the ONNX standard, whose field numbers stand beside the code). Writing them here spares
an install of 27 MB that would be used for one network.
"""

import io
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.errors import WeightsError

Tensor = npt.NDArray[Any]
Shape = Sequence[int | str]

_STORAGE_TYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}
_REMEDY = "Delete its folder and fetch it again with `tinghe models pull`."

_OPSET = 18
_IR_VERSION = 9  # the oldest that knows the opset, for older onnxruntime
_FLOAT, _INT64 = 1, 7
_ELEMENT_TYPES = {np.dtype(np.float32): _FLOAT, np.dtype(np.int64): _INT64}
_A_FLOAT, _AN_INT, _INTS = 1, 2, 7  # AttributeProto.type


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """Every tensor of a checkpoint that torch.save wrote (zip format, torch 1.6 and later), by name.

    Nothing in the file is executed: its pickle may name ordered dictionaries, float and integer storages and the laying
    of a shape over a storage, and nothing else.

    Raises:
        WeightsError: it is no such file, or its pickle names anything else.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            root = next(name for name in archive.namelist() if name.endswith("/data.pkl")).removesuffix("data.pkl")
            pickled = io.BytesIO(archive.read(f"{root}data.pkl"))
            state = _TensorUnpickler(pickled, lambda key: archive.read(f"{root}data/{key}")).load()
    except (OSError, zipfile.BadZipFile, pickle.UnpicklingError, KeyError, StopIteration, EOFError) as error:
        raise WeightsError(path, f"is no checkpoint that can be read ({error})", _REMEDY) from error
    return dict(state)


class _TensorUnpickler(pickle.Unpickler):
    """An unpickler that can build arrays and nothing else."""

    def __init__(self, file: io.BytesIO, read_storage: Callable[[str], bytes]) -> None:
        super().__init__(file)
        self._read_storage = read_storage

    def persistent_load(self, pid: Any) -> Tensor:
        """A storage: pid is ("storage", type, key, device, count)."""
        _, dtype, key, *_ = pid
        return np.frombuffer(self._read_storage(key), dtype)

    def find_class(self, module: str, name: str) -> Any:
        """The few names that a state dictionary needs; any other is refused."""
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _lay_shape
        if module == "torch" and name in _STORAGE_TYPES:
            return _STORAGE_TYPES[name]
        message = f"it names {module}.{name}"
        raise pickle.UnpicklingError(message)


def _lay_shape(storage: Tensor, offset: int, shape: tuple[int, ...], *_: Any) -> Tensor:
    """Shape over storage from offset on. State dictionaries hold contiguous tensors, so the strides say nothing new."""
    count = int(np.prod(shape, dtype=np.int64))
    return storage[offset : offset + count].reshape(shape)


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
        parts = [_delimited(1, name) for name in inputs] + [_delimited(2, output), _delimited(4, operator)]
        parts += [_delimited(5, _attribute(name, value)) for name, value in attributes.items()]
        self._nodes.append(b"".join(parts))
        return output

    def constant(self, values: Tensor) -> str:
        """Append a constant of float32 or int64, shape as it is."""
        name = f"constant_{len(self._constants)}"
        parts = [_integer(1, size) for size in values.shape]
        parts += [_integer(2, _ELEMENT_TYPES[values.dtype]), _delimited(8, name), _delimited(9, values.tobytes())]
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
        parts = [_delimited(1, node) for node in self._nodes] + [_delimited(2, self._name)]
        parts += [_delimited(5, constant) for constant in self._constants]
        parts += [_delimited(11, _value_info(name, shape)) for name, shape in inputs.items()]
        parts += [_delimited(12, _value_info(name, shape)) for name, shape in outputs.items()]
        opset = _delimited(8, _delimited(1, "") + _integer(2, _OPSET))
        return _integer(1, _IR_VERSION) + opset + _delimited(7, b"".join(parts))


def _attribute(name: str, value: float | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return _delimited(1, name) + _integer(3, value) + _integer(20, _AN_INT)
    if isinstance(value, float):
        return _delimited(1, name) + _key(2, 5) + np.float32(value).tobytes() + _integer(20, _A_FLOAT)
    return _delimited(1, name) + b"".join(_integer(8, each) for each in value) + _integer(20, _INTS)


def _value_info(name: str, shape: Shape) -> bytes:
    sizes = b"".join(_delimited(1, _delimited(2, d) if isinstance(d, str) else _integer(1, d)) for d in shape)
    return _delimited(1, name) + _delimited(2, _delimited(1, _integer(1, _FLOAT) + _delimited(2, sizes)))


def _key(field: int, wire_type: int) -> bytes:
    return _varint(field << 3 | wire_type)


def _integer(field: int, value: int) -> bytes:
    return _key(field, 0) + _varint(value)


def _delimited(field: int, content: bytes | str) -> bytes:
    """A field that is text, bytes or a message of its own, after its length."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    return _key(field, 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; negative numbers as 64 bits of two's complement."""
    value &= (1 << 64) - 1
    groups = []
    while value > 127:
        groups.append(value & 127 | 128)
        value >>= 7
    return bytes([*groups, value])
