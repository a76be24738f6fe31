"""Open a recording with FFmpeg (through PyAV), turning everything that can go wrong into one clear line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import RecordingError

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

EXPORT_AGAIN = "Export the recording again from the telephone system."
_FORMATS = "WAV, MP3, Opus/OGG, FLAC, M4A or AMR"


@contextmanager
def opened(path: Path) -> "Iterator[tuple[InputContainer, AudioStream]]":
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
