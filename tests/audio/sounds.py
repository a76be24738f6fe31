"""Small recordings made on the fly, in every format that a test claims."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from pipeline.domain.audio import Samples

RATE = 8000


def tone(hertz: float, seconds: float = 1.0, rate: int = RATE) -> Samples:
    return (0.4 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


def write(path: Path, *channels: Samples, codec: str = "pcm_s16le", rate: int = RATE) -> Path:
    """Channels as a file whose container follows from its ending."""
    layout = {1: "mono", 2: "stereo"}.get(len(channels), f"{len(channels)}.0")
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=rate, layout=layout)  # typed as any kind of stream
        data = np.stack(channels).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(data), format="fltp", layout=layout)
        frame.rate, frame.time_base = rate, Fraction(1, rate)
        stream.codec_context.open()
        to_codec = av.AudioResampler(
            format=stream.format, layout=layout, rate=rate, frame_size=stream.codec_context.frame_size or None
        )
        for piece in [*to_codec.resample(frame), *to_codec.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def pitch(samples: Samples, rate: int = 16_000) -> float:
    """The strongest frequency, hertz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate / len(samples))
