import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import WeightsError
from pipeline.reader.artefact import Artefact
from pipeline.reader.layout import BLOCK
from pipeline.reader.preparation import HASHES, eight_bits, prepared_folder

ROWS = st.lists(st.floats(-4, 4, width=32), min_size=2 * BLOCK, max_size=2 * BLOCK)


@given(st.lists(ROWS, min_size=1, max_size=3))
def test_a_weight_in_eight_bits_is_off_by_half_a_step_at_most(rows: list[list[float]]) -> None:
    weight = np.array(rows, np.float32)
    quantised, scales = eight_bits(weight)
    back = (quantised.astype(np.float32) - 128) * scales[..., None]
    step = np.abs(scales)[..., None]
    assert np.all(np.abs(back - weight.reshape(back.shape)) <= step * 1.01 + 1e-6)


def test_nothing_but_noughts_stays_nought() -> None:
    quantised, scales = eight_bits(np.zeros((1, BLOCK), np.float32))
    assert np.all((quantised.astype(int) - 128) * scales[..., None] == 0)


TRAINED = Artefact()


def a_prepared_folder(home: Path) -> Path:
    folder = home / TRAINED.trunk_sha256[:16]
    folder.mkdir(parents=True)
    (folder / "trunk.bin").write_bytes(b"whole")
    (folder / HASHES).write_text(json.dumps({"trunk.bin": hashlib.sha256(b"whole").hexdigest()}), encoding="utf-8")
    return folder


def test_what_was_prepared_is_taken_as_it_is(tmp_path: Path) -> None:
    folder = a_prepared_folder(tmp_path)
    assert prepared_folder(TRAINED, tmp_path / "none.gguf", tmp_path) == folder


@pytest.mark.parametrize("damage", ["another byte", "lost", "no hashes"])
def test_what_was_damaged_since_is_prepared_anew(tmp_path: Path, damage: str) -> None:
    lines: list[str] = []
    folder = a_prepared_folder(tmp_path)
    if damage == "another byte":
        (folder / "trunk.bin").write_bytes(b"whold")
    else:
        (folder / ("trunk.bin" if damage == "lost" else HASHES)).unlink()
    with pytest.raises(WeightsError):
        prepared_folder(TRAINED, tmp_path / "none.gguf", tmp_path, lines.append)
    assert lines
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".reader")] == []


def test_a_folder_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(WeightsError, match="TINGHE_WEIGHTS"):
        prepared_folder(TRAINED, tmp_path / "none.gguf", tmp_path / "file" / "prepared")
