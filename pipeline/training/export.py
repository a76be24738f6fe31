"""Writes what was trained as the files of models/reader/."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from pipeline.reader.artefact import HEADS, ITEMS, STATUS_HEAD
from pipeline.reader.heads import HeadsInput
from pipeline.reader.layout import Array
from pipeline.training.heads import Networks, averaged, untrained
from pipeline.training.labels import Sizes

_OPSET = 17
_HALVED_FROM = 4096  # weights that are as many as that, or more, are kept in half precision
_HALF = ".half"  # behind the name of what is
_INPUTS = ("states", "turn_of", "roles", "call", "item_texts", "item_ids", "spans", "span_turns")
_OUTPUTS = ("acts", "conduct", "figures", "valid", "values", "tags")
_AXES = {
    "states": {0: "N"},
    "turn_of": {0: "N"},
    "roles": {0: "T"},
    "item_texts": {0: "I"},
    "item_ids": {0: "I"},
    "spans": {0: "S", 1: "N"},
    "span_turns": {0: "S"},
    "acts": {0: "T", 1: "I"},
    "conduct": {0: "T"},
    "figures": {0: "S"},
    "valid": {0: "S"},
    "values": {0: "T"},
    "tags": {0: "N"},
}


def write_item_texts(texts: dict[str, Array], folder: Path) -> None:
    """items.npz: the mean state of each item's name and meaning."""
    np.savez(folder / ITEMS, allow_pickle=False, **{item: text.astype(np.float16) for item, text in texts.items()})


def write_heads(networks: Networks, example: HeadsInput, folder: Path) -> None:
    """heads.onnx and status.onnx. example: a window with at least two turns, items and spans, to trace with."""
    networks.set_training(training=False)
    arrays = tuple(torch.from_numpy(np.asarray(part)) for part in example)
    torch.onnx.export(
        networks.heads,
        arrays,
        str(folder / HEADS),
        input_names=list(_INPUTS),
        output_names=list(_OUTPUTS),
        dynamic_axes=_AXES,
        opset_version=_OPSET,
        dynamo=False,
    )
    acts = networks.heads(*arrays)[0].softmax(-1)
    kinds = torch.zeros(len(example.item_ids), dtype=torch.long)
    torch.onnx.export(
        networks.statuses,
        (acts, arrays[5], kinds),
        str(folder / STATUS_HEAD),
        input_names=["acts", "item_ids", "item_kinds"],
        output_names=["statuses"],
        dynamic_axes={"acts": {0: "T", 1: "I"}, "item_ids": {0: "I"}, "item_kinds": {0: "I"}, "statuses": {0: "I"}},
        opset_version=_OPSET,
        dynamo=False,
    )
    for name in (HEADS, STATUS_HEAD):
        _halve(folder / name)


def _halve(path: Path) -> None:
    """Keep the large weights in half precision; the graph makes them whole when it is loaded."""
    model = onnx.load(path)
    graph, casts = model.graph, []
    for entry in graph.initializer:
        weights = numpy_helper.to_array(entry)
        if weights.dtype == np.float32 and weights.size >= _HALVED_FROM:
            name = entry.name
            entry.CopyFrom(numpy_helper.from_array(weights.astype(np.float16), name + _HALF))
            casts.append(helper.make_node("Cast", [name + _HALF], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.save(model, path)


def read_heads(folder: Path, sizes: Sizes, states: int) -> Networks:
    """The two networks that write_heads wrote, to be trained on. states: the width of a token's state."""
    heads, statuses = _weights(folder / HEADS), _weights(folder / STATUS_HEAD)
    members = {int(name.split(".")[1]) for name in heads if name.startswith("members.")}
    networks = averaged([untrained(sizes, states) for _ in members]) if members else untrained(sizes, states)
    _fill(networks.heads, heads)
    _fill(networks.statuses, statuses)
    return networks


def _weights(path: Path) -> dict[str, Array]:
    """The initializers of a graph by name, those in half precision made whole."""
    weights = {}
    for entry in onnx.load(path).graph.initializer:
        matrix = numpy_helper.to_array(entry)
        whole = matrix.astype(np.float32) if matrix.dtype == np.float16 else matrix
        weights[entry.name.removesuffix(_HALF)] = whole
    return weights


def _fill(network: nn.Module, weights: dict[str, Array]) -> None:
    """Load weights that were exported; all have the network's names but matrices that the export transposed."""
    wanted = network.state_dict()
    transposed = [matrix for name, matrix in weights.items() if name not in wanted and matrix.ndim == 2]
    missing = [name for name in wanted if name not in weights]
    for name, matrix in zip(missing, transposed, strict=True):
        weights[name] = matrix.T
    network.load_state_dict({name: torch.from_numpy(weights[name].copy()) for name in wanted})
