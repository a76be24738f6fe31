"""A language model small enough for a test: a token a character, and states that a hash gives."""

from functools import cache

import numpy as np
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from pipeline.reader.layout import Array


class CharacterModel:
    """Cuts a text into characters; the state of a token depends on the token alone."""

    def __init__(self, width: int = 8) -> None:
        """width: of a state."""
        self.width = width

    @property
    def tokenizer(self) -> Tokenizer:
        """A token a character."""
        return _tokenizer()

    def states(self, ids: list[int]) -> Array:
        """Fixed by the token."""
        return np.stack([_state(token, self.width) for token in ids])


@cache
def _tokenizer() -> Tokenizer:
    vocabulary = {chr(code): code for code in range(0x10000) if not 0xD800 <= code <= 0xDFFF}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="□"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), behavior="isolated")
    return tokenizer


@cache
def _state(token: int, width: int) -> Array:
    return np.random.default_rng(token).normal(size=width).astype(np.float32)
