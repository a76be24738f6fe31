"""A broken graph is named, with what to do about it."""

from pathlib import Path

import onnxruntime
import pytest

from pipeline.errors import WeightsError
from pipeline.reader.artefact import Artefact
from pipeline.reader.trunk import load_graph


@pytest.mark.parametrize("content", [b"", b"no graph", None], ids=["empty", "another file", "absent"])
def test_what_is_no_graph_is_refused_by_name(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "heads.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"heads\.onnx: cannot be loaded") as caught:
        load_graph(path, onnxruntime.SessionOptions(), "Take the shipped one.")
    assert "Take the shipped one." in str(caught.value)


def test_a_graph_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    whole = Artefact().status_head.read_bytes()
    path = tmp_path / "status.onnx"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WeightsError, match=r"status\.onnx"):
        load_graph(path, onnxruntime.SessionOptions(), "Take the shipped one.")
