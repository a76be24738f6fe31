"""What a voice sounds like, as a vector: the seam behind which any speaker encoder can stand."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from pipeline.domain.audio import SAMPLE_RATE_HZ, Samples
from pipeline.errors import WeightsError
from pipeline.speakers.campplus import LONGEST_INPUT_S, MEL_BANDS, campplus_graph
from pipeline.speakers.checkpoint import read_checkpoint

if TYPE_CHECKING:
    import onnxruntime

Vector = npt.NDArray[np.float32]

# One frame of 25 ms every 10 ms; the network strides by 2 and needs two frames for a deviation.
SHORTEST_INPUT_S = 0.1


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
        features = _log_mel(_of_fit_length(samples))
        features -= features.mean(axis=0)
        (vectors,) = self._session.run(None, {"features": features[np.newaxis]})
        return unit(vectors[0])

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


def unit(vector: Vector) -> Vector:
    """The vector at length 1; one without length stays as it is."""
    length = np.linalg.norm(vector)
    return (vector / length).astype(np.float32) if length > 0 else vector


def _of_fit_length(samples: Samples) -> Samples:
    longest, shortest = round(LONGEST_INPUT_S * SAMPLE_RATE_HZ), round(SHORTEST_INPUT_S * SAMPLE_RATE_HZ)
    return np.pad(samples[:longest], (0, max(0, shortest - len(samples))))


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
