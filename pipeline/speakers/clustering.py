"""Two voices among many vectors, or the finding that there is only one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.domain.base import Frozen

Vectors = npt.NDArray[np.float32]
Weights = npt.NDArray[np.float64]

# Enough to find two voices in any call; keeps the search's cost, cubic in their number, at a tenth of a second.
_MOST_FOR_SEARCH = 300
_CANDIDATES = 8
_REFINEMENTS = 5


class VoiceOptions(Frozen):
    """When two groups of vectors are one voice cut in two.

    one_voice_similarity: the cosine of their centres is above this. odd_similarity, odd_share: it is above this lower
    bound and the lighter group is a smaller share of the speech than that, a few odd sounds of the same voice. Taking
    one voice for two misplaces part of a call, taking two for one puts all of it under one role: the bounds lean to
    two.
    """

    one_voice_similarity: float = 0.86
    odd_similarity: float = 0.6
    odd_share: float = 0.08


@dataclass(frozen=True, eq=False)
class TwoVoices:
    """The centres of two groups, shape (2, size), each of length 1; lighter_share: 0 to 0.5, of the speech."""

    centres: Vectors
    lighter_share: float

    def leaning(self, vectors: Vectors) -> Weights:
        """How much nearer each vector is to the second voice than to the first: cosine difference, shape (n,)."""
        return np.asarray(vectors @ (self.centres[1] - self.centres[0]), dtype=np.float64)

    @property
    def similarity(self) -> float:
        """The cosine of the two centres."""
        return float(self.centres[0] @ self.centres[1])

    def is_one(self, options: VoiceOptions) -> bool:
        """Whether the two are more likely one voice cut in two."""
        few_and_odd = self.similarity > options.odd_similarity and self.lighter_share < options.odd_share
        return self.similarity > options.one_voice_similarity or few_and_odd


def two_voices(vectors: Vectors, weights: Weights) -> TwoVoices | None:
    """The two groups that explain the vectors best; None where there are not two vectors that differ.

    Agglomerative clustering (average linkage over cosines) down to a few groups; the two that are both heavy and apart
    become seeds, and every vector then joins the nearer centre. Forcing the clustering itself down to two groups would
    set one odd second of sound apart and leave both speakers in the other.

    Args:
        vectors: shape (n, size), each of length 1.
        weights: seconds that each stands for, shape (n,).
    """
    chosen = np.sort(np.argsort(-weights, kind="stable")[:_MOST_FOR_SEARCH])
    groups = _agglomerated(vectors[chosen], weights[chosen], _CANDIDATES)
    if len(groups) < 2:
        return None
    centres = _seeds(vectors[chosen], weights[chosen], groups)
    for _ in range(_REFINEMENTS):
        second = _nearer_second(vectors, centres)
        if second.all() or not second.any():
            break
        centres = np.stack([_centre(vectors[side], weights[side]) for side in (~second, second)])
    share = float(weights[_nearer_second(vectors, centres)].sum() / weights.sum())
    return TwoVoices(centres, min(share, 1 - share))


def _agglomerated(vectors: Vectors, weights: Weights, stop: int) -> list[npt.NDArray[np.int64]]:
    """Indices of the groups that are left when the nearest two were joined again and again until stop remain."""
    similarity = (vectors @ vectors.T).astype(np.float64)
    np.fill_diagonal(similarity, -np.inf)
    mass = weights.astype(np.float64).copy()
    members = {number: [number] for number in range(len(vectors))}
    while len(members) > stop:
        kept, gone = sorted(divmod(int(similarity.argmax()), len(vectors)))
        joined = (mass[kept] * similarity[kept] + mass[gone] * similarity[gone]) / (mass[kept] + mass[gone])
        similarity[kept], similarity[:, kept] = joined, joined
        similarity[gone], similarity[:, gone], similarity[kept, kept] = -np.inf, -np.inf, -np.inf
        mass[kept] += mass[gone]
        members[kept] += members.pop(gone)
    return [np.array(group) for group in members.values()]


def _seeds(vectors: Vectors, weights: Weights, groups: Sequence[npt.NDArray[np.int64]]) -> Vectors:
    """Centres of the two groups with the largest product of the lighter one's weight and their distance."""
    centres = np.stack([_centre(vectors[group], weights[group]) for group in groups])
    mass = np.array([weights[group].sum() for group in groups])
    scores = np.minimum(mass[:, np.newaxis], mass) * (1 - centres @ centres.T)
    first, second = sorted(divmod(int(scores.argmax()), len(groups)))
    return centres[[first, second]]


def _nearer_second(vectors: Vectors, centres: Vectors) -> npt.NDArray[np.bool_]:
    return np.asarray(vectors @ centres[1] > vectors @ centres[0])


def _centre(vectors: Vectors, weights: Weights) -> Vectors:
    total = (weights[:, np.newaxis] * vectors).sum(axis=0)
    return np.asarray(total / np.linalg.norm(total), dtype=np.float32)
