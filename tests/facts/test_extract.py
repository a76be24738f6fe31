"""What a listener would write down: tables of a few turns and of everything that they give, then whole calls."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.facts.extract import extract_facts
from tests.facts.talk import table, transcript_of

HERE = Path(__file__).parent


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}-{number}")
        for path in sorted(HERE.glob("*.yaml"))
        for number, case in enumerate(table(path), start=1)
    ]


def given(case: dict[str, Any]) -> dict[str, Any]:
    product, stage = case["in"].split(".")
    return {fact.name: fact.value for fact in extract_facts(transcript_of(case["say"]), product, stage)}


@pytest.mark.parametrize("case", cases())
def test_what_the_talk_gives(case: dict[str, Any]) -> None:
    assert given(case) == case["gives"], case["say"]


def f1_of(folder: Path) -> float:
    right = wrong = absent = 0
    for path in sorted(folder.glob("*.yaml")):
        for case in table(path):
            found, wanted = given(case), case["gives"]
            same = {name for name in found.keys() & wanted.keys() if found[name] == wanted[name]}
            right += len(same)
            wrong += len(found) - len(same)
            absent += len(wanted) - len(same)
    return 2 * right / (2 * right + wrong + absent)


@pytest.mark.parametrize(
    ("folder", "least"),
    [
        pytest.param("calls", 0.95, id="calls that the patterns were mended by"),
        pytest.param("kept_away", 0.85, id="calls kept away from all tuning"),
    ],
)
def test_whole_calls_give_almost_everything_and_little_else(folder: str, least: float) -> None:
    assert f1_of(HERE / folder) >= least
