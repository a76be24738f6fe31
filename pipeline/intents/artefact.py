"""The trained numbers on disk: models/intents.npz, small enough to be kept beside the code."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.domain.vocabulary import Role
from pipeline.errors import WeightsError

_REMEDY: Final = "Train it anew with `make train`, or take the one that came with this version."
_STEPS: Final = 127  # weights are kept as signed bytes, in units of each label's largest

Array = npt.NDArray[np.generic]
Floats = npt.NDArray[np.float32]


class Trained(NamedTuple):
    """What one side's classifier learned: for L labels, from F runs of signs and from vectors of D numbers.

    rarities: inverse document frequency of each run, shape (F,). by_words: shape (F, L). by_meaning: shape (D, L).
    word_biases, meaning_biases: shape (L,).
    """

    labels: tuple[str, ...]
    runs: tuple[str, ...]
    rarities: Floats
    by_words: Floats
    word_biases: Floats
    by_meaning: Floats
    meaning_biases: Floats


class Artefact(NamedTuple):
    """Both sides, and the hash of the phrase bank that they were trained from."""

    sides: dict[Role, Trained]
    bank_sha256: str


def write(path: Path, artefact: Artefact) -> None:
    """Write the artefact beside path, then put it there; the same numbers give the same bytes."""
    arrays: dict[str, Array] = {"bank": _text((artefact.bank_sha256,))}
    for role, trained in artefact.sides.items():
        for name, value in trained._asdict().items():
            arrays |= {f"{role}.{key}": array for key, array in _packed(name, value).items()}
    beside = path.with_suffix(".part")
    with beside.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    beside.replace(path)


def read(path: Path) -> Artefact:
    """The artefact in a file.

    Raises:
        WeightsError: the file is not there or is none.
    """
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            sides = {role: _side(arrays, role) for role in Role}
            return Artefact(sides=sides, bank_sha256=_lines(arrays["bank"])[0])
    except (OSError, ValueError, KeyError) as error:
        raise WeightsError(path, f"cannot be read ({type(error).__name__})", _REMEDY) from error


def _packed(name: str, value: tuple[str, ...] | Floats) -> dict[str, Array]:
    if isinstance(value, tuple):
        return {name: _text(value)}
    if name != "by_words":
        return {name: value.astype(np.float16)}
    scales = np.maximum(np.abs(value).max(axis=0), 1e-9) / _STEPS
    return {name: np.rint(value / scales).astype(np.int8), "scales": scales.astype(np.float32)}


def _side(arrays: Mapping[str, Array], role: Role) -> Trained:
    values = {name: arrays[f"{role}.{name}"] for name in Trained._fields}
    floats = {name: array.astype(np.float32) for name, array in values.items() if name not in ("labels", "runs")}
    floats["by_words"] *= arrays[f"{role}.scales"].astype(np.float32)
    return Trained(labels=_lines(values["labels"]), runs=_lines(values["runs"]), **floats)


def _text(lines: tuple[str, ...]) -> Array:
    return np.frombuffer("\n".join(lines).encode("utf-8"), dtype=np.uint8)


def _lines(array: Array) -> tuple[str, ...]:
    return tuple(array.tobytes().decode("utf-8").split("\n"))
