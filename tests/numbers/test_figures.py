"""Several hundred spoken figures with their right readings (figures.yaml), as whole sentences are read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pipeline.numbers.find import quantities
from pipeline.numbers.itn import write_numbers
from pipeline.numbers.quantity import Quantity
from pipeline.text.edits import Edited

TABLE = yaml.safe_load((Path(__file__).parent / "figures.yaml").read_text(encoding="utf-8"))
OPEN = TABLE.pop("open")
LEAST_CASES = 800
LEAST_RIGHT = 0.97


def _cases() -> Iterator[object]:
    for group, cases in TABLE.items():
        for said, are in cases.items():
            yield pytest.param(said, are, id=f"{group}-{said}")
    for said, case in OPEN.items():
        mark = pytest.mark.xfail(strict=True, reason=case["because"])
        yield pytest.param(said, case["are"], id=f"open-{said}", marks=mark)


def _written(quantity: Quantity) -> str:
    about = " about" if quantity.approximate else ""
    per = f" a {quantity.per}" if quantity.per else ""
    return f"{quantity.kind} {quantity.value_text}{about}{per}"


@pytest.mark.parametrize(("said", "are"), _cases())
def test_a_spoken_figure_is_read_as_it_is_meant(said: str, are: list[str]) -> None:
    assert [_written(quantity) for quantity in quantities(said)] == are


def test_hardly_any_figure_is_left_open() -> None:
    settled = sum(len(cases) for cases in TABLE.values())
    assert settled >= LEAST_CASES
    assert settled / (settled + len(OPEN)) >= LEAST_RIGHT


@pytest.mark.parametrize("group", TABLE)
def test_writing_a_figure_in_digits_changes_no_value(group: str) -> None:
    for said in TABLE[group]:
        before, after = quantities(said), quantities(write_numbers(Edited(text=said)).text)
        assert [each.value_text for each in before] == [each.value_text for each in after], said
