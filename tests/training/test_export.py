"""What is written is what is read again; needs the packages of the group train."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the group train is not installed")
onnx = pytest.importorskip("onnx")

from pipeline.reader.artefact import Artefact  # noqa: E402
from pipeline.reader.encoding import ItemStates  # noqa: E402
from pipeline.training.adapter import read_adapter, write_adapter  # noqa: E402
from pipeline.training.corpus import labelled_calls  # noqa: E402
from pipeline.training.export import read_heads, write_heads  # noqa: E402
from pipeline.training.heads import Trained, averaged, examples_of, first_of, outputs_of  # noqa: E402
from pipeline.training.labels import sizes  # noqa: E402
from pipeline.training.model import ReaderHeads, StatusHead  # noqa: E402
from pipeline.training.states import item_texts  # noqa: E402
from tests.reader.models import CharacterModel  # noqa: E402

WIDTH = 8


@pytest.mark.parametrize("members", [1, 2])
def test_heads_that_are_read_again_say_the_same(members: int, tmp_path: Path) -> None:
    torch.manual_seed(0)
    labels, model = Artefact().description, CharacterModel(WIDTH)
    counts = sizes(labels)
    (example,) = examples_of(labelled_calls("tune")[:1], labels, model, ItemStates(item_texts(model), model))
    apart = [Trained(ReaderHeads(counts, WIDTH), StatusHead(counts)) for _ in range(members)]
    trained = averaged(apart) if members > 1 else apart[0]
    for parameter in [*trained.heads.parameters(), *trained.statuses.parameters()]:
        torch.nn.init.normal_(parameter, std=0.1)  # the export writes what is equal, as fresh biases are, only once
    write_heads(trained, example.window, tmp_path)
    again = read_heads(tmp_path, counts, WIDTH)
    again.heads.eval()
    again.statuses.eval()
    kept = {entry.name: entry.data_type for entry in onnx.load(tmp_path / "heads.onnx").graph.initializer}
    halved = {name for name, kind in kept.items() if kind == onnx.TensorProto.FLOAT16}
    assert 0 < len(halved) < len(kept)
    acts = outputs_of(trained, example.window)[0].softmax(-1)
    rows = torch.from_numpy(example.window.item_ids), example.item_kinds
    np.testing.assert_allclose(trained.statuses(acts, *rows).detach(), again.statuses(acts, *rows).detach(), atol=5e-3)
    for before, after in zip(outputs_of(trained, example.window), outputs_of(again, example.window), strict=True):
        np.testing.assert_allclose(before.detach(), after.detach(), atol=5e-3)


def test_what_was_trained_apart_is_averaged() -> None:
    labels, model = Artefact().description, CharacterModel(WIDTH)
    (example,) = examples_of(labelled_calls("tune")[:1], labels, model, ItemStates(item_texts(model), model))
    apart = [Trained(ReaderHeads(sizes(labels), WIDTH).eval(), StatusHead(sizes(labels))) for _ in range(2)]
    each = [outputs_of(member, example.window) for member in apart]
    for first, second, both in zip(*each, outputs_of(averaged(apart), example.window), strict=True):
        np.testing.assert_allclose((first + second).detach() / 2, both.detach(), atol=1e-5)


def test_the_first_of_several_is_trained_on() -> None:
    counts = sizes(Artefact().description)
    apart = [Trained(ReaderHeads(counts, WIDTH), StatusHead(counts)) for _ in range(2)]
    first = first_of(averaged(apart))
    assert first.heads is apart[0].heads
    assert first.statuses is apart[0].statuses
    assert first_of(apart[1]) is apart[1]


def test_an_adapter_that_is_read_again_is_the_same(tmp_path: Path) -> None:
    changes = {"8.q.down": np.ones((2, 3), np.float32), "8.q.up": np.full((4, 2), 0.5, np.float32)}
    write_adapter(changes, tmp_path / "adapter.npz")
    again = read_adapter(tmp_path / "adapter.npz")
    assert set(again) == set(changes)
    np.testing.assert_array_equal(again["8.q.up"], changes["8.q.up"])
    assert read_adapter(tmp_path / "none.npz") == {}
