import hashlib
import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.asr.weights import HashedFile, LocatedWeights
from pipeline.errors import WeightsError
from pipeline.reader import preparation
from pipeline.reader.artefact import ADAPTER, Artefact
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


def write_prepared(folder: Path, weights: bytes = b"whole") -> None:
    """What preparing comes to, without a language model."""
    (folder / "trunk.bin").write_bytes(weights)
    (folder / HASHES).write_text(json.dumps({"trunk.bin": hashlib.sha256(weights).hexdigest()}), encoding="utf-8")


def a_prepared_folder(home: Path) -> Path:
    folder = home / "0123456789abcdef"
    folder.mkdir(parents=True)
    write_prepared(folder)
    return folder


def prepares(monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], None] = write_prepared) -> None:
    """Let preparing write other files, for want of a language model."""
    monkeypatch.setattr(preparation, "BaseModel", lambda _: None)
    monkeypatch.setattr(preparation, "_write", lambda _, __, folder: write(folder))


def prepared_of(monkeypatch: pytest.MonkeyPatch, weights: Path, base: str, artefact: Artefact = TRAINED) -> Path:
    """The folder that is prepared of a language model whose file has that content."""
    digest = hashlib.sha256(base.encode()).hexdigest()
    located = LocatedWeights(
        name="reader", folder=weights, files={"model.gguf": HashedFile(size=len(base), sha256=digest)}
    )
    monkeypatch.setattr(preparation, "locate", lambda *_: located)
    return preparation.prepare(artefact, weights)


def test_what_was_prepared_is_taken_as_it_is(tmp_path: Path) -> None:
    folder = a_prepared_folder(tmp_path)
    assert prepared_folder(TRAINED, tmp_path / "none.gguf", folder) == folder


DAMAGE = ["another byte", "lost", "no hashes"]


def damaged(folder: Path, damage: str) -> Path:
    if damage == "another byte":
        (folder / "trunk.bin").write_bytes(b"whold")
    else:
        (folder / ("trunk.bin" if damage == "lost" else HASHES)).unlink()
    return folder


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_was_damaged_since_is_prepared_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    prepares(monkeypatch)
    lines: list[str] = []
    folder = damaged(a_prepared_folder(tmp_path), damage)
    assert prepared_folder(TRAINED, tmp_path / "none.gguf", folder, lines.append) == folder
    assert (folder / "trunk.bin").read_bytes() == b"whole"
    assert len(lines) == 1
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("damage", DAMAGE)
def test_where_it_cannot_be_prepared_anew_nothing_is_left_beside(tmp_path: Path, damage: str) -> None:
    folder = damaged(a_prepared_folder(tmp_path), damage)
    with pytest.raises(WeightsError):
        prepared_folder(TRAINED, tmp_path / "none.gguf", folder)
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(WeightsError, match="TINGHE_WEIGHTS"):
        prepared_folder(TRAINED, tmp_path / "none.gguf", tmp_path / "file" / "prepared" / "0123456789abcdef")


@pytest.mark.parametrize("other", ["another adapter", "another language model", "written otherwise"])
def test_two_versions_of_the_product_share_a_folder_of_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    prepares(monkeypatch, lambda folder: write_prepared(folder, b"of the first"))
    first = prepared_of(monkeypatch, tmp_path, "base")
    about = [(path.name, path.stat().st_ino, path.stat().st_mtime_ns) for path in sorted(first.iterdir())]
    trained, base = TRAINED, "base"
    if other == "another adapter":
        trained = Artefact(Path(shutil.copytree(TRAINED.folder, tmp_path / "trained")))
        (trained.folder / ADAPTER).write_bytes(b"trained on")
    elif other == "another language model":
        base = "base, mended"
    else:
        monkeypatch.setattr(preparation, "_WRITTEN_AS", "as no version did")
    prepares(monkeypatch, lambda folder: write_prepared(folder, b"of the second"))
    second = prepared_of(monkeypatch, tmp_path, base, trained)
    assert (second / "trunk.bin").read_bytes() == b"of the second"
    assert [(path.name, path.stat().st_ino, path.stat().st_mtime_ns) for path in sorted(first.iterdir())] == about


def test_processes_that_prepare_the_same_at_once_all_get_one_whole_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = Barrier(3)

    def write(folder: Path) -> None:
        at_once.wait(timeout=30)
        write_prepared(folder)

    prepares(monkeypatch, write)
    final = tmp_path / "0123456789abcdef"
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: prepared_folder(TRAINED, tmp_path / "none.gguf", final), range(3)))
    assert found == [final] * 3
    assert (final / "trunk.bin").read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [final]


def test_what_another_process_prepared_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    final = tmp_path / "0123456789abcdef"

    def write(folder: Path) -> None:
        final.mkdir()
        write_prepared(final, b"of the other")
        write_prepared(folder)

    prepares(monkeypatch, write)
    assert prepared_folder(TRAINED, tmp_path / "none.gguf", final) == final
    assert (final / "trunk.bin").read_bytes() == b"of the other"
    assert list(tmp_path.iterdir()) == [final]
