"""Tensors out of a PyTorch checkpoint without PyTorch: a zip of storages and a pickle that lays shapes over them."""

import io
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.errors import WeightsError

Tensor = npt.NDArray[Any]

_STORAGE_TYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}
_REMEDY = "Delete its folder and fetch it again with `tinghe models pull`."


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
