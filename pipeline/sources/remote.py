"""Files of other machines: listed, read to their ends, hashed while they pass."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final, TypeVar

from pipeline.domain.base import Frozen
from pipeline.errors import RecordingError, SourceAwayError
from pipeline.sources.connecting import connect, explained
from pipeline.sources.options import SourceOptions
from pipeline.sources.urls import Place

_T = TypeVar("_T")
_PIECE_BYTES: Final = 1 << 20
_MIB: Final = 1 << 20
_LONGEST_WAIT_S: Final = 20.0
_IN_FLIGHT: Final = 64  # pieces that SFTP asks for ahead
_MOST_FOLDERS_DEEP: Final = 40


class Entry(Frozen):
    """What stands in a folder. size: in bytes. stamp: another one where it was written anew; is_file: not a link."""

    place: Place
    size: int
    stamp: str
    is_file: bool = True

    @property
    def fingerprint(self) -> str:
        """Another one for other content, as far as the host tells without reading it."""
        return f"{self.size}:{self.stamp}"


class Remote:
    """One process's way to other machines: connections are kept, and made anew when they break."""

    def __init__(self, options: SourceOptions) -> None:
        """Nothing is asked yet."""
        self._options = options
        self._connections: dict[tuple[str, str, str, int], Any] = {}

    def is_folder(self, place: Place) -> bool:
        """Whether it is one; raises RecordingError as copy does."""
        if place.scheme == "s3" and "/" not in place.path:
            return True
        return self._asked(place, lambda files: bool(files.info(_path(place))["type"] == "directory"))

    def entries(self, place: Place) -> tuple[Entry, ...]:
        """Every file in a folder and its folders, in the order of their paths, links as what they are.

        Raises:
            RecordingError: it is not there, may not be listed; SourceAwayError where its host does not answer.
        """
        walk = _found if place.scheme == "s3" else _walked
        found = self._asked(place, lambda files: [_entry(place, each) for each in walk(files, _path(place))])
        return tuple(sorted(found, key=lambda entry: entry.place.path))

    def entry(self, place: Place) -> Entry:
        """One file; raises RecordingError as copy does."""
        return self._asked(place, lambda files: _entry(place, files.info(_path(place))))

    def copy(self, place: Place, begin: Callable[[], Callable[[bytes], object]]) -> str:
        """A file piece by piece to its end; gives the SHA-256 of what passed.

        begin: called at every attempt; gives what takes the pieces.

        Raises:
            RecordingError: it is not there, may not be read, or is larger than is fetched; SourceAwayError where its
                host does not answer, or not to the end, however often it is asked.
        """
        return self._asked(place, lambda files: self._passed(files, place, begin()))

    def sha256(self, place: Place) -> str:
        """The SHA-256 of a file's bytes, which are read and not kept; raises RecordingError as copy does."""
        return self.copy(place, lambda: lambda _: None)

    def read(self, place: Place, most_bytes: int) -> bytes:
        """A small file whole; raises RecordingError as copy does, and where it is larger than so many bytes."""

        def whole(files: Any) -> bytes:
            with files.open(_path(place), "rb") as file:
                return bytes(file.read(most_bytes + 1))

        content = self._asked(place, whole)
        if len(content) > most_bytes:
            raise RecordingError(place.url, f"is larger than {most_bytes} bytes", "Write less into it.")
        return content

    def _passed(self, files: Any, place: Place, take: Callable[[bytes], object]) -> str:
        size, digest, passed = int(files.info(_path(place))["size"] or 0), hashlib.sha256(), 0
        if size > self._options.max_mb * _MIB:
            cause = f"is larger than {self._options.max_mb} MiB, the largest that is fetched"
            raise RecordingError(place.url, cause, "See that it is a call, or raise TINGHE_SOURCES__MAX_MB.")
        with files.open(_path(place), "rb") as file:
            if hasattr(file, "prefetch"):
                file.prefetch(size, _IN_FLIGHT)
            while passed <= size and (piece := file.read(_PIECE_BYTES)):
                digest.update(piece)
                take(piece)
                passed += len(piece)
        if passed != size:  # it broke off, or is still being written
            cause = f"{passed} of its {size} bytes came" if passed < size else "it grows while it is read"
            raise SourceAwayError(place.url, cause, "See that it is whole; it is tried again later.")
        return digest.hexdigest()

    def _asked(self, place: Place, ask: Callable[[Any], _T]) -> _T:
        """What the host answers, asked again with waits that grow while it does not."""
        from tenacity import (  # noqa: PLC0415 - costs start-up time
            Retrying,
            retry_if_exception_type,
            stop_after_attempt,
            wait_exponential_jitter,
        )

        retrying = Retrying(
            stop=stop_after_attempt(self._options.attempts),
            wait=wait_exponential_jitter(
                self._options.first_wait_s, _LONGEST_WAIT_S, jitter=self._options.first_wait_s
            ),
            retry=retry_if_exception_type(SourceAwayError),
            reraise=True,
        )
        answer: _T = retrying(self._asked_once, place, ask)
        return answer

    def _asked_once(self, place: Place, ask: Callable[[Any], _T]) -> _T:
        key = (place.scheme, place.host, place.user, place.port)
        try:
            if key not in self._connections:
                self._connections[key] = connect(place, self._options)
            return ask(self._connections[key])
        except SourceAwayError:
            self._connections.pop(key, None)
            raise
        except Exception as error:
            told = explained(place, error)
            if told is None:
                raise
            self._connections.pop(key, None)
            raise told from error


def _path(place: Place) -> str:
    return place.path or "/"


def _found(files: Any, path: str) -> Iterator[dict[str, Any]]:
    yield from files.find(path, detail=True).values()


def _walked(files: Any, path: str, deep: int = 0) -> Iterator[dict[str, Any]]:
    """Files and links under a folder; one that may not be listed stands for itself, and fails by its name."""
    for each in files.ls(path, detail=True):
        if each["type"] != "directory" or deep >= _MOST_FOLDERS_DEEP:
            yield each
            continue
        try:
            yield from _walked(files, each["name"], deep + 1)
        except PermissionError:
            yield each


def _entry(folder: Place, told: dict[str, Any]) -> Entry:
    path = str(told["name"])
    stamp = told.get("ETag") or told.get("mtime") or told.get("LastModified") or ""
    return Entry(
        place=folder.at(path if folder.scheme == "s3" else f"/{path.lstrip('/')}"),
        size=int(told.get("size") or 0),
        stamp=stamp.isoformat() if isinstance(stamp, datetime) else str(stamp).strip('"'),
        is_file=told["type"] != "link",
    )
