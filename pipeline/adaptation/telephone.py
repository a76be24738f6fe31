"""What a telephone line does to a voice: band, room, level, noise, clipping, codec, lost packets, the other side.

Each window of training sounds through a line of its own, so that the adapter learns words and not one line.
"""

import io
from fractions import Fraction
from random import Random
from typing import Any, Final

import av
import numpy as np
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

from pipeline.domain.audio import SAMPLE_RATE_HZ, Samples

_LINE_HZ: Final = 8000
_PACKET: Final = 160  # 20 ms
_CODECS: Final = ("pcm_alaw", "pcm_alaw", "pcm_mulaw", "libmp3lame", "libopus", "none", "none")
_CONTAINERS: Final = {"pcm_alaw": "wav", "pcm_mulaw": "wav", "libmp3lame": "mp3", "libopus": "ogg"}
_OPUS_HZ: Final = 48_000


def through_a_line(samples: Samples, random: Random) -> Samples:
    """The same speech as a telephone line drawn at random would carry it.

    samples: float32 at SAMPLE_RATE_HZ, shape (n,); returns the same length, in [-1, 1].
    """
    noises = np.random.default_rng(random.randrange(2**32))
    sound = _in_a_room(samples.astype(np.float64), random, noises) if random.random() < 0.4 else samples
    low, high = random.uniform(80, 320), random.uniform(3100, 3700)
    sound = sosfilt(butter(random.choice((2, 4)), [low, high], "bandpass", fs=SAMPLE_RATE_HZ, output="sos"), sound)
    line = resample_poly(sound, _LINE_HZ, SAMPLE_RATE_HZ)
    line = line / (np.abs(line).max() + 1e-9) * 10 ** random.uniform(-1.0, -0.05)
    line = _with_noise(line, random, noises)
    if random.random() < 0.1:
        line = np.clip(line * random.uniform(1.5, 3), -0.7, 0.7)
    if random.random() < 0.1:
        line = _with_losses(line, random)
    line = _coded(np.clip(line, -1, 1), random.choice(_CODECS))
    back = resample_poly(line, SAMPLE_RATE_HZ, _LINE_HZ)[: len(samples)]
    return np.pad(back, (0, len(samples) - len(back))).astype(np.float32)


def _in_a_room(sound: Samples, random: Random, noises: np.random.Generator) -> Samples:
    """Some decaying echoes after the voice itself."""
    decay = np.exp(
        -np.arange(int(random.uniform(0.05, 0.25) * SAMPLE_RATE_HZ)) / (random.uniform(0.01, 0.05) * SAMPLE_RATE_HZ)
    )
    echoes = noises.standard_normal(len(decay)) * decay * random.uniform(0.02, 0.12)
    echoes[0] = 1.0
    reverberant: Samples = fftconvolve(sound, echoes)[: len(sound)]
    return reverberant


def _with_noise(line: Samples, random: Random, noises: np.random.Generator) -> Samples:
    """White to brown noise, 8 to 38 dB under the speech."""
    spectrum = np.fft.rfft(noises.standard_normal(len(line)))
    spectrum /= np.maximum(np.arange(len(spectrum)), 1) ** random.uniform(0, 1)
    noise = np.fft.irfft(spectrum, len(line))
    loud = line[np.abs(line) >= 0.1 * np.abs(line).max()]
    speech, own = np.sqrt(np.mean(loud**2)), np.sqrt(np.mean(noise**2)) + 1e-12
    noisy: Samples = line + noise / own * speech / 10 ** (random.uniform(8, 38) / 20)
    return noisy


def _with_losses(line: Samples, random: Random) -> Samples:
    """Some packets lost, each time one to three in a row."""
    kept = line.copy()
    for _ in range(max(1, int(len(line) / _PACKET * random.uniform(0.002, 0.02)))):
        at = random.randrange(max(1, len(line) - _PACKET))
        kept[at : at + _PACKET * random.randint(1, 3)] = 0
    return kept


def _coded(line: Samples, codec: str) -> Samples:
    """Encoded and decoded again."""
    if codec == "none":
        return line
    rate = _OPUS_HZ if codec == "libopus" else _LINE_HZ
    raised = resample_poly(line, rate, _LINE_HZ) if rate != _LINE_HZ else line
    frame = av.AudioFrame.from_ndarray((raised * 32767).astype(np.int16).reshape(1, -1), format="s16", layout="mono")
    frame.rate, frame.time_base = rate, Fraction(1, rate)
    file = io.BytesIO()
    with av.open(file, "w", format=_CONTAINERS[codec]) as box:
        stream: Any = box.add_stream(codec, rate=rate, layout="mono")
        if codec.startswith("lib"):
            stream.bit_rate = 16_000
        size = stream.frame_size or None
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate, frame_size=size)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            box.mux(stream.encode(part))
        box.mux(stream.encode(None))
    file.seek(0)
    resampler = av.AudioResampler(format="flt", layout="mono", rate=_LINE_HZ)
    with av.open(file, "r") as coded:
        parts = [part.to_ndarray()[0] for frame in coded.decode(audio=0) for part in resampler.resample(frame)]
        parts += [part.to_ndarray()[0] for part in resampler.resample(None)]
    return np.concatenate(parts).astype(np.float64)
