"""States of calls that are read again and again, kept on disk."""

import hashlib
import os
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from pipeline.reader.encoding import LanguageModel, asked_item, text_state
from pipeline.reader.layout import Array
from pipeline.rulebook.taxonomy import taxonomy


class KeptStates:
    """A language model whose states for tokens that it has seen come from a folder."""

    def __init__(self, model: LanguageModel, folder: Path) -> None:
        """folder: made if it is not there; one for each language model."""
        folder.mkdir(parents=True, exist_ok=True)
        self._model, self._folder = model, folder

    @property
    def tokenizer(self) -> Tokenizer:
        """How the language model cuts a text into tokens."""
        return self._model.tokenizer

    def states(self, ids: list[int]) -> Array:
        """The state of each token; in half precision, kept or not, so that both give the same."""
        name = hashlib.sha256(np.array(ids, np.int64).tobytes()).hexdigest()
        path = self._folder / f"{name}.npy"
        if not path.is_file():
            half = path.with_suffix(f".{os.getpid()}.part.npy")
            np.save(half, self._model.states(ids).astype(np.float16))
            half.replace(path)
        kept: Array = np.load(path).astype(np.float32)
        return kept


def item_texts(model: LanguageModel) -> dict[str, Array]:
    """By item the state of its name and meaning: how the heads know an item that they were not trained on."""
    return {item: text_state(model, asked_item(item, entry).text) for item, entry in taxonomy().items.items()}
