"""What a listener would write down: tables of a few turns and of everything that they give, then whole calls."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.facts.extract import extract_facts
from tests.facts.talk import table, transcript_of

HERE = Path(__file__).parent
LEAST_F1 = 0.95  # on whole calls; a few values in them are beyond what rules can tell


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


def test_whole_calls_give_almost_everything_and_little_else() -> None:
    right = wrong = absent = 0
    for path in sorted((HERE / "calls").glob("*.yaml")):
        for case in table(path):
            found, wanted = given(case), case["gives"]
            same = {name for name in found.keys() & wanted.keys() if found[name] == wanted[name]}
            right += len(same)
            wrong += len(found) - len(same)
            absent += len(wanted) - len(same)
    assert 2 * right / (2 * right + wrong + absent) >= LEAST_F1, (right, wrong, absent)
