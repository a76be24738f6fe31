"""What a Whisper was taught of the trade: small changes to its decoder, added to the published weights when loaded."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import Field

from pipeline.asr.ctranslate2_file import Array, variables
from pipeline.domain.base import Frozen
from pipeline.errors import WeightsError
from pipeline.rulebook.files import models_folder, sha256_of, sha256_of_texts
from pipeline.rulebook.trained import read_description, read_matrices

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
        return read_description(self.folder / CARD, Card, _REMEDY)

    @cached_property
    def identity(self) -> str:
        """What reports name: version and hash of what was trained; raises WeightsError where a file is absent."""
        version, changes = self.card.version, self.folder / CHANGES
        if not changes.is_file():
            raise WeightsError(changes, "is not there", _REMEDY)
        return f"{version}+{sha256_of_texts(sha256_of(self.folder / CARD), sha256_of(changes))[:12]}"

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
        for name, change in changes_of(read_matrices(self.folder / CHANGES, _REMEDY)).items():
            if name not in known or known[name].shape != change.shape:
                raise WeightsError(self.folder, f"{name} is not in {path} in that shape", _REMEDY)
            known[name].store(model, known[name].values(model) + change)
        return model


def changes_of(stored: Mapping[str, Array]) -> dict[str, Array]:
    """What is added to each variable: UP @ DOWN of a matrix, WHOLE of what is small; names without those endings."""
    whole = {name.removesuffix(WHOLE): value for name, value in stored.items() if name.endswith(WHOLE)}
    factors = [name.removesuffix(UP) for name in stored if name.endswith(UP)]
    return whole | {name: stored[name + UP] @ stored[name + DOWN] for name in factors}


def shipped_adapter(model: str) -> Adapter | None:
    """The product's own adapter for a Whisper of weights.toml, None where there is none."""
    folder = models_folder() / FOLDER / model
    return Adapter(folder) if (folder / CARD).is_file() else None
