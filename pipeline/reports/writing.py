"""Write files whole or not at all, for their owner alone."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOTDIR
from pathlib import Path

from pipeline.errors import TingheError

_PRIVATE_FOLDER = 0o700  # reports hold personal data; files get 0600 from mkstemp


@contextmanager
def refused_if_unwritable(path: Path, remedy: str) -> Iterator[None]:
    """Within the block a file or folder that cannot be written is a TingheError that names path and the remedy."""
    try:
        yield
    except OSError as error:
        raise TingheError(path, f"cannot be written ({error.strerror})", remedy) from error


def make_private_folder(path: Path) -> None:
    """Make a folder and those above it that are not there yet, each with mode 0700; one that is there is left as it is.

    Raises:
        OSError: one cannot be made.
    """
    # Made one by one: mkdir with parents would give the mode to the last folder only.
    for missing in reversed([each for each in (path, *path.parents) if not each.exists()]):
        missing.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
    if not path.is_dir():
        raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(path))


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write content beside path, then rename it over path, with mode 0600: a half-written file never stands there.

    Folders that are not there yet are made, each with mode 0700.

    Raises:
        OSError: the folder is not writable or the disk is full; path is then as it was.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    make_private_folder(path.parent)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
