"""Where exported files go: a folder, or any place that fsspec has an address for."""

import hashlib
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from pipeline.errors import TingheError, UsageError
from pipeline.reports.writing import make_private_folder, refused_if_unwritable, write_atomically

_REMEDY: Final = "Give another --out, or make room; the same command goes on where it stopped."
_KEPT_BACK: Final = 500  # lines of a list that an address cannot be given one by one


class Destination(Protocol):
    """A place for files by their names, which may hold slashes. Every method raises TingheError where it fails."""

    where: str

    def put(self, name: str, content: bytes) -> None:
        """Write a file, over the one that stands there."""

    def append(self, name: str, line: bytes) -> None:
        """Add a line to a file; where lines cannot be added one by one, all are there after close at the latest."""

    def staged(self, name: str) -> Path:
        """A file of this machine to write what is to become a file there."""

    def take(self, name: str, staged: Path) -> None:
        """Make the staged file the one of that name."""

    def read(self, name: str) -> bytes:
        """What stands in a file, nothing where there is none."""

    def holds(self, name: str, sha256: str, size: int) -> bool:
        """Whether a file stands there as it was written."""

    def close(self) -> None:
        """Nothing more will come."""


def destination(out: str) -> Destination:
    """The place that an option names: an address with ://, or a folder, made where it is not there.

    Raises:
        UsageError: no file system is known for the address.
        TingheError: the folder cannot be made.
    """
    return Address(out) if "://" in out else Folder(Path(out))


class Folder:
    """A folder; files in it are written beside and renamed, for their owner alone."""

    def __init__(self, path: Path) -> None:
        """Make it where it is not there."""
        self.where = str(path)
        self._path = path
        with refused_if_unwritable(path, _REMEDY):
            make_private_folder(path)

    def put(self, name: str, content: bytes) -> None:
        """As Destination."""
        with refused_if_unwritable(self._path, _REMEDY):
            write_atomically(self._path / name, content)

    def append(self, name: str, line: bytes) -> None:
        """As Destination."""
        with refused_if_unwritable(self._path, _REMEDY):
            (self._path / name).touch(mode=0o600)
            with (self._path / name).open("ab") as file:
                file.write(line)

    def staged(self, name: str) -> Path:
        """As Destination; of a run that was killed the next takes it away (batch.folder.open_folder)."""
        path = self._path / f".{name.replace('/', '-')}.part"
        with refused_if_unwritable(self._path, _REMEDY):
            path.unlink(missing_ok=True)
            path.touch(mode=0o600)
        return path

    def take(self, name: str, staged: Path) -> None:
        """As Destination."""
        with refused_if_unwritable(self._path, _REMEDY):
            make_private_folder((self._path / name).parent)
            staged.replace(self._path / name)

    def read(self, name: str) -> bytes:
        """As Destination."""
        try:
            return (self._path / name).read_bytes()
        except OSError:
            return b""

    def holds(self, name: str, sha256: str, size: int) -> bool:
        """As Destination, by its hash."""
        path = self._path / name
        with suppress(OSError):
            return path.stat().st_size == size and sha256_of_file(path) == sha256
        return False

    def close(self) -> None:
        """As Destination; all is there."""


class Address:
    """A place of a file system that fsspec knows: an object store, a server; with the keys of the environment."""

    def __init__(self, url: str) -> None:
        """Find the file system; nothing is written yet."""
        import fsspec  # noqa: PLC0415 - costs start-up time

        parts = urlsplit(url)
        self.where = f"{parts.scheme}://{parts.hostname or ''}{parts.path}"  # without user, password and query
        try:
            self._files, self._root = fsspec.core.url_to_fs(url)
        except ImportError as error:
            raise UsageError(
                "--out", f"{parts.scheme}:// needs a package ({error})", "Install it beside tinghe."
            ) from error
        except ValueError as error:
            remedy = f"Give a folder, or an address of: {', '.join(sorted(fsspec.available_protocols()))}."
            raise UsageError("--out", f"nobody knows the file system of {parts.scheme}://", remedy) from error
        self._lines: dict[str, list[bytes]] = {}
        self._stages: tempfile.TemporaryDirectory[str] | None = None

    def put(self, name: str, content: bytes) -> None:
        """As Destination."""
        self._write(name, lambda path: self._files.pipe_file(path, content))

    def append(self, name: str, line: bytes) -> None:
        """As Destination: an object has to be written whole."""
        lines = self._lines.setdefault(name, [self.read(name)])
        lines.append(line)
        if len(lines) % _KEPT_BACK == 0:
            self.put(name, b"".join(lines))

    def staged(self, name: str) -> Path:
        """As Destination."""
        self._stages = self._stages or tempfile.TemporaryDirectory(prefix="tinghe-")
        return Path(self._stages.name) / name.replace("/", "-")

    def take(self, name: str, staged: Path) -> None:
        """As Destination."""
        self._write(name, lambda path: self._files.put_file(str(staged), path))
        staged.unlink()

    def read(self, name: str) -> bytes:
        """As Destination."""
        try:
            content: bytes = self._asked(lambda: self._files.cat_file(self._place(name)))
        except FileNotFoundError:
            return b""
        return content

    def holds(self, name: str, sha256: str, size: int) -> bool:  # noqa: ARG002 - to hash it, it would have to be fetched
        """As Destination, by its size."""
        try:
            return bool(self._asked(lambda: self._files.size(self._place(name))) == size)
        except FileNotFoundError:
            return False

    def close(self) -> None:
        """As Destination."""
        for name, lines in self._lines.items():
            self.put(name, b"".join(lines))
        self._lines.clear()
        if self._stages:
            self._stages.cleanup()
            self._stages = None

    def _place(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"

    def _write(self, name: str, write: Callable[[str], Any]) -> None:
        """Write; where folders have to be made first, make them."""
        path = self._place(name)
        try:
            self._asked(lambda: write(path))
        except FileNotFoundError:
            self._asked(lambda: self._files.makedirs(path.rsplit("/", 1)[0], exist_ok=True))
            self._asked(lambda: write(path))

    def _asked(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except FileNotFoundError:
            raise
        except Exception as error:  # every file system has errors of its own
            raise TingheError(self.where, f"it cannot be used ({type(error).__name__})", _REMEDY) from error


def sha256_of_file(path: Path) -> str:
    """The SHA-256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
