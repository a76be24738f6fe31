"""docs/checklist-authoring.md does what it says."""

import re
import shutil
from pathlib import Path

import pytest

from pipeline.resources import models_folder
from tests.cli.conftest import Tinghe

PAGE = Path(__file__).parents[2] / "docs" / "checklist-authoring.md"


@pytest.fixture
def blocks() -> list[str]:
    """The YAML of the walk-through: the line of the taxonomy, the item, the line of the list."""
    walk = PAGE.read_text(encoding="utf-8").split("## Adding an item of your own")[1]
    return re.findall(r"```yaml\n(.*?)```", walk, flags=re.DOTALL)


@pytest.fixture
def own(tmp_path: Path, blocks: list[str]) -> Path:
    """A folder made as the page says."""
    shutil.copy(models_folder() / "taxonomy.yaml", tmp_path)
    shutil.copytree(models_folder() / "checklists", tmp_path / "checklists")
    for place, block in zip(
        ("taxonomy.yaml", "checklists/items/in_review.yaml", "checklists/consumer.in_review.yaml"), blocks, strict=True
    ):
        path = tmp_path / place
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("\nitems:\n", f"\nitems:\n{block}", 1), encoding="utf-8")
    return tmp_path / "checklists"


def test_an_item_is_added_in_yaml_alone_and_its_examples_come_out(tinghe: Tinghe, own: Path) -> None:
    before = tinghe("checklist", "test")
    ended = tinghe("checklist", "test", "--folder", own)
    assert (ended.status, ended.err) == (0, "")
    assert _passed(ended.out) == _passed(before.out) + 3


def test_an_example_that_comes_out_otherwise_is_named(tinghe: Tinghe, own: Path) -> None:
    path = own / "items" / "in_review.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("'(不买|不要|自己(要|愿意)买)'", "'(不要)'").replace("|不强制|", "|"), encoding="utf-8"
    )
    ended = tinghe("checklist", "test", "--folder", own)
    assert ended.status == 1
    assert "insurance_choice, example 1" in ended.err


def _passed(out: str) -> int:
    return int(out.split(" of ", maxsplit=1)[0].rsplit("\n", maxsplit=1)[-1])
