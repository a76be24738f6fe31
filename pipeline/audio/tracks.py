"""What is done with decoded tracks: those with sound of their own are chosen, and mixed to a small listening copy."""

import io
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Samples
from pipeline.domain.base import Frozen, TimeSpan

# What is left of one channel after the other, scaled, was taken away: below this both hold the same sound. The leak
# between the two sides of a call is at about -34 dB, so real sides leave nearly everything.
SAME_SOUND_DB = -25.0
# Digital silence with a little dither; a steady offset is no sound either (A-law's silence is +8 of 32768).
SILENT_RMS = 1e-4
# From here on an offset is taken out before anybody listens: it would pass for a level that the other channel lacks.
OFFSET = 1e-3
# What covers words that are not to be heard: the tone that broadcasters use.
COVER_HZ, COVER_LEVEL = 1000.0, 0.1
# Of the listening copy, bits a second; MP3 because every browser plays it, and few play what PBXs export.
BIT_RATE = 32_000


class Channels(Frozen):
    """Which channels hold sound of their own. warning: Chinese, empty for an ordinary mono or stereo recording."""

    kept: tuple[int, ...]
    warning: str = ""


def centred(tracks: tuple[AudioTrack, ...]) -> tuple[AudioTrack, ...]:
    """The tracks, those with a steady offset without it."""
    means = [float(np.mean(track.samples, dtype=np.float64)) if len(track.samples) else 0.0 for track in tracks]
    return tuple(
        AudioTrack(channel=track.channel, samples=track.samples - np.float32(mean)) if abs(mean) > OFFSET else track
        for track, mean in zip(tracks, means, strict=True)
    )


def mixed(tracks: tuple[AudioTrack, ...]) -> AudioTrack:
    """The tracks on one channel, as long as the longest."""
    total = np.zeros(max(len(track.samples) for track in tracks), dtype=np.float32)
    for track in tracks:
        total[: len(track.samples)] += track.samples
    return AudioTrack(channel=0, samples=np.clip(total, -1.0, 1.0))


def distinct_channels(tracks: tuple[AudioTrack, ...]) -> Channels:
    """Which of the tracks to hear: one of two that are the same, the one that is not silent, else all."""
    if len(tracks) == 1:
        return Channels(kept=(0,))
    silent = [_rms(track.samples) < SILENT_RMS for track in tracks]
    if silent[0] != silent[1]:
        speaking = silent.index(False)
        return Channels(kept=(speaking,), warning=f"声道{1 - speaking}没有声音，按单声道处理")
    if _residue_db(tracks[0].samples, tracks[1].samples) < SAME_SOUND_DB:
        return Channels(kept=(0,), warning="两个声道内容相同（假立体声），按单声道处理")
    return Channels(kept=(0, 1))


def covered(track: AudioTrack, spans: Sequence[TimeSpan]) -> AudioTrack:
    """The track with a tone in place of its sound in every span; what lies outside the recording is left out."""
    samples = track.samples.copy()
    for span in spans:
        start = max(0, round(span.start * SAMPLE_RATE_HZ))
        count = len(samples[start : max(0, round(span.end * SAMPLE_RATE_HZ))])
        times = np.arange(count, dtype=np.float32) / SAMPLE_RATE_HZ
        samples[start : start + count] = COVER_LEVEL * np.sin(2 * np.pi * COVER_HZ * times)
    return AudioTrack(channel=track.channel, samples=samples)


def listening_copy(tracks: tuple[AudioTrack, ...], cover: Sequence[TimeSpan] = ()) -> bytes:
    """The tracks mixed to one channel as MP3, 32 kbit/s, 16 kHz, for the page's player.

    cover: stretches that are not to be heard, a tone in their place.
    """
    import av  # noqa: PLC0415 - FFmpeg's libraries cost start-up time

    frame = av.AudioFrame.from_ndarray(
        covered(mixed(tracks), cover).samples.reshape(1, -1), format="flt", layout="mono"
    )
    frame.rate, frame.time_base = SAMPLE_RATE_HZ, Fraction(1, SAMPLE_RATE_HZ)
    resampler = av.AudioResampler(format="s16p", layout="mono", rate=SAMPLE_RATE_HZ, frame_size=1152)
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=SAMPLE_RATE_HZ, layout="mono")
        stream.bit_rate = BIT_RATE
        for piece in resampler.resample(frame):
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return buffer.getvalue()


def _rms(samples: Samples) -> float:
    """Without the offset."""
    return float(np.std(samples, dtype=np.float64)) if len(samples) else 0.0


def _residue_db(left: Samples, right: Samples) -> float:
    """Energy of right after the best multiple of left was taken away, in dB of right."""
    energy = float(np.dot(right, right))
    if not energy:
        return -np.inf
    gain = float(np.dot(left, right)) / (float(np.dot(left, left)) or 1.0)
    rest = right - np.float32(gain) * left
    return float(10 * np.log10(float(np.dot(rest, rest)) / energy + 1e-12))
