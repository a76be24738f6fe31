"""The adapted model is the published one until something is learned; needs the packages of the group train."""

import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="the group train is not installed")
pytest.importorskip("transformers")

from pipeline.reader.layout import Array, Shape
from pipeline.training.adapter import FIRST_ADAPTED, RANK, AdaptedModel, read_adapter, write_adapter
from tests.training.networks import MODEL

SHAPE = Shape(layers=FIRST_ADAPTED + 1, width=32, inner=48, heads=2, groups=1, head=16)


class InventedBase:
    """Weights that a hash of their names gives, as a GGUF file would have them."""

    def tensor(self, name: str) -> Array:
        width, inner, keys = SHAPE.width, SHAPE.inner, SHAPE.groups * SHAPE.head
        rows = {"attn_k": keys, "attn_v": keys, "ffn_gate": inner, "ffn_up": inner, "token_embd": 151936}
        part = name.split(".")[-2]
        dims: tuple[int, ...] = (rows.get(part, width), inner if part == "ffn_down" else width)
        if name.endswith("bias") or "norm" in name:
            dims = dims[:1]
        draw = np.random.default_rng(zlib.crc32(name.encode()))
        return (draw.normal(size=dims) * 0.1 + ("norm" in name)).astype(np.float32)


def adapted(**changes: Array) -> AdaptedModel:
    base: Any = InventedBase()
    return AdaptedModel(base, SHAPE, MODEL.tokenizer, changes)


def test_what_nobody_has_trained_changes_nothing() -> None:
    ids = [40, 50, 60]
    np.testing.assert_array_equal(adapted().states(ids), adapted().states(ids))
    assert adapted().states(ids).shape == (3, SHAPE.width)


def test_changes_are_put_beside_the_weights_and_given_back() -> None:
    name = f"{FIRST_ADAPTED}.q"
    down, up = np.full((RANK, SHAPE.width), 0.5, np.float32), np.full((SHAPE.width, RANK), 0.25, np.float32)
    model = adapted(**{f"{name}.down": down, f"{name}.up": up})
    assert not np.array_equal(model.states([40, 50, 60]), adapted().states([40, 50, 60]))
    np.testing.assert_array_equal(model.changes()[f"{name}.down"], down)
    np.testing.assert_array_equal(model.changes()[f"{name}.up"], up)
    assert len(model.changes()) == len(model.parameters) == 2 * 7


def test_an_adapter_that_is_read_again_is_the_same(tmp_path: Path) -> None:
    changes = {"8.q.down": np.ones((2, 3), np.float32), "8.q.up": np.full((4, 2), 0.5, np.float32)}
    write_adapter(changes, tmp_path / "adapter.npz")
    again = read_adapter(tmp_path / "adapter.npz")
    assert set(again) == set(changes)
    np.testing.assert_array_equal(again["8.q.up"], changes["8.q.up"])
    assert read_adapter(tmp_path / "none.npz") == {}
