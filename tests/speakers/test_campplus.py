"""The graph that onnxruntime runs, against the same network written out in numpy, and the encoder around it."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
import pytest

from pipeline.domain.audio import SAMPLE_RATE_HZ
from pipeline.errors import WeightsError
from pipeline.speakers import campplus
from pipeline.speakers.campplus import MEL_BANDS, CampPlusEncoder, campplus_graph
from tests.speakers.making import HIGH_HZ, LOW_HZ, silence, tone

Array = npt.NDArray[Any]

CHANNELS, GROWTH, WIDE, SIZE = 3, 2, 4, 5
BLOCKS = ((2, 1), (1, 2))


def tiny_tensors() -> dict[str, Array]:
    """A CAM++ of few channels and random weights, named as in the published checkpoint."""
    random = np.random.default_rng(1)
    tensors: dict[str, Array] = {}

    def weights(name: str, *shape: int) -> None:
        tensors[f"{name}.weight"] = random.normal(0, 0.4, shape).astype(np.float32)

    def norm(name: str, channels: int, *, scaled: bool = True) -> None:
        tensors[f"{name}.running_mean"] = random.normal(0, 0.1, channels).astype(np.float32)
        tensors[f"{name}.running_var"] = random.uniform(0.5, 2, channels).astype(np.float32)
        if scaled:
            tensors[f"{name}.weight"] = random.uniform(0.5, 1.5, channels).astype(np.float32)
            tensors[f"{name}.bias"] = random.normal(0, 0.1, channels).astype(np.float32)

    weights("head.conv1", CHANNELS, 1, 3, 3)
    norm("head.bn1", CHANNELS)
    for layer in ("head.layer1", "head.layer2"):
        for part in ("0.conv1", "0.conv2", "1.conv1", "1.conv2"):
            weights(f"{layer}.{part}", CHANNELS, CHANNELS, 3, 3)
            norm(f"{layer}.{part.replace('conv', 'bn')}", CHANNELS)
        weights(f"{layer}.0.shortcut.0", CHANNELS, CHANNELS, 1, 1)
        norm(f"{layer}.0.shortcut.1", CHANNELS)
    weights("head.conv2", CHANNELS, CHANNELS, 3, 3)
    norm("head.bn2", CHANNELS)
    channels = WIDE
    weights("xvector.tdnn.linear", channels, CHANNELS * MEL_BANDS // 8, 5)
    norm("xvector.tdnn.nonlinear.batchnorm", channels)
    for number, (layers, _) in enumerate(BLOCKS, start=1):
        for depth in range(1, layers + 1):
            name = f"xvector.block{number}.tdnnd{depth}"
            norm(f"{name}.nonlinear1.batchnorm", channels)
            weights(f"{name}.linear1", WIDE, channels, 1)
            norm(f"{name}.nonlinear2.batchnorm", WIDE)
            weights(f"{name}.cam_layer.linear_local", GROWTH, WIDE, 3)
            weights(f"{name}.cam_layer.linear1", 2, WIDE, 1)
            weights(f"{name}.cam_layer.linear2", GROWTH, 2, 1)
            tensors[f"{name}.cam_layer.linear1.bias"] = random.normal(0, 0.1, 2).astype(np.float32)
            tensors[f"{name}.cam_layer.linear2.bias"] = random.normal(0, 0.1, GROWTH).astype(np.float32)
            channels += GROWTH
        norm(f"xvector.transit{number}.nonlinear.batchnorm", channels)
        weights(f"xvector.transit{number}.linear", channels // 2, channels, 1)
        channels //= 2
    norm("xvector.out_nonlinear.batchnorm", channels)
    weights("xvector.dense.linear", SIZE, 2 * channels, 1)
    norm("xvector.dense.nonlinear.batchnorm", SIZE, scaled=False)
    return tensors


class Written:
    """The network as the paper and 3D-Speaker's code describe it, slowly."""

    def __init__(self, tensors: dict[str, Array]) -> None:
        self.t = tensors

    def conv(self, x: Array, name: str, *, pad: int = 0, stride: int = 1, dilation: int = 1) -> Array:
        """Convolution over the last axis (1-d weights) or the last two (2-d); stride of 2-d is over frequency."""
        weight = self.t[f"{name}.weight"]
        if weight.ndim == 4:
            x = np.pad(x, ((0, 0), (pad, pad), (pad, pad)))
            windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(1, 2))[:, ::stride]
            out = np.einsum("cfthw,ochw->oft", windows, weight)
        else:
            x = np.pad(x, ((0, 0), (pad, pad)))
            reach = dilation * (weight.shape[2] - 1) + 1
            windows = np.lib.stride_tricks.sliding_window_view(x, reach, axis=1)[:, ::stride, ::dilation]
            out = np.einsum("ctk,ock->ot", windows, weight)
        bias = self.t.get(f"{name}.bias")
        return np.asarray(out if bias is None else out + bias[:, None])

    def norm(self, x: Array, name: str, *, relu: bool = True) -> Array:
        mean, var = self.t[f"{name}.running_mean"], self.t[f"{name}.running_var"]
        scale, shift = self.t.get(f"{name}.weight", np.ones_like(mean)), self.t.get(f"{name}.bias", np.zeros_like(mean))
        around = (-1, *[1] * (x.ndim - 1))
        x = (x - mean.reshape(around)) / np.sqrt(var.reshape(around) + 1e-5)
        x = x * scale.reshape(around) + shift.reshape(around)
        return np.asarray(np.maximum(x, 0) if relu else x)

    def residual(self, x: Array, name: str, stride: int) -> Array:
        y = self.norm(self.conv(x, f"{name}.conv1", pad=1, stride=stride), f"{name}.bn1")
        y = self.norm(self.conv(y, f"{name}.conv2", pad=1), f"{name}.bn2", relu=False)
        if stride == 2:
            x = self.norm(self.conv(x, f"{name}.shortcut.0", stride=2), f"{name}.shortcut.1", relu=False)
        return np.asarray(np.maximum(x + y, 0))

    def embed(self, features: Array) -> Array:
        x = self.norm(self.conv(features.T[None], "head.conv1", pad=1), "head.bn1")
        for layer in ("head.layer1", "head.layer2"):
            x = self.residual(self.residual(x, f"{layer}.0", 2), f"{layer}.1", 1)
        x = self.norm(self.conv(x, "head.conv2", pad=1, stride=2), "head.bn2")
        x = x.reshape(-1, x.shape[-1])
        x = self.norm(self.conv(x, "xvector.tdnn.linear", pad=2, stride=2), "xvector.tdnn.nonlinear.batchnorm")
        for number, (layers, dilation) in enumerate(BLOCKS, start=1):
            for depth in range(1, layers + 1):
                name = f"xvector.block{number}.tdnnd{depth}"
                y = self.conv(self.norm(x, f"{name}.nonlinear1.batchnorm"), f"{name}.linear1")
                y = self.norm(y, f"{name}.nonlinear2.batchnorm")
                pooled = y.mean(axis=1, keepdims=True) + y.mean(axis=1, keepdims=True)  # of all, and of the stretch
                pooled = np.maximum(self.conv(pooled, f"{name}.cam_layer.linear1"), 0)
                mask = 1 / (1 + np.exp(-self.conv(pooled, f"{name}.cam_layer.linear2")))
                local = self.conv(y, f"{name}.cam_layer.linear_local", pad=dilation, dilation=dilation)
                x = np.concatenate([x, local * mask])
            name = f"xvector.transit{number}"
            x = self.conv(self.norm(x, f"{name}.nonlinear.batchnorm"), f"{name}.linear")
        x = self.norm(x, "xvector.out_nonlinear.batchnorm")
        pooled = np.concatenate([x.mean(axis=1), x.std(axis=1, ddof=1)])[:, None]
        dense = self.conv(pooled, "xvector.dense.linear")
        return self.norm(dense, "xvector.dense.nonlinear.batchnorm", relu=False)[:, 0]


