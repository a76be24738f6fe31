"""Where somebody speaks: Silero VAD set for the telephone, and the other side's leak left out."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Samples, SpeechRegion
from pipeline.domain.base import Frozen

FRAME = 512  # samples that Silero looks at at a time
FRAME_S = FRAME / SAMPLE_RATE_HZ
Curve = npt.NDArray[np.float32]


class SpeechOptions(Frozen):
    """How speech is told from silence.

    threshold: speech probability that starts a region; telephone bands need far less than the usual 0.5 (a hard cut at
    300 Hz lost two thirds of all speech there). release: probability below which a region may end. min_silence_s: pause
    that splits regions. min_speech_s: shorter regions are clicks. pad_s: kept at either side. crosstalk_db: how far
    below the other channel a frame must lie to be its leak.
    """

    threshold: float = 0.2
    release: float = 0.12
    min_silence_s: float = 0.35
    min_speech_s: float = 0.12
    pad_s: float = 0.12
    crosstalk_db: float = 20.0


def speech_regions(tracks: tuple[AudioTrack, ...], options: SpeechOptions) -> tuple[SpeechRegion, ...]:
    """The speech of every track, by start time; regions of one channel never overlap."""
    levels = [_levels_db(track.samples) for track in tracks]
    regions: list[SpeechRegion] = []
    for n, track in enumerate(tracks):
        probabilities = _probabilities(track.samples)
        for other in (level for m, level in enumerate(levels) if m != n):
            probabilities = np.where(_leaks(levels[n], other, options.crosstalk_db), 0.0, probabilities)
        regions.extend(_regions(probabilities, track, options))
    return tuple(sorted(regions, key=lambda region: (region.start, region.channel)))


def _probabilities(samples: Samples) -> Curve:
    """Speech probability of each frame, shape (frames,)."""
    from faster_whisper.vad import get_vad_model  # noqa: PLC0415 - loads onnxruntime

    return np.asarray(get_vad_model()(_in_whole_frames(samples)), dtype=np.float32).reshape(-1)


def _levels_db(samples: Samples) -> Curve:
    """Level of each frame in dB of full scale, smoothed over three frames, shape (frames,)."""
    power = np.mean(np.square(_in_whole_frames(samples).reshape(-1, FRAME)), axis=1)
    smooth = np.convolve(power, np.ones(3) / 3, mode="same")
    return np.asarray(10 * np.log10(smooth + 1e-10), dtype=np.float32)


def _in_whole_frames(samples: Samples) -> Samples:
    """Silence added up to the next whole frame; one frame of it where there is nothing."""
    missing = -len(samples) % FRAME if len(samples) else FRAME
    return np.pad(samples, (0, missing))


def _leaks(own: Curve, other: Curve, by_db: float) -> npt.NDArray[np.bool_]:
    frames = min(len(own), len(other))
    leaks = np.zeros(len(own), dtype=np.bool_)
    leaks[:frames] = other[:frames] - own[:frames] > by_db
    return leaks


def _regions(probabilities: Curve, track: AudioTrack, options: SpeechOptions) -> list[SpeechRegion]:
    spans = [
        (start, end)
        for start, end in _merged(list(_spans(probabilities, options)), options.min_silence_s)
        if end - start >= options.min_speech_s
    ]
    return [_padded(spans, n, track, options.pad_s) for n in range(len(spans))]


def _spans(probabilities: Curve, options: SpeechOptions) -> Iterator[tuple[float, float]]:
    """Stretches that begin above threshold and last until the probability falls below release, in seconds."""
    start: int | None = None
    for n, probability in enumerate(probabilities):
        if start is None and probability >= options.threshold:
            start = n
        elif start is not None and probability < options.release:
            yield start * FRAME_S, n * FRAME_S
            start = None
    if start is not None:
        yield start * FRAME_S, len(probabilities) * FRAME_S


def _merged(spans: list[tuple[float, float]], min_silence_s: float) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in spans:
        if merged and start - merged[-1][1] < min_silence_s:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _padded(spans: list[tuple[float, float]], n: int, track: AudioTrack, pad_s: float) -> SpeechRegion:
    """The n-th span with its pads, which meet in the middle of a pause that is too short for both."""
    start, end = spans[n]
    earliest = (spans[n - 1][1] + start) / 2 if n else 0.0
    latest = (end + spans[n + 1][0]) / 2 if n + 1 < len(spans) else track.duration_s
    return SpeechRegion(
        channel=track.channel,
        start=round(max(earliest, start - pad_s), 3),
        end=round(min(latest, track.duration_s, end + pad_s), 3),
    )
