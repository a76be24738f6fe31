"""`tinghe adapt`, up to where PyTorch is needed, and the choice of an adapter for a run."""

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Tinghe


def test_without_pytorch_it_says_what_to_install(
    tinghe: Tinghe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    for name in ("training", "decoder"):
        monkeypatch.delitem(sys.modules, f"pipeline.adaptation.{name}", raising=False)
    ended = tinghe("adapt", str(tmp_path), "--out", str(tmp_path / "own"), "--name", "1")
    assert ended.status == 2
    assert "torch is not installed" in ended.err
    assert not (tmp_path / "own").exists()


def test_a_run_takes_one_adapter_or_none(tinghe: Tinghe, tmp_path: Path) -> None:
    ended = tinghe("run", str(tmp_path), "--out", str(tmp_path / "out"), "--adapter", str(tmp_path), "--no-adapter")
    assert ended.status == 2
    assert "--adapter: it is given beside --no-adapter" in ended.err


@pytest.mark.parametrize("option", ["--epochs", "--rank"])
def test_numbers_below_one_are_refused(tinghe: Tinghe, tmp_path: Path, option: str) -> None:
    assert tinghe("adapt", str(tmp_path), "--out", "own", "--name", "1", option, "0").status == 2
