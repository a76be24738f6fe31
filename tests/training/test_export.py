"""What is written is what is read again; needs the packages of the group train."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the group train is not installed")
onnx = pytest.importorskip("onnx")

from pipeline.training.export import read_heads, write_heads, write_item_texts  # noqa: E402
from pipeline.training.heads import averaged, outputs_of  # noqa: E402
from pipeline.training.labels import sizes  # noqa: E402
from tests.training.networks import LABELS, WIDTH, example, small  # noqa: E402


@pytest.mark.parametrize("members", [1, 2])
def test_heads_that_are_read_again_say_the_same(members: int, tmp_path: Path) -> None:
    torch.manual_seed(0)
    apart = [small() for _ in range(members)]
    trained = averaged(apart) if members > 1 else apart[0]
    for parameter in trained.parameters:
        torch.nn.init.normal_(parameter, std=0.1)  # the export writes what is equal, as fresh biases are, only once
    window, kinds = example().window, example().item_kinds
    write_heads(trained, window, tmp_path)
    again = read_heads(tmp_path, sizes(LABELS), WIDTH)
    again.set_training(training=False)
    kept = {entry.name: entry.data_type for entry in onnx.load(tmp_path / "heads.onnx").graph.initializer}
    halved = {name for name, kind in kept.items() if kind == onnx.TensorProto.FLOAT16}
    assert 0 < len(halved) < len(kept)
    acts = outputs_of(trained, window)[0].softmax(-1)
    rows = torch.from_numpy(window.item_ids), kinds
    np.testing.assert_allclose(trained.statuses(acts, *rows).detach(), again.statuses(acts, *rows).detach(), atol=5e-3)
    for before, after in zip(outputs_of(trained, window), outputs_of(again, window), strict=True):
        np.testing.assert_allclose(before.detach(), after.detach(), atol=5e-3)


def test_the_texts_of_items_are_kept_in_half_precision(tmp_path: Path) -> None:
    write_item_texts({"income": np.array([0.1, 2.0], np.float32)}, tmp_path)
    kept = np.load(tmp_path / "items.npz")
    assert kept["income"].dtype == np.float16
    np.testing.assert_allclose(kept["income"], [0.1, 2.0], atol=1e-3)
