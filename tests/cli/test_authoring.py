"""docs/checklist-authoring.md does what it says."""

import re
import shutil
from pathlib import Path

import pytest

from pipeline.checklist.examples import run_examples
from pipeline.checklist.load import load_checklist
from pipeline.judges import ReaderJudge
from pipeline.rulebook.files import models_folder
from pipeline.rules import shipped_rules

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


@pytest.mark.weights
def test_an_item_is_added_in_yaml_alone_and_its_examples_come_out(own: Path, reader_judge: ReaderJudge) -> None:
    checklist = load_checklist("consumer", "in_review", own)
    results = list(run_examples(checklist, reader_judge.reader, shipped_rules().corrector, "insurance_choice"))
    assert len(results) >= 3
    assert [each for each in results if not each.passed] == []
