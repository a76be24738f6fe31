from pathlib import Path

import pytest

from pipeline.errors import WeightsError
from pipeline.reader.artefact import Artefact
from pipeline.resources import taxonomy


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


def test_a_malformed_description_names_the_entry(tmp_path: Path) -> None:
    (tmp_path / "reader.json").write_text('{"version": "1"}', encoding="utf-8")
    with pytest.raises(WeightsError, match="base: Field required"):
        _ = Artefact(tmp_path).description
