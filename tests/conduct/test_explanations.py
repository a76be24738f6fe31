"""models/conduct.yaml, held to the taxonomy."""

from pipeline.conduct.explanations import explanations
from pipeline.resources import taxonomy


def test_every_risk_and_violation_is_explained_in_chinese() -> None:
    said = explanations()
    assert set(said) == {*taxonomy().risks, *taxonomy().violations}
    assert all("一" <= text[0] <= "龥" for text in said.values())
