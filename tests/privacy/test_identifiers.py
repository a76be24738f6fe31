"""The labelled dialogues of tests/privacy/data: what is masked of them, and what is masked that nobody is known by."""

from pathlib import Path

import pytest
import yaml

from benchmarks.masking import Score, score

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module", params=["dev.yaml", "kept.yaml"])
def measured(request: pytest.FixtureRequest) -> Score:
    return score(yaml.safe_load((DATA / request.param).read_text(encoding="utf-8")))


def test_nearly_all_numbers_are_masked(measured: Score) -> None:
    numbers = [kind for kind in measured.secrets if kind != "name"]
    assert sum(measured.found[kind] for kind in numbers) >= 0.98 * sum(measured.secrets[kind] for kind in numbers)


def test_nearly_all_names_are_masked(measured: Score) -> None:
    assert measured.found["name"] >= 0.93 * measured.secrets["name"]


def test_hardly_anything_else_is_masked(measured: Score) -> None:
    assert sum(measured.wrong.values()) <= 0.02 * sum(measured.places.values())


def test_talk_of_other_hands_is_masked_nearly_as_well() -> None:
    """second.yaml was missed by much when it was unseen; what is mended stays mended."""
    found = score(yaml.safe_load((DATA / "second.yaml").read_text(encoding="utf-8")))
    numbers = [kind for kind in found.secrets if kind != "name"]
    assert sum(found.found[kind] for kind in numbers) >= 0.97 * sum(found.secrets[kind] for kind in numbers)
    assert found.found["name"] >= 0.92 * found.secrets["name"]
    assert sum(found.wrong.values()) <= 0.07 * sum(found.places.values())
