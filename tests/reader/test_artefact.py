import shutil
from pathlib import Path

import pytest

from pipeline.errors import WeightsError
from pipeline.reader.artefact import FILES, Artefact
from pipeline.rulebook.taxonomy import taxonomy


def test_the_shipped_reader_knows_the_taxonomy() -> None:
    known = Artefact().description
    assert set(known.items) == set(taxonomy().items)
    assert set(known.products) == set(taxonomy().products)
    assert {value.fact for value in known.values} | set(known.figures) <= set(taxonomy().facts)
    assert set(known.conduct) | {"off_hours_call"} == {*taxonomy().risks, *taxonomy().violations}


def test_a_folder_without_a_reader_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"no trained reader") as caught:
        _ = Artefact(tmp_path).description
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize("name", [name for name in FILES if name != "reader.json"])
def test_a_reader_that_lost_a_file_is_refused_by_name(name: str, tmp_path: Path) -> None:
    for file in FILES:
        shutil.copy(Artefact().folder / file, tmp_path)
    Artefact(tmp_path).require()
    (tmp_path / name).unlink()
    with pytest.raises(WeightsError, match=name.replace(".", r"\.")):
        Artefact(tmp_path).require()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut short"])
def test_matrices_that_cannot_be_read_are_refused_by_name(content: bytes, tmp_path: Path) -> None:
    for name in ("adapter.npz", "items.npz"):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(WeightsError, match=r"adapter\.npz: cannot be read"):
        _ = Artefact(tmp_path).adapter
    with pytest.raises(WeightsError, match=r"items\.npz: cannot be read"):
        _ = Artefact(tmp_path).item_texts


def test_a_malformed_description_names_the_entry(tmp_path: Path) -> None:
    (tmp_path / "reader.json").write_text('{"version": "1"}', encoding="utf-8")
    with pytest.raises(WeightsError, match="base: Field required"):
        _ = Artefact(tmp_path).description
