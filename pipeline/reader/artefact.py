"""What was trained, as it stands in models/reader/: labels and thresholds, the adapter, the heads."""

import math
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationInfo, field_validator

from pipeline.domain.base import Frozen
from pipeline.errors import WeightsError
from pipeline.reader.layout import Array, Shape
from pipeline.rulebook.files import models_folder, sha256_of, sha256_of_texts
from pipeline.rulebook.trained import read_description, read_matrices

DESCRIPTION: Final = "reader.json"
ADAPTER: Final = "adapter.npz"
HEADS: Final = "heads.onnx"
STATUS_HEAD: Final = "status.onnx"
ITEMS: Final = "items.npz"
GRAPH: Final = "trunk.onnx"
FOLDER: Final = "reader"
REMEDY: Final = "Give a folder that `tinghe learn` or `make train` wrote."
FILES: Final = (DESCRIPTION, ADAPTER, HEADS, STATUS_HEAD, ITEMS, GRAPH)


class Value(Frozen):
    """One value of a fact that is told by words, not by a figure (marital_status = married)."""

    fact: str
    value: str | bool | int


class Thresholds(Frozen):
    """From which probability on something is reported, chosen on the tuning part of the corpus.

    conduct: by risk or violation; others take default_conduct. doubt: from here to the threshold it is only listed for
    the reviewer.
    """

    figure: float = 0.5
    value: float = 0.5
    name: float = 0.5
    default_conduct: float = 0.5
    conduct: dict[str, float] = Field(default_factory=dict)
    doubt: float = 0.3

    def of_conduct(self, kind: str) -> float:
        """From where on a risk or violation is reported."""
        return self.conduct.get(kind, self.default_conduct)


class Description(Frozen):
    """reader.json: the order of the heads' outputs, and what turns them into findings.

    base: the entry of weights.toml with the language model. temperature: divides the logarithms of status
    probabilities, so that they say how often they are right. status_shifts: by item what is added to those logarithms,
    in the order of statuses; a bank's decisions put it there. trained_on: how many calls. learned_from: how many
    decisions; product_thresholds: those that stood before them.
    """

    version: str
    base: str
    shape: Shape
    acts: tuple[str, ...]
    statuses: tuple[str, ...]
    items: tuple[str, ...]
    products: tuple[str, ...]
    stages: tuple[str, ...]
    conduct: tuple[str, ...]
    figures: tuple[str, ...]
    values: tuple[Value, ...]
    tags: tuple[str, ...]
    temperature: float = 1.0
    thresholds: Thresholds = Thresholds()
    status_shifts: dict[str, tuple[float, ...]] = Field(default_factory=dict)
    trained_on: int = 0
    learned_from: int = 0
    product_thresholds: Thresholds | None = None

    def shift_of(self, item: str) -> tuple[float, ...]:
        """What is added to the logarithm of each status of an item; zeros where nothing was learned."""
        return self.status_shifts.get(item, (0.0,) * len(self.statuses))

    @field_validator("status_shifts")
    @classmethod
    def _shift_every_status(
        cls, shifts: dict[str, tuple[float, ...]], info: ValidationInfo
    ) -> dict[str, tuple[float, ...]]:
        wanted = len(info.data.get("statuses", ()))
        for item, shift in shifts.items():
            if len(shift) != wanted or not all(map(math.isfinite, shift)):
                raise ValueError(f"{item} has to shift each of the {wanted} statuses by a finite number")
        return shifts


class Artefact:
    """One folder of trained files, opened lazily.

    graph: the trunk's graph, without its weights. heads: the heads' graph with its weights. status_head: the graph from
    a call's acts to statuses.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Take the product's own, or those in folder (to be tried before they are released)."""
        self.folder = folder or models_folder() / FOLDER
        self.graph, self.heads, self.status_head = (self.folder / name for name in (GRAPH, HEADS, STATUS_HEAD))

    @cached_property
    def description(self) -> Description:
        """reader.json.

        Raises:
            WeightsError: it is absent or malformed.
        """
        self._require(DESCRIPTION)
        return read_description(self.folder / DESCRIPTION, Description, REMEDY)

    @property
    def shape(self) -> Shape:
        """The sizes of the trunk."""
        return self.description.shape

    @property
    def adapter(self) -> Mapping[str, Array]:
        """The low-rank changes: LAYER.PROJECTION.down, shape (rank, in), and .up, shape (out, rank)."""
        return read_matrices(self.folder / ADAPTER, REMEDY)

    @property
    def item_texts(self) -> Mapping[str, Array]:
        """By item id the mean state of its name and meaning, shape (width,)."""
        return read_matrices(self.folder / ITEMS, REMEDY)

    @cached_property
    def trunk_sha256(self) -> str:
        """One hash over what the prepared trunk is made of; raises WeightsError where a part of it is absent."""
        self._require(GRAPH, ADAPTER)
        return sha256_of_texts(self.description.base, sha256_of(self.graph), sha256_of(self.folder / ADAPTER))

    @cached_property
    def identity(self) -> str:
        """What reports name: version and hash of what was trained."""
        return f"reader-{self.description.version}+{self.sha256[:12]}"

    def require(self) -> None:
        """Raises WeightsError where a file is absent or the description is malformed."""
        self._require(*FILES)
        _ = self.description

    def _require(self, *names: str) -> None:
        absent = [name for name in names if not (self.folder / name).is_file()]
        if absent:
            raise WeightsError(self.folder, f"there is no trained reader here: no {', '.join(absent)}", REMEDY)

    @cached_property
    def sha256(self) -> str:
        """One hash over all that was trained; stands in every report; raises as require does."""
        self.require()
        return sha256_of_texts(*(sha256_of(self.folder / name) for name in FILES))


def write_description(description: Description, folder: Path) -> None:
    """Write it as the folder's reader.json."""
    (folder / DESCRIPTION).write_text(description.model_dump_json(indent=1) + "\n", encoding="utf-8")
