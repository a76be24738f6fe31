"""`tinghe models`, without a network."""

import hashlib
from pathlib import Path

import pytest

from pipeline.asr import weights
from pipeline.asr.weights import WeightsEntry
from tests.cli.conftest import Tinghe

RIGHT = b"all the weights there are"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for weights, and two entries of which one stands there."""
    files = {"model.bin": hashlib.sha256(RIGHT).hexdigest()}
    entries = {
        name: WeightsEntry(kind="whisper", licence="MIT", files=files, repository=f"someone/{name}")
        for name in ("near", "far")
    }
    monkeypatch.setattr(weights, "registry", lambda: entries)
    monkeypatch.setenv("TINGHE_WEIGHTS", str(tmp_path))
    (tmp_path / "near").mkdir()
    (tmp_path / "near" / "model.bin").write_bytes(RIGHT)
    return tmp_path


def test_list_says_what_is_here_and_where_the_rest_is_to_be_had(tinghe: Tinghe, home: Path) -> None:
    said = [line.split() for line in tinghe("models", "list").out.splitlines()]
    assert ["near", "whisper", "MIT", "yes", "someone/near"] in said
    assert ["far", "whisper", "MIT", "no", "someone/far"] in said


def test_pull_leaves_what_is_here(tinghe: Tinghe, home: Path) -> None:
    ended = tinghe("models", "pull", "near", "--offline")
    assert (ended.status, ended.out) == (0, f"near: {home / 'near'}\n")


@pytest.mark.parametrize("way", ["option", "variable"])
def test_offline_fails_at_once_with_what_to_do(
    tinghe: Tinghe, home: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setenv("TINGHE_OFFLINE", "1" if way == "variable" else "0")
    ended = tinghe("models", "pull", "far", *(["--offline"] if way == "option" else []))
    assert ended.status == 1
    assert "far: the weights are not in" in ended.err
    assert len(ended.err.splitlines()) == 1


def test_verify_says_that_every_file_is_right(tinghe: Tinghe, home: Path) -> None:
    assert tinghe("models", "verify", "near").status == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [("near", "its SHA-256 is"), ("far", "tinghe models pull far"), ("none", "Choose from: near, far")],
)
def test_verify_names_what_is_wrong(tinghe: Tinghe, home: Path, name: str, said: str) -> None:
    (home / "near" / "model.bin").write_bytes(b"tampered")
    ended = tinghe("models", "verify", name)
    assert ended.status == 1
    assert said in ended.err
