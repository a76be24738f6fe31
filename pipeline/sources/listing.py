"""What lies in a folder of this machine or another, as the same kind of entries."""

import os
import stat
from pathlib import Path

from pipeline.errors import RecordingError, SourceAwayError
from pipeline.sources.remote import Entry, Remote
from pipeline.sources.urls import Place


def is_here(place: Place) -> bool:
    """Whether a place is of this machine."""
    return place.scheme == "file"


def entries_of(folder: Place, remote: Remote) -> tuple[Entry, ...]:
    """Every file in a folder and its folders that is not hidden, in the order of their paths.

    Raises:
        RecordingError: it is not there or may not be listed; SourceAwayError where that may pass, as of a disk that is
            not mounted just now.
    """
    if is_here(folder):
        return _local_entries(Path(folder.path))
    start = len(folder.path) + 1
    return tuple(
        entry
        for entry in remote.entries(folder)
        if entry.is_file and not any(part.startswith(".") for part in entry.place.path[start:].split("/"))
    )


def read_of(place: Place, remote: Remote, most_bytes: int) -> bytes:
    """A small file whole.

    Raises:
        RecordingError: it is not there, may not be read or is larger than so many bytes.
    """
    if not is_here(place):
        return remote.read(place, most_bytes)
    try:
        with Path(place.path).open("rb") as file:
            content = file.read(most_bytes + 1)
    except OSError as error:
        cause = f"the file cannot be read ({error.strerror})"
        raise RecordingError(place.path, cause, "Give the user who runs tinghe the right to read it.") from error
    if len(content) > most_bytes:
        raise RecordingError(place.path, f"is larger than {most_bytes} bytes", "Write less into it.")
    return content


def _local_entries(folder: Path) -> tuple[Entry, ...]:
    def refuse(error: OSError) -> None:
        if error.filename == str(folder):  # of the folder itself; one within it is passed over until it may be listed
            raise error

    found = []
    try:
        for parent, folders, names in os.walk(folder, onerror=refuse):
            folders[:] = [name for name in folders if not name.startswith(".")]
            paths = (os.path.join(parent, name) for name in names if not name.startswith("."))  # noqa: PTH118 - speed
            found += [entry for path in paths if (entry := _local_entry(path))]
    except OSError as error:
        cause = f"the folder cannot be listed ({error.strerror})"
        raise SourceAwayError(folder, cause, "See that it is mounted and may be read.") from error
    return tuple(sorted(found, key=lambda entry: entry.place.path))


def _local_entry(path: str) -> Entry | None:
    """None for what is no ordinary file, has gone meanwhile, or has a name that is no text."""
    try:
        path.encode()
        told = os.lstat(path)
    except (OSError, UnicodeEncodeError):
        return None
    if not stat.S_ISREG(told.st_mode):
        return None
    place = Place(scheme="file", path=path)
    return Entry(place=place, size=told.st_size, stamp=str(told.st_mtime_ns))
