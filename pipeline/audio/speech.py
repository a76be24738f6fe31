"""Where somebody speaks: Silero VAD set for the telephone, and the other side's leak left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Samples, SpeechRegion
from pipeline.domain.base import Frozen, bridged

FRAME = 512  # samples that Silero looks at at a time
FRAME_S = FRAME / SAMPLE_RATE_HZ
Curve = npt.NDArray[np.float32]


# By how much a party is louder on its own channel than where it leaks to, at the least.
LEAD_DB = 6.0
_SURE = 0.5  # probability of speech
_LEADS = 0.1  # of the frames in which both hold speech
_HALF_SECOND = 15  # frames


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


@dataclass(frozen=True, eq=False)
class SpeechCurve:
    """What was measured of a track: probabilities that somebody speaks and levels in dB, shape (frames,) each."""

    track: AudioTrack
    probabilities: Curve
    levels_db: Curve


def speech_curves(tracks: tuple[AudioTrack, ...]) -> tuple[SpeechCurve, ...]:
    """What of every track does not depend on the others; Silero looks at each once."""
    return tuple(SpeechCurve(track, _probabilities(track.samples), _levels_db(track.samples)) for track in tracks)


def speech_regions(tracks: tuple[AudioTrack, ...], options: SpeechOptions) -> tuple[SpeechRegion, ...]:
    """The speech of every track, by start time; regions of one channel never overlap."""
    return regions_beside(speech_curves(tracks), options)


def regions_beside(curves: Sequence[SpeechCurve], options: SpeechOptions) -> tuple[SpeechRegion, ...]:
    """As speech_regions, of tracks that were measured already: each beside the others, whose leak is left out."""
    regions: list[SpeechRegion] = []
    for own in curves:
        probabilities = own.probabilities
        for other in (curve.levels_db for curve in curves if curve is not own):
            frames = min(len(own.levels_db), len(other))
            leak = np.zeros(len(own.levels_db), dtype=np.bool_)
            leak[:frames] = other[:frames] - own.levels_db[:frames] > options.crosstalk_db
            probabilities = np.where(leak, 0.0, probabilities)
        regions.extend(regions_of_probabilities(probabilities, own.track, options))
    return tuple(sorted(regions, key=lambda region: (region.start, region.channel)))


def regions_of_probabilities(
    probabilities: Curve, track: AudioTrack, options: SpeechOptions
) -> tuple[SpeechRegion, ...]:
    """The regions of one track, in order, with pads that meet in the middle of a pause too short for both.

    Args:
        probabilities: that somebody speaks in each frame of FRAME_S, shape (frames,).
        track: for its channel and its length.
        options: thresholds, pauses and pads.
    """
    merged = bridged(_spans(probabilities, options), options.min_silence_s)
    spans = [(start, end) for start, end in merged if end - start >= options.min_speech_s]
    borders = [0.0, *((end + start) / 2 for (_, end), (start, _) in pairwise(spans)), track.duration_s]
    return tuple(
        SpeechRegion(
            channel=track.channel,
            start=round(max(earliest, start - options.pad_s), 3),
            end=round(min(latest, track.duration_s, end + options.pad_s), 3),
        )
        for (start, end), earliest, latest in zip(spans, borders, borders[1:], strict=False)
    )


def lead_by_turns(one: SpeechCurve, other: SpeechCurve) -> bool:
    """Whether, while both tracks hold speech, now the one and now the other is clearly louder.

    Then each carries a party of its own, and the other party as a loud leak; copies of one talk differ by one gain.
    """
    frames = min(len(one.levels_db), len(other.levels_db))
    both = (one.probabilities[:frames] > _SURE) & (other.probabilities[:frames] > _SURE)
    if not both.any():
        return False
    lead_db = (one.levels_db[:frames] - other.levels_db[:frames])[both]
    return bool(min(np.mean(lead_db > LEAD_DB), np.mean(lead_db < -LEAD_DB)) >= _LEADS)


def without_loud_leaks(curves: Sequence[SpeechCurve], options: SpeechOptions) -> tuple[SpeechRegion, ...]:
    """As regions_beside, of tracks that lead by turns: what is clearly louder beside it for half a second is a leak."""
    near = options.model_copy(update={"crosstalk_db": LEAD_DB})
    return regions_beside([replace(curve, levels_db=_smoothed(curve.levels_db)) for curve in curves], near)


def _smoothed(levels_db: Curve) -> Curve:
    return np.convolve(levels_db, np.full(_HALF_SECOND, 1 / _HALF_SECOND), "same").astype(np.float32)


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
