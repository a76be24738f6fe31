"""Tell real stereo from one channel written twice."""

import numpy as np

from pipeline.domain.audio import AudioTrack, Samples
from pipeline.domain.base import Frozen

# What is left of one channel after the other, scaled, was taken away: below this both hold the same sound. The leak
# between the two sides of a call is at about -34 dB, so real sides leave nearly everything.
SAME_SOUND_DB = -25.0
# Digital silence with a little dither.
SILENT_RMS = 1e-4


class Channels(Frozen):
    """Which channels hold sound of their own. warning: Chinese, empty for an ordinary mono or stereo recording."""

    kept: tuple[int, ...]
    warning: str = ""


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


def _rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0


def _residue_db(left: Samples, right: Samples) -> float:
    """Energy of right after the best multiple of left was taken away, in dB of right."""
    energy = float(np.dot(right, right))
    if not energy:
        return -np.inf
    gain = float(np.dot(left, right)) / (float(np.dot(left, left)) or 1.0)
    rest = right - np.float32(gain) * left
    return float(10 * np.log10(float(np.dot(rest, rest)) / energy + 1e-12))
