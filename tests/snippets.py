"""The labelled snippets of tests/data/snippets: a few turns each, with the labels that they are about."""

from datetime import datetime
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import Status

FOLDER = Path(__file__).parent / "data" / "snippets"
Part = Literal["open", "held_out"]
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the quick one, where it is built


class Expected(Frozen):
    """What a careful listener says of a snippet; what is not named is not asked.

    facts: None where no such fact may come out. risks, violations: those that must be found; empty where none may be.
    """

    items: dict[str, Status] = Field(default_factory=dict)
    facts: dict[str, str | int | float | bool | None] = Field(default_factory=dict)
    risks: tuple[str, ...] | None = None
    violations: tuple[str, ...] | None = None


class Snippet(Frozen):
    """A few turns of a call; a = agent, c = customer, x = somebody else on the customer's side."""

    id: str
    product: str
    stage: str
    started_at: datetime | None = None
    turns: tuple[dict[Literal["a", "c", "x"], str], ...]
    expect: Expected

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Who speaks and what, turn by turn."""
        return tuple(next(iter(turn.items())) for turn in self.turns)


def read_snippets(part: Part) -> tuple[Snippet, ...]:
    """The snippets that may be tuned on (open), or those that nobody tunes on (held_out)."""
    folder = FOLDER if part == "open" else FOLDER / "held_out"
    return tuple(
        Snippet.model_validate(entry)
        for file in sorted(folder.glob("*.yaml"))
        for entry in yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
    )
