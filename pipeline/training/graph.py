"""Writes the trunk's graph for onnxruntime: Qwen2's decoder layers over embedded tokens, weights in a file beside it.

Qwen2 (Yang et al. 2024): pre-norm layers with root mean square normalisation, grouped query attention with rotary
positions and biases on queries, keys and values, and a gated feed-forward layer with SiLU.
"""

from pathlib import Path

import onnx
from onnx import TensorProto, helper

from pipeline.reader.layout import BLOCK, Shape, Tensor, tensors
from pipeline.reader.preparation import WEIGHTS

_CONTRIB = "com.microsoft"
_EPSILON = 1e-6
_OPSET, _CONTRIB_OPSET, _IR = 21, 1, 10
_INT8_ACTIVATIONS = 4  # MatMulNBits accuracy_level: products of bytes, summed in int32


def write_trunk_graph(shape: Shape, path: Path) -> None:
    """The graph of a trunk of this shape, at path; its weights are looked for in WEIGHTS beside it.

    Inputs: embedded (1, T, width), no_past (1, groups, 0, head), last int32 (1,) = T - 1, length int32 () = T.
    Output: states (1, T, width).
    """
    nodes: list[onnx.NodeProto] = []
    nodes.append(
        helper.make_node(
            "SimplifiedLayerNormalization", ["embedded", "0.attention_norm"], ["0.normed"], epsilon=_EPSILON, axis=-1
        )
    )
    residual, normed = "embedded", "0.normed"
    for layer in range(shape.layers):
        residual, normed = _layer(nodes, shape, layer, residual, normed)
    inputs = [
        _value("embedded", [1, "T", shape.width]),
        _value("no_past", [1, shape.groups, 0, shape.head]),
        helper.make_tensor_value_info("last", TensorProto.INT32, [1]),
        helper.make_tensor_value_info("length", TensorProto.INT32, []),
    ]
    graph = helper.make_graph(nodes, "trunk", inputs, [_value("states", [1, "T", shape.width])])
    graph.initializer.extend(_external(tensor) for tensor in tensors(shape))
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, _CONTRIB_OPSET)]
    )
    model.ir_version = _IR
    path.write_bytes(model.SerializeToString())


def _layer(nodes: list[onnx.NodeProto], shape: Shape, layer: int, residual: str, normed: str) -> tuple[str, str]:
    """One decoder layer; gives the names of the residual stream and of its normalised form for the next layer."""

    def name(part: str) -> str:
        return f"{layer}.{part}"

    _project(nodes, shape, layer, "qkv", normed, bias=True)
    nodes.append(
        helper.make_node(
            "GroupQueryAttention",
            [name("qkv.out"), "", "", "no_past", "no_past", "last", "length", "cosines", "sines"],
            [name("attended"), name("keys"), name("values")],
            domain=_CONTRIB,
            num_heads=shape.heads,
            kv_num_heads=shape.groups,
            do_rotary=1,
            scale=shape.head**-0.5,
        )
    )
    _project(nodes, shape, layer, "output", name("attended"))
    added = residual, name("output.out")
    _add_and_norm(nodes, added, name("inner_norm"), name("inner"), name("attended.residual"))
    _project(nodes, shape, layer, "gate", name("inner"))
    _project(nodes, shape, layer, "up", name("inner"))
    nodes.append(helper.make_node("QuickGelu", [name("gate.out")], [name("silu")], domain=_CONTRIB, alpha=1.0))
    nodes.append(helper.make_node("Mul", [name("silu"), name("up.out")], [name("gated")]))
    _project(nodes, shape, layer, "down", name("gated"))
    if layer + 1 == shape.layers:
        nodes.append(helper.make_node("Add", [name("attended.residual"), name("down.out")], ["states"]))
        return "states", ""
    after = f"{layer + 1}.residual"
    norm, normed = f"{layer + 1}.attention_norm", f"{layer + 1}.normed"
    _add_and_norm(nodes, (name("attended.residual"), name("down.out")), norm, normed, after)
    return after, normed


def _project(
    nodes: list[onnx.NodeProto], shape: Shape, layer: int, part: str, source: str, *, bias: bool = False
) -> None:
    rows, columns = shape.projection(part)
    inputs = [source, f"{layer}.{part}.quantised", f"{layer}.{part}.scales"]
    nodes.append(
        helper.make_node(
            "MatMulNBits",
            [*inputs, "", "", f"{layer}.{part}.bias"] if bias else inputs,
            [f"{layer}.{part}.out"],
            domain=_CONTRIB,
            K=columns,
            N=rows,
            bits=8,
            block_size=BLOCK,
            accuracy_level=_INT8_ACTIVATIONS,
        )
    )


def _add_and_norm(nodes: list[onnx.NodeProto], added: tuple[str, str], norm: str, normed: str, after: str) -> None:
    """After = the sum of the two added; normed = its normalised form."""
    nodes.append(
        helper.make_node(
            "SkipSimplifiedLayerNormalization",
            [*added, norm],
            [normed, "", "", after],
            domain=_CONTRIB,
            epsilon=_EPSILON,
        )
    )


def _value(name: str, dims: list[int | str]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, dims)


def _external(tensor: Tensor) -> onnx.TensorProto:
    """A tensor whose bytes stand in the weight file."""
    type_ = TensorProto.UINT8 if tensor.type == "uint8" else TensorProto.FLOAT
    made = onnx.TensorProto(name=tensor.name, data_type=type_, dims=tensor.dims, data_location=TensorProto.EXTERNAL)
    for key, value in {"location": WEIGHTS, "offset": str(tensor.offset), "length": str(tensor.bytes)}.items():
        entry = made.external_data.add()
        entry.key, entry.value = key, value
    return made
