"""How likely a text does what a label says: by its words and sounds, and by its meaning, each a logistic regression.

The two are multiplied (their geometric mean): words alone are sure of what shares words, vectors alone of what shares a
subject, and each is wrong about other texts than the other.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np

from pipeline.domain.vocabulary import Role
from pipeline.intents.artefact import Artefact, Floats, Trained, read
from pipeline.intents.embedding import embedded
from pipeline.intents.features import features
from pipeline.resources import models_folder

ARTEFACT: Final = "intents.npz"


class Classifier:
    """One side's labels."""

    def __init__(self, trained: Trained) -> None:
        """Keep the trained numbers."""
        self.labels = trained.labels
        self._trained = trained
        self._places = {run: place for place, run in enumerate(trained.runs)}

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """How likely each label holds for each text, each by itself, 0 to 1, shape (texts, labels)."""
        by_words = np.stack([self._by_words(text) for text in texts])
        by_meaning = embedded(texts) @ self._trained.by_meaning + self._trained.meaning_biases
        return np.asarray(np.sqrt(_logistic(by_words) * _logistic(by_meaning)), dtype=np.float32)

    def _by_words(self, text: str) -> Floats:
        """The logit of each label, from tf-idf of the text's runs of signs (as scikit-learn computes it)."""
        found = [(self._places[run], count) for run, count in features(text).items() if run in self._places]
        if not found:
            return self._trained.word_biases
        places, counts = np.array(found).T
        values = (1 + np.log(counts)) * self._trained.rarities[places]
        values /= np.linalg.norm(values)
        return np.asarray(values @ self._trained.by_words[places] + self._trained.word_biases, dtype=np.float32)


def _logistic(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


@cache
def artefact() -> Artefact:
    """What the product ships, read once; raises WeightsError where it is not there."""
    return read(models_folder() / ARTEFACT)


def classifier_version() -> str:
    """What reports name: the phrase bank that the classifiers were trained from."""
    return f"intents@{artefact().bank_sha256[:12]}"


@cache
def classifier(role: Role) -> Classifier:
    """The classifier for what one side says."""
    return Classifier(artefact().sides[role])
