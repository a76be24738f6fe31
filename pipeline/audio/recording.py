"""From a recording's file to what it is and to its decoded channels."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.domain.audio import SAMPLE_RATE_HZ, AudioTrack, Probe, Samples
from pipeline.errors import RecordingError
from pipeline.rulebook.files import sha256_of

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

EXPORT_AGAIN = "Export the recording again from the telephone system."
_FORMATS = "WAV, MP3, Opus/OGG, FLAC, M4A or AMR"
_MICROSECONDS = 1_000_000
_LAYOUTS = {1: "mono", 2: "stereo"}
# Containers whose header counts samples: what it promises must be there. Others only estimate their length.
_EXACT = {"flac", "aiff", "au", "mov,mp4,m4a,3gp,3g2,mj2"}
# Streamed WAV: the writer did not know the size when it wrote the header.
_UNKNOWN_SIZES = {0, 0xFFFFFFFF}
# Codecs may drop their priming samples and a last frame, never as much as this.
_MISSING_S, _MISSING_SHARE = 1.0, 0.02


@contextmanager
def open_recording(path: Path) -> "Iterator[tuple[InputContainer, AudioStream]]":
    """The container of a recording and its first audio stream; closed afterwards.

    Raises:
        RecordingError: a folder, not there, not readable, empty, not audio, or without an audio stream.
    """
    import av  # noqa: PLC0415 - FFmpeg's libraries cost start-up time

    _check_file(path)
    try:
        container = av.open(str(path), metadata_errors="ignore")
    except av.error.FFmpegError as error:
        cause = f"is not a recording that can be read ({error.strerror})"
        raise RecordingError(path, cause, f"Give a {_FORMATS} file; if it should be one, export it again.") from error
    with container:
        if not container.streams.audio:
            raise RecordingError(path, "holds no audio stream", "Export the sound of the call, not only its picture.")
        yield container, container.streams.audio[0]


def probe(path: Path) -> Probe:
    """What the container says of a recording, and the SHA-256 that is its identity.

    duration_s is 0 where the container does not say it (streamed WAV headers).

    Raises:
        RecordingError: the file cannot be read or is no recording.
    """
    with open_recording(path) as (container, stream):
        codec = stream.codec_context
        duration = container.duration / _MICROSECONDS if container.duration else 0.0
        return Probe(
            file=path.name,
            sha256=sha256_of(path),
            size_bytes=path.stat().st_size,
            container=container.format.name,
            codec=codec.name,
            channels=codec.channels,
            sample_rate_hz=codec.sample_rate,
            duration_s=round(duration, 3),
        )


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
        promised_s = (container.duration or 0) / _MICROSECONDS
        decoded_s = samples.shape[1] / SAMPLE_RATE_HZ
        tolerated_s = max(_MISSING_S, promised_s * _MISSING_SHARE)
        if container.format.name in _EXACT and promised_s - decoded_s > tolerated_s:
            cause = f"is truncated: {decoded_s:.1f} s of {promised_s:.1f} s are there"
            raise RecordingError(path, cause, EXPORT_AGAIN)
    return tuple(AudioTrack(channel=n, samples=np.ascontiguousarray(samples[n])) for n in range(channels))


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise RecordingError(path, "is a folder, not a recording", "Give the folder itself to `tinghe run`.")
    try:
        with path.open("rb") as file:
            first = file.read(1)
    except FileNotFoundError as error:
        raise RecordingError(path, "is not there", "Check the path, or the manifest's column file.") from error
    except OSError as error:
        raise RecordingError(path, f"cannot be read ({error.strerror})", "Give its owner's rights to read.") from error
    if not first:
        raise RecordingError(path, "is empty (0 bytes)", EXPORT_AGAIN)


def _samples(path: Path, container: "InputContainer", stream: "AudioStream", layout: str) -> Samples:
    """All samples, shape (channels, n)."""
    import av  # noqa: PLC0415 - FFmpeg's libraries cost start-up time

    resampler = av.AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE_HZ)
    pieces: list[Samples] = []
    try:
        for frame in chain(container.decode(stream), [None]):
            if frame is not None or pieces:  # None empties the resampler, which knows no format before its first frame
                resampled = resampler.resample(frame)
                pieces.extend(piece.to_ndarray().astype(np.float32, copy=False) for piece in resampled)
    except av.error.FFmpegError as error:
        raise RecordingError(path, f"breaks off or is damaged ({error.strerror})", EXPORT_AGAIN) from error
    if not pieces:
        raise RecordingError(path, "holds no sound at all", EXPORT_AGAIN)
    samples: Samples = np.clip(np.concatenate(pieces, axis=1), -1.0, 1.0)
    return samples


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
