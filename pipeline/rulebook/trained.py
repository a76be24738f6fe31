"""Folders that training wrote, whole or not at all: a description in JSON and matrices in .npz."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ValidationError

from pipeline.errors import WeightsError

Described = TypeVar("Described", bound=BaseModel)


def read_description(path: Path, kind: type[Described], remedy: str) -> Described:
    """What a JSON file says; raises WeightsError where it cannot be read or is not of the kind, naming the field."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except OSError as error:
        raise WeightsError(path, f"cannot be read ({error.strerror})", remedy) from error
    except ValidationError as error:
        first = error.errors()[0]
        cause = ": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"])))
        raise WeightsError(path, cause, remedy) from error


def read_matrices(path: Path, remedy: str) -> dict[str, npt.NDArray[np.float32]]:
    """The matrices of a .npz by name, in single precision; raises WeightsError where they cannot be read."""
    try:
        with path.open("rb") as file, np.load(file) as matrices:
            return {name: matrices[name].astype(np.float32) for name in matrices.files}
    except (OSError, ValueError, TypeError, EOFError, BadZipFile) as error:
        raise WeightsError(path, f"cannot be read ({type(error).__name__})", remedy) from error


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """A folder beside, which becomes the folder when the block ends; nothing is left of it where the block fails.

    Raises:
        OSError: it cannot be written, or the folder came to be meanwhile and holds something.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        yield beside
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
