"""`tinghe evaluate`, as a reader sees it."""

from pathlib import Path

import pytest

from tests.cli.conftest import Tinghe
from tests.evaluation.test_score import folder

__all__ = ["folder"]


def rows(said: str) -> list[list[str]]:
    return [line.split() for line in said.splitlines()]


def test_every_measure_has_a_line(tinghe: Tinghe, folder: Path) -> None:
    ended = tinghe("evaluate", folder, folder, "--turns", folder)
    assert ended.status == 0
    assert ["flagged", "items", "1.000", "1.000", "1.000", "1", "0", "0"] in rows(ended.out)
    assert ["facts", "1.000", "1.000", "1.000", "3", "0", "0"] in rows(ended.out)
    assert ["status", "accuracy", "1.000", "2", "items"] in rows(ended.out)
    assert [row[0] for row in rows(ended.out)] == [
        *("measure", "flagged", "facts", "risks", "violations", "mismatches"),
        *("rate", "status", "CER", "spoken", "right"),
        *("least", "items", "items", "facts", "facts"),
    ]


def test_items_and_mistakes_are_listed_when_asked_for(tinghe: Tinghe, folder: Path) -> None:
    labels = (folder / "c-1.yaml").read_text(encoding="utf-8")
    (folder / "c-1.yaml").write_text(labels.replace("income: missing", "income: refused"), encoding="utf-8")
    said = rows(tinghe("evaluate", folder, folder, "--per-item", "--verbose").out)
    assert ["income", "1", "0", "1.000", "1.000", "1.000", "1", "0", "0"] in said
    assert ["refused", "1"] in said
    assert ["c-1", "income", "missing", "refused"] in said


def test_calls_without_a_report_are_named(tinghe: Tinghe, folder: Path) -> None:
    (folder / "c-1.json").unlink()
    assert tinghe("evaluate", folder, folder).err == "tinghe: no report for 1: c-1\n"


@pytest.mark.parametrize("gold", ["none", "."])
def test_folders_without_labels_are_wrong_usage(tinghe: Tinghe, tmp_path: Path, gold: str) -> None:
    assert tinghe("evaluate", tmp_path / gold, tmp_path).status == 2
