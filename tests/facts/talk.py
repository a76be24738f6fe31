"""How the tables of this folder write talk down: 坐：… for the agent, 客：… for the customer."""

from pathlib import Path
from typing import Any

import yaml

from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role
from pipeline.language.reading import SpokenTurn, transcript_from_turns

ROLES = {"坐": Role.AGENT, "客": Role.CUSTOMER}
TURN_S = 4.0


def transcript_of(turns: list[str]) -> Transcript:
    """The turns as the judging sees them: numbers and terms normalised, four seconds each."""
    return transcript_from_turns(
        [
            SpokenTurn(role=ROLES[turn[0]], start=TURN_S * n, end=TURN_S * n + 3, text=turn[2:])
            for n, turn in enumerate(turns)
        ]
    )


def table(path: Path) -> list[dict[str, Any]]:
    """The cases of one table."""
    return list(yaml.safe_load(path.read_text(encoding="utf-8")))
