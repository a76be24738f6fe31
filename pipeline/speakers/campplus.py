"""What a voice sounds like, as a vector: the seam for speaker encoders, and CAM++ as an ONNX graph behind it.

Wang et al., "CAM++: A Fast and Efficient Network for Speaker Verification Using Context-Aware Masking", Interspeech
2023 (arXiv:2303.00332); layer names as in 3D-Speaker's checkpoints. onnxruntime runs the graph: no PyTorch is needed.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from pipeline.domain.audio import SAMPLE_RATE_HZ, Samples
from pipeline.errors import WeightsError
from pipeline.speakers.model_files import Graph, Tensor, read_checkpoint

if TYPE_CHECKING:
    import onnxruntime

Vector = npt.NDArray[np.float32]

MEL_BANDS = 80
# Densely connected blocks of the time-delay network: (layers, dilation).
BLOCKS = ((12, 1), (24, 2), (16, 2))
# The context mask pools over the whole input and over stretches of 100 frames after the stride of 2 frames. Up to 2 s
# the two are the same mean, and the graph uses that; longer input must be cut.
LONGEST_INPUT_S = 2.0
# One frame of 25 ms every 10 ms; the network strides by 2 and needs two frames for a deviation.
SHORTEST_INPUT_S = 0.1
_BATCH_NORM_EPSILON = 1e-5


class SpeakerEncoder(Protocol):
    """Turns a second or so of one voice into a vector; the same voice gives vectors that point the same way."""

    @property
    def identity(self) -> str:
        """Name of the encoder and its weights, for reports."""
        ...

    def embed(self, samples: Samples) -> Vector:
        """The voice in samples, float32 at SAMPLE_RATE_HZ, shape (n,), as a vector of length 1, shape (size,)."""
        ...


class CampPlusEncoder:
    """CAM++ of 3D-Speaker (Chinese and English, 192 numbers a voice), run by onnxruntime on one thread."""

    def __init__(self, checkpoint: Path) -> None:
        """Name the published checkpoint; it is read at the first use."""
        self._checkpoint = checkpoint

    @property
    def identity(self) -> str:
        """Name of the checkpoint."""
        return self._checkpoint.stem

    def embed(self, samples: Samples) -> Vector:
        """As SpeakerEncoder.embed; input beyond LONGEST_INPUT_S is cut, below SHORTEST_INPUT_S filled with silence."""
        longest, shortest = round(LONGEST_INPUT_S * SAMPLE_RATE_HZ), round(SHORTEST_INPUT_S * SAMPLE_RATE_HZ)
        features = _log_mel(np.pad(samples[:longest], (0, max(0, shortest - len(samples)))))
        features -= features.mean(axis=0)
        (vectors,) = self._session.run(None, {"features": features[np.newaxis]})
        vector: Vector = vectors[0]
        length = np.linalg.norm(vector)
        return (vector / length).astype(np.float32) if length > 0 else vector

    @cached_property
    def _session(self) -> "onnxruntime.InferenceSession":
        import onnxruntime  # noqa: PLC0415 - heavy; only mono recordings need it

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            graph = campplus_graph(read_checkpoint(self._checkpoint))
        except KeyError as error:
            raise WeightsError(self._checkpoint, f"lacks the tensor {error}", "Give a CAM++ checkpoint.") from error
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def campplus_graph(tensors: Mapping[str, Tensor], blocks: tuple[tuple[int, int], ...] = BLOCKS) -> bytes:
    """A serialised ONNX model: features, shape (1, frames, MEL_BANDS), mean-normalised → embedding, shape (1, size).

    Raises:
        KeyError: a tensor of the network is absent.
    """
    graph = _Network(tensors)
    _embedding(graph, _time_delay_network(graph, _convolutional_head(graph, "features"), blocks))
    return graph.model(inputs={"features": (1, "frames", MEL_BANDS)}, outputs={"embedding": (1, "size")})


def _log_mel(samples: Samples) -> Vector:
    """Kaldi's log mel energies as the network was trained on (no dither, Povey window), shape (frames, MEL_BANDS)."""
    import kaldi_native_fbank  # noqa: PLC0415 - only mono recordings need it

    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.dither = 0.0
    options.frame_opts.samp_freq = SAMPLE_RATE_HZ
    options.mel_opts.num_bins = MEL_BANDS
    bank = kaldi_native_fbank.OnlineFbank(options)
    bank.accept_waveform(SAMPLE_RATE_HZ, samples)
    bank.input_finished()
    return np.stack([bank.get_frame(number) for number in range(bank.num_frames_ready)])


