"""call_ids become file names, so none may lead out of the folder."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.batch.names import fitting, why_unfit

NAMES = st.text(st.characters(exclude_categories=()), max_size=300)


@given(NAMES)
def test_what_is_let_through_names_a_file_directly_in_the_folder(name: str) -> None:
    if not why_unfit(name):
        path = Path("/out", f"{name}.json")
        assert path.parent == Path("/out")
        assert path.resolve().name == f"{name}.json"
        assert len(path.name.encode()) <= 255


@given(NAMES)
def test_any_file_name_can_be_fitted(name: str) -> None:
    assert not why_unfit(fitting(name))


@pytest.mark.parametrize("name", ["d-01", "张三 2026", "a.b", "~x", "c" * 200])
def test_ordinary_names_are_let_through_as_they_are(name: str) -> None:
    assert why_unfit(name) == ""
    assert fitting(name) == name


def test_two_long_names_that_begin_alike_stay_apart() -> None:
    assert fitting("长" * 100 + "a") != fitting("长" * 100 + "b")
