"""The language model that the reader is built on, as its authors publish it: a GGUF file, weights and tokenizer."""

from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

Array = npt.NDArray[np.float32]

# Qwen2's own split into pieces before byte pairs are merged (Qwen2 technical report; Apache-2.0 tokenizer files).
_PIECES: Final = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


class BaseModel:
    """A Qwen2 GGUF file, opened for reading; tensors are dequantised one by one when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Map the file; nothing is read yet."""
        from gguf import GGUFReader  # noqa: PLC0415 - only preparation needs it

        self._file = GGUFReader(path)

    def tensor(self, name: str) -> Array:
        """A tensor in float32, shape as PyTorch has it: (out, in) for a projection. name: as in the file."""
        from gguf.quants import dequantize  # noqa: PLC0415 - only preparation needs it

        found = self._tensors[name]
        return np.asarray(dequantize(found.data, found.tensor_type), dtype=np.float32)

    def tokenizer(self) -> Tokenizer:
        """The byte-pair tokenizer that the file carries."""
        tokens: list[str] = self._file.fields["tokenizer.ggml.tokens"].contents()
        merges = [tuple(pair.split(" ")) for pair in self._file.fields["tokenizer.ggml.merges"].contents()]
        made = Tokenizer(models.BPE(vocab={token: n for n, token in enumerate(tokens)}, merges=merges))
        made.normalizer = normalizers.NFC()
        made.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(_PIECES), behavior="isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )
        made.decoder = decoders.ByteLevel()
        return made

    @cached_property
    def _tensors(self) -> dict[str, Any]:
        return {tensor.name: tensor for tensor in self._file.tensors}
