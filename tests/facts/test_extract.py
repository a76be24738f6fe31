"""What a listener would write down after a few turns: tables of talk and of everything that it gives."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.domain.transcript import Transcript, Utterance
from pipeline.domain.vocabulary import Role
from pipeline.facts.extract import extract_facts

TABLES = sorted(Path(__file__).parent.glob("*.yaml"))
ROLES = {"坐": Role.AGENT, "客": Role.CUSTOMER}


def transcript_of(turns: list[str]) -> Transcript:
    return Transcript(
        utterances=tuple(
            Utterance(index=n, role=ROLES[turn[0]], start=4.0 * n, end=4.0 * n + 3, heard=turn[2:], text=turn[2:])
            for n, turn in enumerate(turns)
        )
    )


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{table.stem}-{number}")
        for table in TABLES
        for number, case in enumerate(yaml.safe_load(table.read_text(encoding="utf-8")), start=1)
    ]


@pytest.mark.parametrize("case", cases())
def test_what_the_talk_gives(case: dict[str, Any]) -> None:
    product, stage = case["in"].split(".")
    facts = extract_facts(transcript_of(case["say"]), product, stage)
    assert {fact.name: fact.value for fact in facts} == case["gives"], case["say"]
