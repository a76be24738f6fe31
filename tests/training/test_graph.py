"""The trunk's graph holds to the layout of its weight file; needs the packages of the group train."""

from pathlib import Path

import pytest

onnx = pytest.importorskip("onnx", reason="the group train is not installed")

from pipeline.reader.artefact import GRAPH, Artefact  # noqa: E402
from pipeline.reader.layout import Shape, tensors  # noqa: E402
from pipeline.reader.preparation import WEIGHTS  # noqa: E402
from pipeline.training.graph import write_trunk_graph  # noqa: E402

SHAPE = Shape(layers=2, width=64, inner=96, heads=2, groups=1, head=32, positions=128)


def test_every_tensor_of_the_layout_stands_in_the_graph_at_its_place(tmp_path: Path) -> None:
    write_trunk_graph(SHAPE, tmp_path / GRAPH)
    graph = onnx.load(tmp_path / GRAPH, load_external_data=False).graph
    placed = {
        entry.name: (tuple(entry.dims), {each.key: each.value for each in entry.external_data})
        for entry in graph.initializer
    }
    assert placed == {
        tensor.name: (
            tensor.dims,
            {"location": WEIGHTS, "offset": str(tensor.offset), "length": str(tensor.bytes)},
        )
        for tensor in tensors(SHAPE)
    }
    assert [each.name for each in graph.input] == ["embedded", "no_past", "last", "length"]
    assert [each.name for each in graph.output] == ["states"]
    assert sum(node.op_type == "GroupQueryAttention" for node in graph.node) == SHAPE.layers


def test_every_input_of_a_node_is_there_before_it(tmp_path: Path) -> None:
    write_trunk_graph(SHAPE, tmp_path / GRAPH)
    graph = onnx.load(tmp_path / GRAPH, load_external_data=False).graph
    known = {"", *(each.name for each in graph.input), *(each.name for each in graph.initializer)}
    for node in graph.node:
        assert set(node.input) <= known, node.name
        known |= set(node.output)
    assert "states" in known


def test_the_shipped_graph_is_written_anew_as_it_is(tmp_path: Path) -> None:
    shipped = Artefact()
    write_trunk_graph(shipped.shape, tmp_path / GRAPH)
    written, kept = (onnx.load(folder / GRAPH, load_external_data=False) for folder in (tmp_path, shipped.folder))
    assert written == kept
