"""models/conduct.yaml, held to the taxonomy."""

from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rules import shipped_rules

EXPLANATIONS = shipped_rules().explanations


def test_every_risk_and_violation_is_explained_in_chinese() -> None:
    said = EXPLANATIONS
    assert set(said) == {*taxonomy().risks, *taxonomy().violations}
    assert all("一" <= text[0] <= "龥" for text in said.values())