def run(model: bytes, features: Array) -> Array:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"features": features})[0])


@pytest.mark.parametrize("frames", [20, 37, 198])
def test_the_graph_computes_the_network(frames: int) -> None:
    tensors = tiny_tensors()
    features = np.random.default_rng(frames).normal(size=(frames, MEL_BANDS)).astype(np.float32)
    got = run(campplus_graph(tensors, BLOCKS), features[np.newaxis])
    np.testing.assert_allclose(got[0], Written(tensors).embed(features), rtol=1e-3, atol=1e-4)


def test_a_checkpoint_without_a_layer_is_named() -> None:
    tensors = tiny_tensors()
    del tensors["xvector.dense.linear.weight"]
    with pytest.raises(KeyError, match=r"xvector\.dense\.linear\.weight"):
        campplus_graph(tensors, BLOCKS)


class ScriptedSession:
    """Stands in for onnxruntime; keeps the features and answers with one vector."""

    def __init__(self, vector: list[float]) -> None:
        self.vector = vector
        self.features: Array = np.empty(0)

    def run(self, _: None, inputs: dict[str, Array]) -> list[Array]:
        self.features = inputs["features"]
        return [np.array([self.vector], dtype=np.float32)]


def encoded(samples: Array, vector: list[float]) -> tuple[Array, Array]:
    """The vector that the encoder gives, and the features that the network was given."""
    session, encoder = ScriptedSession(vector), CampPlusEncoder(Path("voices.pt"))
    encoder.__dict__["_session"] = session
    return encoder.embed(samples), session.features


