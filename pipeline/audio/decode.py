"""Decode a recording channel by channel, at the rate that recognition wants."""

import struct
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.audio.probe import EXPORT_AGAIN, open_recording
from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Samples
from pipeline.errors import RecordingError

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

_MICROSECONDS = 1_000_000
_LAYOUTS = {1: "mono", 2: "stereo"}
# Containers whose header counts samples: what it promises must be there. Others only estimate their length.
_EXACT = {"flac", "aiff", "au", "mov,mp4,m4a,3gp,3g2,mj2"}
# Streamed WAV: the writer did not know the size when it wrote the header.
_UNKNOWN_SIZES = {0, 0xFFFFFFFF}
# Codecs may drop their priming samples and a last frame, never as much as this.
_MISSING_S, _MISSING_SHARE = 1.0, 0.02


def decode(path: Path) -> tuple[AudioTrack, ...]:
    """Every channel of a recording as its own track.

    One track for mono, two for stereo, float32 in [-1, 1], shape (n,) each, at SAMPLE_RATE_HZ.

    Raises:
        RecordingError: not readable, not audio, broken off, without sound, or with more than two channels.
    """
    with open_recording(path) as (container, stream):
        _refuse_short_wav(path)
        channels = stream.codec_context.channels
        if channels not in _LAYOUTS:
            cause = f"has {channels} channels; a call has one or two"
            raise RecordingError(path, cause, "Export the agent's and the customer's channel only.")
        samples = _samples(path, container, stream, _LAYOUTS[channels])
        _refuse_broken_off(path, container, samples.shape[1] / SAMPLE_RATE_HZ)
    return tuple(AudioTrack(channel=n, samples=np.ascontiguousarray(samples[n])) for n in range(channels))


def _samples(path: Path, container: "InputContainer", stream: "AudioStream", layout: str) -> Samples:
    """All samples, shape (channels, n)."""
    import av  # noqa: PLC0415 - FFmpeg's libraries cost start-up time

    resampler = av.AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE_HZ)
    pieces: list[Samples] = []
    try:
        for frame in container.decode(stream):
            pieces.extend(_floats(piece) for piece in resampler.resample(frame))
        if pieces:
            pieces.extend(_floats(piece) for piece in resampler.resample(None))
    except av.error.FFmpegError as error:
        raise RecordingError(path, f"breaks off or is damaged ({error.strerror})", EXPORT_AGAIN) from error
    if not pieces:
        raise RecordingError(path, "holds no sound at all", EXPORT_AGAIN)
    samples: Samples = np.clip(np.concatenate(pieces, axis=1), -1.0, 1.0)
    return samples


def _floats(frame: "AudioFrame") -> Samples:
    return frame.to_ndarray().astype(np.float32, copy=False)


def _refuse_short_wav(path: Path) -> None:
    """FFmpeg takes a WAV file's length from what is there, so what its header promises is read here (RIFF chunks)."""
    with path.open("rb") as file:
        if file.read(4) != b"RIFF":
            return
        file.seek(12)
        while len(header := file.read(8)) == 8:
            name, size = struct.unpack("<4sI", header)
            if name == b"data":
                there = path.stat().st_size - file.tell()
                if size not in _UNKNOWN_SIZES and there < size * (1 - _MISSING_SHARE):
                    cause = f"is truncated: {there} of {size} bytes of sound are there"
                    raise RecordingError(path, cause, EXPORT_AGAIN)
                return
            file.seek(size + size % 2, 1)


def _refuse_broken_off(path: Path, container: "InputContainer", decoded_s: float) -> None:
    promised_s = (container.duration or 0) / _MICROSECONDS
    if container.format.name not in _EXACT:
        return
    if promised_s - decoded_s > max(_MISSING_S, promised_s * _MISSING_SHARE):
        cause = f"is truncated: {decoded_s:.1f} s of {promised_s:.1f} s are there"
        raise RecordingError(path, cause, EXPORT_AGAIN)
