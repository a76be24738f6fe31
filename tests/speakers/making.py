"""Hand-built values for the tests of the speakers' room."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Samples, SpeakerTurn
from pipeline.domain.transcript import HeardSegment, HeardWord

LOW_HZ, HIGH_HZ = 150.0, 400.0


def segment(start: float, text: str, *, channel: int = 0, seconds: float = 2.0) -> HeardSegment:
    """A segment without word times."""
    return HeardSegment(start=start, end=start + seconds, channel=channel, text=text, confidence=0.9)


def timed(start: float, words: Sequence[str], *, step: float = 0.2) -> HeardSegment:
    """A segment of words that follow each other every step seconds."""
    placed = tuple(
        HeardWord(start=start + n * step, end=start + (n + 1) * step, text=word, probability=0.9)
        for n, word in enumerate(words)
    )
    return HeardSegment(
        start=start, end=placed[-1].end, channel=0, text="".join(words).strip(), confidence=0.9, words=placed
    )


def turn(start: float, end: float, speaker: int, confidence: float = 0.95) -> SpeakerTurn:
    return SpeakerTurn(start=start, end=end, speaker=speaker, confidence=confidence)


def tone(hz: float, seconds: float) -> Samples:
    """A steady voice, in so far as a sine has one."""
    time = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (0.3 * np.sin(2 * np.pi * hz * time)).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), dtype=np.float32)


def track(*parts: Samples) -> AudioTrack:
    """The parts one after the other, over a faint hum."""
    samples = np.concatenate(parts)
    hum = 1e-3 * np.sin(2 * np.pi * 50 * np.arange(len(samples)) / SAMPLE_RATE_HZ)
    return AudioTrack(channel=0, samples=(samples + hum).astype(np.float32))


class PitchEncoder:
    """Hears only whether a sound is low or high: what two tones are to it, two voices are to a real encoder."""

    identity = "pitch"

    def embed(self, samples: Samples) -> npt.NDArray[np.float32]:
        spectrum = np.abs(np.fft.rfft(samples, n=SAMPLE_RATE_HZ))
        low, high = spectrum[100:250].sum(), spectrum[300:500].sum()
        return np.asarray(np.array([low, high]) / np.hypot(low, high), dtype=np.float32)
