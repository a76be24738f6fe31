"""Makes the reader's own files out of the published language model and the trained adapter, once a machine.

What is fetched is the model as its authors publish it (a GGUF file whose SHA-256 stands in weights.toml). What is
trained here is small: low-rank changes to some of its projections (LoRA, Hu et al. 2021). Preparation adds the one to
the other, keeps the layers that are read, and writes them in eight bits with a scale for every 32 weights, so that a
process maps them instead of computing them.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from pipeline.asr.weights import locate
from pipeline.errors import WeightsError
from pipeline.reader.artefact import GRAPH, Artefact
from pipeline.reader.layout import BLOCK, Array, Shape, Tensor, tensors
from pipeline.rulebook.files import sha256_of, sha256_of_texts

WEIGHTS: Final = "trunk.bin"
EMBEDDINGS: Final = "embeddings.npy"
TOKENIZER: Final = "tokenizer.json"
HASHES: Final = "hashes.json"
THETA: Final = 1_000_000.0  # base of Qwen2's rotary positions
_PREPARED: Final = "prepared"  # the folder beside the language model that prepared ones are kept in
_WRITTEN_AS: Final = "2"  # how what is prepared is written: raised with every change that gives other bytes
_ZERO: Final = 128  # the byte that stands for a weight of zero
BASE_NAMES: Final = {
    "q": "attn_q",
    "k": "attn_k",
    "v": "attn_v",
    "output": "attn_output",
    "gate": "ffn_gate",
    "up": "ffn_up",
    "down": "ffn_down",
}
# Qwen2's own split into pieces before byte pairs are merged (Qwen2 technical report; Apache-2.0 tokenizer files).
_PIECES: Final = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


class BaseModel:
    """A Qwen2 GGUF file, opened for reading; tensors are dequantised one by one when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Map the file; no weight is read yet."""
        from gguf import GGUFReader  # noqa: PLC0415 - only preparation needs it

        self._file = GGUFReader(path)
        self._tensors = {tensor.name: tensor for tensor in self._file.tensors}

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


def prepare(artefact: Artefact, weights: Path | None = None, progress: Callable[[str], None] | None = None) -> Path:
    """The folder with the prepared language model, made if it is not there.

    weights: the folder that weights are kept in, None for the usual one. progress: is given a line before the work
    begins.

    Raises:
        WeightsError: it is not there or cannot be prepared, or what is prepared of the trained reader is absent.
    """
    located = locate(artefact.description.base, weights)
    (base,) = (file for file in located.files if file.endswith(".gguf"))
    made_of = sha256_of_texts(_WRITTEN_AS, located.files[base].sha256, artefact.trunk_sha256)
    final = located.folder / _PREPARED / made_of[:16]
    return prepared_folder(artefact, located.folder / base, final, progress or (lambda _: None))


def prepared_folder(
    artefact: Artefact, base: Path, final: Path, progress: Callable[[str], None] = lambda _: None
) -> Path:
    """The folder with what the reader loads, made if it is not there.

    artefact: what was trained. base: the GGUF file. final: the folder, named by all that it is made of, so that other
    versions of the product beside this one have others. It is written beside and moved there whole; one that is no
    longer what was prepared, by its bytes, makes way for it.

    Raises:
        WeightsError: the folder cannot be written.
    """
    if _is_whole(final):
        return final
    progress(f"preparing the reader in {final} (once, about half a minute)")
    home = final.parent
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, prefix=".reader.", ignore_cleanup_errors=True) as beside:
            staged = Path(beside) / "new"
            staged.mkdir()
            _write(artefact, BaseModel(base), staged)
            _move_into_place(staged, final, Path(beside) / "damaged")
    except OSError as error:
        if not _is_whole(final):
            remedy = "Make the folder writable and 700 MB free, or name another with TINGHE_WEIGHTS."
            raise WeightsError(home, f"the reader cannot be prepared here: {error.strerror}", remedy) from error
    return final


def _move_into_place(staged: Path, final: Path, aside: Path) -> None:
    """Nothing that is whole is moved away: where another process was faster, its folder is the one that stays."""
    try:
        os.rename(staged, final)  # noqa: PTH104 - fails where a folder with files stands, on every system
    except OSError:
        if not _is_whole(final):
            os.rename(final, aside)  # noqa: PTH104
            os.rename(staged, final)  # noqa: PTH104


def _is_whole(folder: Path) -> bool:
    """Whether every file that was prepared is there, byte for byte."""
    try:
        hashes = json.loads((folder / HASHES).read_bytes())
        return all(sha256_of(folder / name) == sha256 for name, sha256 in hashes.items())
    except (OSError, ValueError):
        return False


def _write(artefact: Artefact, base: BaseModel, folder: Path) -> None:
    base.tokenizer().save(str(folder / TOKENIZER))
    np.save(folder / EMBEDDINGS, base.tensor("token_embd.weight").astype(np.float16))
    shutil.copyfile(artefact.graph, folder / GRAPH)
    adapter = artefact.adapter
    with (folder / WEIGHTS).open("wb") as file:
        values: dict[str, npt.NDArray[np.generic]] = {}
        for tensor in tensors(artefact.shape):
            if tensor.name not in values:
                values = _values_for(tensor, base, adapter, artefact.shape)
            file.seek(tensor.offset)
            file.write(np.ascontiguousarray(values[tensor.name]).tobytes())
    hashes = {path.name: sha256_of(path) for path in sorted(folder.iterdir())}
    (folder / HASHES).write_text(json.dumps(hashes), encoding="utf-8")


def _values_for(
    tensor: Tensor, base: BaseModel, adapter: Mapping[str, Array], shape: Shape
) -> dict[str, npt.NDArray[np.generic]]:
    """The tensor's values, with those that are made along with it, by name."""
    if tensor.name in ("cosines", "sines"):
        frequencies = THETA ** -(np.arange(0, shape.head, 2) / shape.head)
        angles = np.arange(shape.positions)[:, None] * frequencies[None]
        return {"cosines": np.cos(angles).astype(np.float32), "sines": np.sin(angles).astype(np.float32)}
    layer, name = tensor.name.split(".")[:2]
    if name == "attention_norm":
        return {tensor.name: base.tensor(f"blk.{layer}.attn_norm.weight")}
    if name == "inner_norm":
        return {tensor.name: base.tensor(f"blk.{layer}.ffn_norm.weight")}
    if tensor.name.endswith(".bias"):
        return {tensor.name: np.concatenate([base.tensor(f"blk.{layer}.{BASE_NAMES[part]}.bias") for part in "qkv"])}
    parts = tuple("qkv") if name == "qkv" else (name,)
    whole = np.concatenate([_projection(base, adapter, layer, part) for part in parts])
    quantised, scales = eight_bits(whole)
    return {f"{layer}.{name}.quantised": quantised, f"{layer}.{name}.scales": scales}


def _projection(base: BaseModel, adapter: Mapping[str, Array], layer: str, part: str) -> Array:
    """A projection with its low-rank change added, shape (out, in)."""
    weight = base.tensor(f"blk.{layer}.{BASE_NAMES[part]}.weight")
    down, up = adapter.get(f"{layer}.{part}.down"), adapter.get(f"{layer}.{part}.up")
    return weight if down is None or up is None else weight + up @ down


def eight_bits(weight: Array) -> tuple[npt.NDArray[np.uint8], Array]:
    """A matrix (out, in) in blocks of BLOCK along its rows: bytes with 128 as zero, and a scale for each block.

    The scale is signed and such that the weight of the largest size in a block is met exactly.
    """
    blocks = weight.reshape(weight.shape[0], -1, BLOCK)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(-1, keepdims=True), -1)
    scales = largest / -_ZERO
    steps = np.divide(blocks, scales, out=np.zeros_like(blocks), where=scales != 0)
    quantised = np.clip(np.round(steps) + _ZERO, 0, 255).astype(np.uint8)
    return quantised, scales[..., 0].astype(np.float32)
