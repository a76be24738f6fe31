"""The binary file in which CTranslate2 keeps a model: where each variable stands in it, so that one can be changed.

The form is version 6 of CTranslate2's own (python/ctranslate2/specs/model_spec.py, MIT): a header, then for each
variable its name, shape, number format and bytes, then names that stand for other variables.
"""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.domain.base import Frozen
from pipeline.errors import WeightsError

Array = npt.NDArray[np.float32]
_VERSION: Final = 6
_FORMATS: Final = ("<f4", "i1", "<i2", "<i4", "<f2")


class StoredVariable(Frozen):
    """A variable of the model. number_format: as numpy writes it. offset: of its first byte in the file."""

    shape: tuple[int, ...]
    number_format: str
    offset: int

    def values(self, model: bytes | bytearray) -> Array:
        """Its values in single precision, as a copy."""
        return self._view(model).astype(np.float32)

    def store(self, model: bytearray, values: Array) -> None:
        """Write values of its shape over those in the model, in its own number format."""
        self._view(model)[...] = values.astype(self.number_format)

    def _view(self, model: bytes | bytearray) -> npt.NDArray[np.generic]:
        count = int(np.prod(self.shape, dtype=np.int64))
        return np.frombuffer(model, self.number_format, count, self.offset).reshape(self.shape)


class _Cursor:
    """Reads one field of the file after another."""

    def __init__(self, model: bytes | bytearray) -> None:
        self.model, self.at = model, 0

    def number(self, form: str) -> int:
        (value,) = struct.unpack_from(f"<{form}", self.model, self.at)
        self.at += struct.calcsize(f"<{form}")
        return int(value)

    def text(self) -> str:
        length = self.number("H")
        self.at += length
        return bytes(self.model[self.at - length : self.at]).rstrip(b"\0").decode("utf-8")


def variables(path: Path, model: bytes | bytearray) -> Mapping[str, StoredVariable]:
    """Every variable of a model by name.

    path: where the bytes came from, for the error.

    Raises:
        WeightsError: they are no model of the version that is known here.
    """
    try:
        cursor = _Cursor(model)
        version = cursor.number("I")
        if version != _VERSION:
            raise WeightsError(path, f"is of CTranslate2's version {version}, not {_VERSION}", "Take --no-adapter.")
        cursor.text()  # the kind of model
        cursor.number("I")  # and its revision
        return dict(_variable(cursor) for _ in range(cursor.number("I")))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise WeightsError(path, "is no model of CTranslate2", "Delete it and run: tinghe models pull.") from error


def _variable(cursor: _Cursor) -> tuple[str, StoredVariable]:
    name = cursor.text()
    shape = tuple(cursor.number("I") for _ in range(cursor.number("B")))
    number_format = _FORMATS[cursor.number("B")]
    length = cursor.number("I")
    variable = StoredVariable(shape=shape, number_format=number_format, offset=cursor.at)
    cursor.at += length
    return name, variable