@pytest.mark.parametrize(("seconds", "frames"), [(0.0, 8), (0.03, 8), (0.1, 8), (1.0, 98), (2.0, 198), (3.5, 198)])
def test_sound_of_any_length_becomes_frames_that_the_network_takes(seconds: float, frames: int) -> None:
    _, features = encoded(tone(LOW_HZ, seconds), [1, 0])
    assert features.shape == (1, frames, MEL_BANDS)
    assert features.dtype == np.float32


def test_features_are_centred_and_tell_a_low_voice_from_a_high_one() -> None:
    rising = np.concatenate([tone(LOW_HZ, 0.5), tone(HIGH_HZ, 0.5)])
    _, features = encoded(rising, [1, 0])
    np.testing.assert_allclose(features[0].mean(axis=0), 0, atol=1e-4)
    assert np.abs(features[0, :40] - features[0, -40:]).max() > 1


@pytest.mark.parametrize(("vector", "expected"), [([3, 4], [0.6, 0.8]), ([0, -2], [0, -1]), ([0, 0], [0, 0])])
def test_a_voice_has_length_1_unless_it_has_none(vector: list[float], expected: list[float]) -> None:
    embedding, _ = encoded(silence(1.0), vector)
    assert embedding.tolist() == pytest.approx(expected)


def test_the_encoder_runs_the_network_of_its_checkpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    full = campplus_graph
    monkeypatch.setattr(campplus, "read_checkpoint", lambda _: tiny_tensors())
    monkeypatch.setattr(campplus, "campplus_graph", lambda tensors: full(tensors, BLOCKS))
    low, repeated, high = (CampPlusEncoder(Path("voices.pt")).embed(tone(hz, 1.0)) for hz in (LOW_HZ, LOW_HZ, HIGH_HZ))
    assert np.linalg.norm(low) == pytest.approx(1, abs=1e-5)
    assert low.shape == (SIZE,)
    assert low.tolist() == repeated.tolist() != high.tolist()


def test_a_checkpoint_of_another_network_is_refused_with_the_tensor_that_it_lacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(campplus, "read_checkpoint", lambda _: {"some.weight": np.ones(1, np.float32)})
    encoder = CampPlusEncoder(Path("other.pt"))
    assert encoder.identity == "other"
    with pytest.raises(WeightsError, match=r"other\.pt: lacks the tensor 'head\.conv1\.weight'.*CAM\+\+"):
        encoder.embed(np.zeros(SAMPLE_RATE_HZ, np.float32))
