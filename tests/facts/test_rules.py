"""models/facts.yaml: held to the taxonomy, and refused where it is malformed."""

from pathlib import Path

import pytest

from pipeline.errors import ChecklistError
from pipeline.facts.rules import fact_rules
from pipeline.facts.schema import FactRules
from pipeline.resources import models_folder, taxonomy
from pipeline.yamlfile import load_yaml

RULES = models_folder() / "facts.yaml"


@pytest.mark.parametrize("fact", taxonomy().facts)
def test_every_fact_of_the_taxonomy_has_a_topic_with_a_chinese_name(fact: str) -> None:
    assert any("一" <= char <= "龥" for char in fact_rules().topics[fact].name)


@pytest.mark.parametrize("fact", [name for name, entry in taxonomy().facts.items() if entry.type == "enum"])
def test_every_value_of_an_enum_can_be_said(fact: str) -> None:
    assert set(fact_rules().topics[fact].values) == set(taxonomy().facts[fact].of)


@pytest.mark.parametrize(
    ("written", "broken", "cause"),
    [
        ("    name: 贷款金额\n", "    name: 贷款金额\n    nmae: x\n", "nmae"),
        ("'(期限|年限|贷期|周期|期数)'", "'(期限|年限'", "no regular expression"),
        ("'<other_debt>'", "'<another_debt>'", "another_debt"),
    ],
)
def test_a_malformed_file_is_refused_by_name(tmp_path: Path, written: str, broken: str, cause: str) -> None:
    text = RULES.read_text(encoding="utf-8")
    assert written in text
    path = tmp_path / "facts.yaml"
    path.write_text(text.replace(written, broken, 1), encoding="utf-8")
    with pytest.raises(ChecklistError, match=cause):
        load_yaml(path).parse(FactRules)
