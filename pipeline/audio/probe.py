"""Opens a recording for all who read sound, and says what it is without decoding it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import RecordingError

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
from pipeline.domain.audio import Probe
from pipeline.rulebook.files import sha256_of

EXPORT_AGAIN = "Export the recording again from the telephone system."
_FORMATS = "WAV, MP3, Opus/OGG, FLAC, M4A or AMR"

_MICROSECONDS = 1_000_000


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
