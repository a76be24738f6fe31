"""A recording brought here for as long as it is worked on: sound is decoded from a named file of this machine alone."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.domain.job import Job
from pipeline.errors import TingheError
from pipeline.sources.options import SourceOptions
from pipeline.sources.remote import Remote
from pipeline.sources.urls import place_of

FETCHED: Final = ".fetched"  # the folder, in that of a batch, that copies stand in while they are worked on
_PRIVATE: Final = 0o600
_LONGEST_NAME: Final = 200  # bytes


@dataclass
class Fetcher:
    """Brings recordings here. folder: where copies stand, in a folder each; None for the system's temporary one."""

    options: SourceOptions = field(default_factory=SourceOptions)
    folder: Path | None = None
    _remote: Remote | None = None

    @property
    def remote(self) -> Remote:
        """This process's connections, which do not travel to another one."""
        self._remote = self._remote or Remote(self.options)
        return self._remote

    @contextmanager
    def here(self, job: Job) -> Iterator[Job]:
        """The job with a path of this machine; a copy and its folder are removed when the block ends.

        Raises:
            RecordingError: as Remote.copy does.
            TingheError: there is no room for the copy.
        """
        if not job.url:
            yield job
            return
        folder = self._private_folder()
        try:
            path = folder / _usable_name(job.path.name)
            self._copy(job, path)
            yield job.model_copy(update={"path": path, "url": "", "within": None})
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def sha256(self, job: Job) -> str:
        """Of a recording that lies elsewhere, read and not kept; raises RecordingError as Remote.copy does."""
        return self.remote.sha256(place_of(job.url))

    def _copy(self, job: Job, path: Path) -> None:
        with ExitStack() as opened:

            def begin() -> Callable[[bytes], object]:
                opened.close()  # what an earlier attempt had written is written over
                flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
                with _room_in(path.parent):
                    file = opened.enter_context(os.fdopen(os.open(path, flags, _PRIVATE), "wb"))

                def take(piece: bytes) -> None:
                    with _room_in(path.parent):
                        file.write(piece)

                return take

            self.remote.copy(place_of(job.url), begin)
            with _room_in(path.parent):
                opened.close()

    def _private_folder(self) -> Path:
        with _room_in(self.folder or Path(tempfile.gettempdir())):
            if self.folder is not None:
                self.folder.mkdir(mode=0o700, exist_ok=True)
            return Path(tempfile.mkdtemp(dir=self.folder))


def clear_fetched(folder: Path) -> None:
    """Take away what workers that were killed had fetched into a batch's folder."""
    shutil.rmtree(folder / FETCHED, ignore_errors=True)


@contextmanager
def _room_in(folder: Path) -> Iterator[None]:
    """An error of this machine is not to be taken for one of the other: it would befall every call."""
    try:
        yield
    except OSError as error:
        remedy = "Make room or mend the rights, then run the same command again: it goes on where it stopped."
        raise TingheError(folder, f"a recording cannot be fetched there ({error.strerror})", remedy) from error


def _usable_name(name: str) -> str:
    """The file's own name, since reports name it, where this machine can have a file of that name."""
    if name in {"", ".", ".."} or len(name.encode(errors="surrogateescape")) > _LONGEST_NAME:
        return f"recording{Path(name).suffix[:10]}"
    return name
