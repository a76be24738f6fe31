import io
import pickle
import sys
import types
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
import pytest

from pipeline.errors import WeightsError
from pipeline.speakers.model_files import Graph, read_checkpoint


class Storage:
    def __init__(self, kind: str, key: str, values: npt.NDArray[Any]) -> None:
        self.kind, self.key, self.values = kind, key, values


@pytest.fixture
def torch_names(monkeypatch: pytest.MonkeyPatch) -> types.SimpleNamespace:
    """Just enough of a module called torch for pickle to write its names."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")

    def _rebuild_tensor_v2(*_: object) -> None:
        """Named in the pickle, never called while writing."""

    _rebuild_tensor_v2.__module__, _rebuild_tensor_v2.__qualname__ = "torch._utils", "_rebuild_tensor_v2"
    vars(utils)["_rebuild_tensor_v2"] = _rebuild_tensor_v2
    for kind in ("FloatStorage", "LongStorage"):
        setattr(torch, kind, type(kind, (), {"__module__": "torch", "__qualname__": kind}))
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)
    return types.SimpleNamespace(torch=torch, rebuild=_rebuild_tensor_v2)


class Tensor:
    def __init__(self, names: types.SimpleNamespace, storage: Storage, offset: int, shape: tuple[int, ...]) -> None:
        self.names = names
        self.arguments: tuple[Any, ...] = (storage, offset, shape, (), False, OrderedDict())

    def __reduce__(self) -> tuple[Any, ...]:
        return self.names.rebuild, self.arguments


def save(path: Path, names: types.SimpleNamespace, state: dict[str, Tensor], storages: list[Storage]) -> None:
    class Pickler(pickle.Pickler):
        def persistent_id(self, thing: object) -> tuple[Any, ...] | None:
            if isinstance(thing, Storage):
                return "storage", getattr(names.torch, thing.kind), thing.key, "cpu", len(thing.values)
            return None

    pickled = io.BytesIO()
    Pickler(pickled, protocol=2).dump(OrderedDict(state))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickled.getvalue())
        for storage in storages:
            archive.writestr(f"archive/data/{storage.key}", storage.values.tobytes())


def test_tensors_come_back_with_shape_and_offset(tmp_path: Path, torch_names: types.SimpleNamespace) -> None:
    shared = Storage("FloatStorage", "1", np.arange(10, dtype="<f4"))
    count = Storage("LongStorage", "2", np.array([7], dtype="<i8"))
    state = {
        "weight": Tensor(torch_names, shared, 0, (2, 3)),
        "bias": Tensor(torch_names, shared, 6, (4,)),
        "count": Tensor(torch_names, count, 0, ()),
    }
    save(tmp_path / "c.pt", torch_names, state, [shared, count])
    read = read_checkpoint(tmp_path / "c.pt")
    assert read["weight"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert read["bias"].tolist() == [6, 7, 8, 9]
    assert read["count"] == 7


def test_a_pickle_that_names_anything_else_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "evil.pt", "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Path.unlink))
    with pytest.raises(WeightsError, match=r"evil\.pt: is no checkpoint that can be read \(it names"):
        read_checkpoint(tmp_path / "evil.pt")


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_checkpoint_is_refused_with_its_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.pt").write_bytes(content)
    with pytest.raises(WeightsError, match=r"broken\.pt"):
        read_checkpoint(tmp_path / "broken.pt")


def test_attributes_of_every_kind_and_negative_numbers_are_written() -> None:
    graph = Graph("small")
    x = graph.add("Reshape", "features", graph.integers(1, -1))
    x = graph.add("LeakyRelu", x, alpha=0.5)
    graph.add("Concat", x, graph.constant(np.full((1, 300), 9, dtype=np.float32)), output="out", axis=-1)
    model = graph.model(inputs={"features": (2, "n")}, outputs={"out": (1, "m")})
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    got = np.asarray(session.run(None, {"features": np.array([[1, -2], [3, -4]], dtype=np.float32)})[0])
    assert got[0, :5].tolist() == [1, -1, 3, -2, 9]
    assert got.shape == (1, 304)
