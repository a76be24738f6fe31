"""Trains the classifiers from the phrase bank: `make train` runs this module and writes models/intents.npz.

scikit-learn learns and is needed here only; what judges calls reads the numbers with NumPy.
"""

import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from pipeline.domain.vocabulary import Role
from pipeline.intents.artefact import Artefact, Floats, Trained, write
from pipeline.intents.bank import Phrase, bank_sha256, phrase_bank
from pipeline.intents.classifier import ARTEFACT
from pipeline.intents.embedding import embedded
from pipeline.intents.features import features
from pipeline.intents.noise import misheard
from pipeline.language.normalise import normalise
from pipeline.resources import models_folder

MIN_TEXTS = 2  # a run of signs that stands in one text only tells nothing about others
INVERSE_REGULARISATION = 50.0
MISHEARD_COPIES = 1
SEED = 20261123


def main() -> None:
    """Train both sides and write the artefact."""
    sides = {role: trained([phrase for phrase in phrase_bank() if phrase.role is role]) for role in Role}
    write(models_folder() / ARTEFACT, Artefact(sides=sides, bank_sha256=bank_sha256()))


def trained(phrases: Sequence[Phrase]) -> Trained:
    """One side's classifier: two logistic regressions for each label, all other phrases against it."""
    texts, own = zip(*_examples(phrases), strict=True)
    labels = tuple(sorted({label for label in own if label}))
    vectorizer = TfidfVectorizer(analyzer=features, min_df=MIN_TEXTS, sublinear_tf=True)
    by_words, word_biases = _regressions(vectorizer.fit_transform(texts), own, labels)
    by_meaning, meaning_biases = _regressions(embedded(texts), own, labels)
    return Trained(
        labels=labels,
        runs=tuple(vectorizer.get_feature_names_out()),
        rarities=vectorizer.idf_.astype(np.float32),
        by_words=by_words,
        word_biases=word_biases,
        by_meaning=by_meaning,
        meaning_biases=meaning_biases,
    )


def _regressions(matrix: Any, own: Sequence[str], labels: Sequence[str]) -> tuple[Floats, Floats]:
    """Weights of shape (features, labels) and biases of shape (labels,)."""
    models = [_regression(matrix, [label == one for one in own]) for label in labels]
    weights = np.stack([model.coef_[0] for model in models], axis=1)
    return weights.astype(np.float32), np.array([model.intercept_[0] for model in models], dtype=np.float32)


def _regression(matrix: Any, holds: list[bool]) -> Any:
    return LogisticRegression(C=INVERSE_REGULARISATION, solver="liblinear").fit(matrix, holds)


def _examples(phrases: Sequence[Phrase]) -> Iterator[tuple[str, str]]:
    """Texts with their labels: each phrase as it is written, and misheard."""
    chance = random.Random(SEED)  # noqa: S311 - noise, not secrets
    for phrase in phrases:
        for text in (phrase.text, *(misheard(phrase.text, chance) for _ in range(MISHEARD_COPIES))):
            yield normalise(text).text, phrase.label


if __name__ == "__main__":
    main()
