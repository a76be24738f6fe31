"""From trained weights to an adapter's folder: what changed, a share of it, in as few numbers as carry it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from pipeline.asr.adapter import CARD, CHANGES, DOWN, UP, WHOLE, Card
from pipeline.asr.ctranslate2_file import Array
from pipeline.errors import UsageError
from pipeline.rulebook.trained import written_whole

_MATRIX: Final = 2


def low_rank(published: Mapping[str, Array], trained: Mapping[str, Array], share: float, rank: int) -> dict[str, Array]:
    """What is added to the published weights, in half precision.

    Averaging a fine-tuned model with the one it came from keeps what that one knew of other speech (Wortsman et al.
    2022, Robust fine-tuning of zero-shot models). A matrix's change is kept in its rank largest singular directions
    (Hu et al. 2021 train such changes; here they are found afterwards); vectors are kept whole.

    share: of the change that is added, above 0 and at most 1.
    """
    stored: dict[str, Array] = {}
    for name, values in trained.items():
        change = share * (values - published[name])
        if change.ndim < _MATRIX:
            stored[name + WHOLE] = change.astype(np.float16)
            continue
        left, sizes, right = np.linalg.svd(change, full_matrices=False)
        roots = np.sqrt(sizes[:rank])
        stored[name + UP] = (left[:, :rank] * roots).astype(np.float16)
        stored[name + DOWN] = (roots[:, None] * right[:rank]).astype(np.float16)
    return stored


def write_adapter(card: Card, changes: Mapping[str, Array], folder: Path) -> None:
    """The folder as a whole or not at all.

    Raises:
        UsageError: there is something of that name already, or it cannot be written.
    """
    refuse_existing(folder)
    try:
        with written_whole(folder) as beside:
            (beside / CARD).write_text(card.model_dump_json(indent=1) + "\n", encoding="utf-8")
            np.savez_compressed(beside / CHANGES, allow_pickle=False, **changes)
    except OSError as error:
        raise UsageError(folder, f"cannot be written ({error.strerror})", "Name a folder that can be.") from error


def refuse_existing(folder: Path) -> None:
    """Raises UsageError where the folder is there already: an adapter that reports name is not written over."""
    if folder.exists():
        raise UsageError(folder, "is there already", "Name a folder that is not.")
