"""What the audio room hands on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.domain.base import Frozen, TimeSpan

SAMPLE_RATE_HZ = 16_000
Samples = npt.NDArray[np.float32]


class Probe(Frozen):
    """What a file is, read from its container without decoding it."""

    file: str
    sha256: str
    size_bytes: int
    container: str
    codec: str
    channels: int
    sample_rate_hz: int
    duration_s: float


@dataclass(frozen=True, eq=False)
class AudioTrack:
    """One channel of a recording, decoded.

    samples: float32 in [-1, 1], shape (n,), at SAMPLE_RATE_HZ. channel: index in the recording (0 for mono).
    """

    channel: int
    samples: Samples

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / SAMPLE_RATE_HZ

    def cut(self, span: TimeSpan) -> Samples:
        """The samples of a stretch, shape (m,); what lies outside the recording is left out."""
        return self.samples[max(0, round(span.start * SAMPLE_RATE_HZ)) : max(0, round(span.end * SAMPLE_RATE_HZ))]


class SpeechRegion(TimeSpan):
    """A stretch of one channel that holds speech."""

    channel: int = 0


class SpeakerTurn(TimeSpan):
    """A stretch of a mono recording given to one voice. speaker: 0 or 1; confidence: 0 to 1."""

    speaker: int
    confidence: float
