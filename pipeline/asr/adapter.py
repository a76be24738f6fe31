"""What a Whisper was taught of the trade: small changes to its decoder, added to the published weights when loaded."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np
from pydantic import Field, ValidationError

from pipeline.asr.ctranslate2_file import Array, variables
from pipeline.domain.base import Frozen
from pipeline.errors import WeightsError
from pipeline.rulebook.files import models_folder, sha256_of, sha256_of_texts

CARD: Final = "adapter.json"
CHANGES: Final = "adapter.npz"
MODEL: Final = "model.bin"
FOLDER: Final = "adapters"
DOWN, UP, WHOLE = ".down", ".up", ".whole"
_REMEDY: Final = "Give a folder that `tinghe adapt` wrote, or --no-adapter."


class Card(Frozen):
    """adapter.json: what was trained, on what.

    base: the entry of weights.toml. base_sha256: of its model.bin; nothing else can be changed by this adapter. share:
    how much of what training changed is added to the published weights. rank: of the changes. recordings, hours: what
    it was trained on; data_sha256: over those recordings and their words.
    """

    version: str
    base: str
    base_sha256: str
    share: float = Field(gt=0, le=1)
    rank: int = Field(ge=1)
    recordings: int
    hours: float
    data_sha256: str


class Adapter:
    """One folder that holds an adapter, opened lazily."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; nothing is read yet."""
        self.folder = folder

    @cached_property
    def card(self) -> Card:
        """adapter.json; raises WeightsError where it is absent or malformed."""
        path = self.folder / CARD
        try:
            return Card.model_validate_json(path.read_bytes())
        except OSError as error:
            raise WeightsError(path, f"cannot be read ({error.strerror})", _REMEDY) from error
        except ValidationError as error:
            first = error.errors()[0]
            cause = ": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"])))
            raise WeightsError(path, cause, _REMEDY) from error

    @cached_property
    def identity(self) -> str:
        """What reports name: version and hash of what was trained; raises WeightsError as card does."""
        hashes = [sha256_of(self.folder / name) for name in (CARD, CHANGES) if (self.folder / name).is_file()]
        return f"{self.card.version}+{sha256_of_texts(*hashes)[:12]}"

    def applied(self, weights: Path) -> bytearray:
        """The bytes of weights/model.bin with the changes added.

        Raises:
            WeightsError: the adapter is absent, malformed, or was trained on other weights.
        """
        path = weights / MODEL
        model = bytearray(path.read_bytes())
        if hashlib.sha256(model).hexdigest() != self.card.base_sha256:
            remedy = f"Take it with --model {self.card.base}, or give --no-adapter."
            raise WeightsError(self.folder, f"was not trained on {path}", remedy)
        known = variables(path, model)
        for name, change in changes_of(self._stored()).items():
            if name not in known or known[name].shape != change.shape:
                raise WeightsError(self.folder, f"{name} is not in {path} in that shape", _REMEDY)
            known[name].store(model, known[name].values(model) + change)
        return model

    def _stored(self) -> dict[str, Array]:
        path = self.folder / CHANGES
        try:
            with path.open("rb") as file, np.load(file) as stored:
                return {name: stored[name].astype(np.float32) for name in stored.files}
        except (OSError, ValueError, TypeError, EOFError, BadZipFile) as error:
            raise WeightsError(path, f"cannot be read ({type(error).__name__})", _REMEDY) from error


def changes_of(stored: Mapping[str, Array]) -> dict[str, Array]:
    """What is added to each variable: UP @ DOWN of a matrix, WHOLE of what is small; names without those endings."""
    whole = {name.removesuffix(WHOLE): value for name, value in stored.items() if name.endswith(WHOLE)}
    factors = [name.removesuffix(UP) for name in stored if name.endswith(UP)]
    return whole | {name: stored[name + UP] @ stored[name + DOWN] for name in factors}


def shipped_adapter(model: str) -> Adapter | None:
    """The product's own adapter for a Whisper of weights.toml, None where there is none."""
    folder = models_folder() / FOLDER / model
    return Adapter(folder) if (folder / CARD).is_file() else None
