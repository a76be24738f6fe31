"""Loads a graph for onnxruntime, and says of a broken one which it is."""

from pathlib import Path
from typing import Final

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from pipeline.errors import WeightsError

_BROKEN: Final = (
    ort_errors.EPFail,
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NoSuchFile,
    ort_errors.NotFound,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
)


def load_graph(path: Path, options: onnxruntime.SessionOptions, remedy: str) -> onnxruntime.InferenceSession:
    """The graph, to be run on the processor.

    remedy: what to do about a broken one.

    Raises:
        WeightsError: it is not there, or no graph that this onnxruntime can run.
    """
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except _BROKEN as error:
        raise WeightsError(path, f"cannot be loaded ({type(error).__name__})", remedy) from error
