from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.adaptation.export import low_rank, write_adapter
from pipeline.asr.adapter import Adapter, Card, changes_of
from pipeline.errors import UsageError

CARD = Card(
    version="1", base="base", base_sha256="0" * 64, share=0.5, rank=2, recordings=1, hours=0.1, data_sha256="1" * 64
)
RANDOM = np.random.default_rng(5)


def test_a_share_of_the_change_comes_back_as_far_as_its_rank_reaches() -> None:
    published: dict[str, Any] = {"a/weight": RANDOM.standard_normal((8, 6)), "a/bias": RANDOM.standard_normal(8)}
    change = np.outer(RANDOM.standard_normal(8), RANDOM.standard_normal(6))
    trained: dict[str, Any] = {"a/weight": published["a/weight"] + change, "a/bias": published["a/bias"] + 1}
    changes = changes_of({name: each.astype(np.float32) for name, each in low_rank(published, trained, 0.5, 1).items()})
    np.testing.assert_allclose(changes["a/weight"], change / 2, atol=5e-3)
    np.testing.assert_allclose(changes["a/bias"], 0.5, atol=1e-3)


def test_less_rank_keeps_the_largest_directions() -> None:
    published: dict[str, Any] = {"a/weight": np.zeros((5, 5))}
    kept = changes_of(low_rank(published, {"a/weight": np.diag([5.0, 1, 0, 0, 0]).astype(np.float32)}, 1.0, 1))[
        "a/weight"
    ]
    np.testing.assert_allclose(kept, np.diag([5.0, 0, 0, 0, 0]), atol=1e-2)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write_adapter(CARD, {"a/bias.whole": np.ones(3, np.float16)}, tmp_path / "own")
    assert Adapter(tmp_path / "own").card == CARD
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["adapter.json", "adapter.npz", "own"]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    with pytest.raises(UsageError, match="is there already"):
        write_adapter(CARD, {}, tmp_path / "own")
    assert list(tmp_path.iterdir()) == [tmp_path / "own"]
