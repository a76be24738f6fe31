"""models/facts.yaml: held to the taxonomy, and refused where it is malformed."""

from pathlib import Path

import pytest

from pipeline.errors import ChecklistError
from pipeline.facts.compare import NUMERIC
from pipeline.facts.rules import FactRules
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rulebook.yamlfile import load_yaml
from pipeline.rules import shipped_rules

RULES = models_folder() / "facts.yaml"


def test_every_numeric_fact_of_the_taxonomy_has_its_rule_and_no_other() -> None:
    assert set(shipped_rules().figures) == {name for name, entry in taxonomy().facts.items() if entry.type in NUMERIC}


@pytest.mark.parametrize(
    ("written", "broken", "cause"),
    [
        ("  employees: {kinds", "  employees: {knids", "figures.employees.kinds: Field required"),
        ("'#[^，。]{0,3}一年'", "'#[^，。]{0,3}(一年'", "does not compile"),
        ("kinds: [years, months]", "kinds: [aeons]", "employees|business_years"),
    ],
    ids=["unknown key", "bad pattern", "unknown kind"],
)
def test_a_malformed_file_is_refused_by_name(tmp_path: Path, written: str, broken: str, cause: str) -> None:
    text = RULES.read_text(encoding="utf-8")
    assert written in text
    path = tmp_path / "facts.yaml"
    path.write_text(text.replace(written, broken, 1), encoding="utf-8")
    with pytest.raises(ChecklistError, match=cause):
        load_yaml(path).parse(FactRules)
