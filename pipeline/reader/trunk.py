"""The language model's lower layers: from tokens to states."""

from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors
from tokenizers import Tokenizer

from pipeline.errors import WeightsError
from pipeline.reader.artefact import GRAPH
from pipeline.reader.layout import Array, Shape
from pipeline.reader.preparation import EMBEDDINGS, TOKENIZER

_LOAD_ERRORS: Final = (
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


class Trunk:
    """Reads token ids and gives a state for each; loaded once a process."""

    def __init__(self, folder: Path, shape: Shape, threads: int = 0) -> None:
        """Map the prepared files in folder. threads: 0 for as many as there are cores.

        Raises:
            WeightsError: the graph cannot be loaded.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        remedy = (
            f"Remove {folder}, it is prepared anew at the next start; if that does not help, "
            "the reader's own trunk.onnx is broken: take the shipped one."
        )
        self._session = load_graph(folder / GRAPH, options, remedy)
        self._embeddings = np.load(folder / EMBEDDINGS, mmap_mode="r")
        self._no_past = np.zeros((1, shape.groups, 0, shape.head), np.float32)
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))

    @property
    def tokenizer(self) -> Tokenizer:
        """How it cuts a text into tokens."""
        return self._tokenizer

    def states(self, ids: list[int]) -> Array:
        """The state of each token after the last layer that is read, shape (tokens, width)."""
        embedded = self._embeddings[ids].astype(np.float32)[None]
        inputs = {
            "embedded": embedded,
            "no_past": self._no_past,
            "last": np.array([len(ids) - 1], np.int32),
            "length": np.array(len(ids), np.int32),
        }
        states: Array = self._session.run(["states"], inputs)[0][0]
        return states


def load_graph(path: Path, options: onnxruntime.SessionOptions, remedy: str) -> onnxruntime.InferenceSession:
    """A graph of the reader, to be run on the processor.

    remedy: what to do about a broken one.

    Raises:
        WeightsError: it is not there, or no graph that this onnxruntime can run.
    """
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except _LOAD_ERRORS as error:
        raise WeightsError(path, f"cannot be loaded ({type(error).__name__})", remedy) from error