def _convolutional_head(graph: "_Network", features: str) -> str:
    """Two-dimensional residual convolutions over frequency and time; frequency is then folded into channels."""
    x = graph.add("Unsqueeze", graph.add("Transpose", features, perm=[0, 2, 1]), graph.integers(1))
    x = graph.convolution(x, "head.conv1", pads=[1, 1, 1, 1])
    x = graph.normalised(x, "head.bn1")
    for layer in ("head.layer1", "head.layer2"):
        x = _residual(graph, x, f"{layer}.0", stride=2)
        x = _residual(graph, x, f"{layer}.1", stride=1)
    x = graph.normalised(graph.convolution(x, "head.conv2", pads=[1, 1, 1, 1], strides=[2, 1]), "head.bn2")
    channels = graph.tensors["xvector.tdnn.linear.weight"].shape[1]
    return graph.add("Reshape", x, graph.integers(0, channels, -1))


def _residual(graph: "_Network", x: str, name: str, stride: int) -> str:
    inner = graph.convolution(x, f"{name}.conv1", pads=[1, 1, 1, 1], strides=[stride, 1])
    inner = graph.convolution(graph.normalised(inner, f"{name}.bn1"), f"{name}.conv2", pads=[1, 1, 1, 1])
    inner = graph.normalised(inner, f"{name}.bn2", rectified=False)
    if f"{name}.shortcut.0.weight" in graph.tensors:
        x = graph.convolution(x, f"{name}.shortcut.0", strides=[stride, 1])
        x = graph.normalised(x, f"{name}.shortcut.1", rectified=False)
    return graph.add("Relu", graph.add("Add", inner, x))


def _time_delay_network(graph: "_Network", x: str, blocks: tuple[tuple[int, int], ...]) -> str:
    x = graph.convolution(x, "xvector.tdnn.linear", pads=[2, 2], strides=[2])
    x = graph.normalised(x, "xvector.tdnn.nonlinear.batchnorm")
    for number, (layers, dilation) in enumerate(blocks, start=1):
        for layer in range(1, layers + 1):
            grown = _masked_layer(graph, x, f"xvector.block{number}.tdnnd{layer}", dilation)
            x = graph.add("Concat", x, grown, axis=1)
        x = graph.normalised(x, f"xvector.transit{number}.nonlinear.batchnorm")
        x = graph.convolution(x, f"xvector.transit{number}.linear")
    return graph.normalised(x, "xvector.out_nonlinear.batchnorm")


def _masked_layer(graph: "_Network", x: str, name: str, dilation: int) -> str:
    """One layer of a dense block: a dilated convolution, each channel weighed by what the whole input sounds like."""
    x = graph.convolution(graph.normalised(x, f"{name}.nonlinear1.batchnorm"), f"{name}.linear1")
    x = graph.normalised(x, f"{name}.nonlinear2.batchnorm")
    local = graph.convolution(
        x, f"{name}.cam_layer.linear_local", pads=[dilation, dilation], dilations=[dilation], strides=[1]
    )
    context = graph.add("Mul", graph.add("ReduceMean", x, graph.integers(2), keepdims=1), graph.number(2.0))
    context = graph.add("Relu", graph.convolution(context, f"{name}.cam_layer.linear1"))
    mask = graph.add("Sigmoid", graph.convolution(context, f"{name}.cam_layer.linear2"))
    return graph.add("Mul", local, mask)


def _embedding(graph: "_Network", frames: str) -> str:
    """Mean and standard deviation over time, then one dense layer."""
    time = graph.integers(2)
    mean = graph.add("ReduceMean", frames, time, keepdims=1)
    apart = graph.add("Sub", frames, mean)
    count = graph.add("Cast", graph.add("Gather", graph.add("Shape", frames), graph.integers(2)), to=1)
    squares = graph.add("ReduceSum", graph.add("Mul", apart, apart), time, keepdims=1)
    deviation = graph.add("Sqrt", graph.add("Div", squares, graph.add("Sub", count, graph.number(1.0))))
    x = graph.convolution(graph.add("Concat", mean, deviation, axis=1), "xvector.dense.linear")
    x = graph.normalised(x, "xvector.dense.nonlinear.batchnorm", rectified=False)
    return graph.add("Flatten", x, output="embedding")


class _Network(Graph):
    """A graph that takes its tensors by their names in the checkpoint."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        super().__init__("campplus")
        self.tensors = tensors

    def convolution(self, x: str, name: str, **attributes: Any) -> str:
        """Convolve with the named layer's weight, and its bias where it has one."""
        inputs = [self.constant(self.tensors[f"{name}.weight"])]
        if f"{name}.bias" in self.tensors:
            inputs.append(self.constant(self.tensors[f"{name}.bias"]))
        return self.add("Conv", x, *inputs, **attributes)

    def normalised(self, x: str, name: str, *, rectified: bool = True) -> str:
        """Batch normalisation with the named layer's statistics; a layer without scale and shift has 1 and 0."""
        mean = self.tensors[f"{name}.running_mean"]
        scale = self.tensors.get(f"{name}.weight", np.ones_like(mean))
        shift = self.tensors.get(f"{name}.bias", np.zeros_like(mean))
        parts = (scale, shift, mean, self.tensors[f"{name}.running_var"])
        x = self.add("BatchNormalization", x, *map(self.constant, parts), epsilon=_BATCH_NORM_EPSILON)
        return self.add("Relu", x) if rectified else x
