"""Input files as a batch sees them: their identity, their size, and why one cannot be used."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import RecordingError
from pipeline.rulebook.files import sha256_of as hashed


def recording_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal; raises RecordingError as check_usable does."""
    with _explaining(path):
        return hashed(path)


def check_usable(path: Path) -> None:
    """See that a file can be read before an engine is put to it.

    Raises:
        RecordingError: it is not there, empty, a folder, or may not be read.
    """
    with _explaining(path), path.open("rb") as file:
        if not file.read(1):
            remedy = "The export or copy broke off: export the call again."
            raise RecordingError(path, "the file is empty (0 bytes)", remedy)


def size_of(path: Path) -> int:
    """Bytes of a file; 0 where it cannot be asked, because it will be named as a failure at its turn."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


@contextmanager
def _explaining(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _explained(path, error) from error


def _explained(path: Path, error: OSError) -> RecordingError:
    if isinstance(error, FileNotFoundError):
        remedy = "Put the recording there, or mend the manifest's column file (relative to the manifest)."
        return RecordingError(path, "the file is not there", remedy)
    if isinstance(error, (PermissionError, IsADirectoryError)):
        remedy = "Give the user who runs tinghe the right to read it (for a folder: and all in it), or leave it out."
        return RecordingError(path, "the file or folder may not be read", remedy)
    return RecordingError(path, f"the file cannot be read ({error.strerror})", "Copy it anew or mend the disk.")
