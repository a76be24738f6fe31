"""The thirty traps: talk that looks covered and is not, or the other way round (tests/data/snippets/traps.yaml)."""

import pytest

from benchmarks.snippets import Outcome, outcomes_of
from pipeline.judges import ReaderJudge
from tests.snippets import Snippet, read_snippets

TRAPS = [snippet for snippet in read_snippets("open") if snippet.id.startswith("t") and snippet.id[1:3].isdigit()]
# Where judging still falls into the trap, and why.
FALLS_IN: dict[str, str] = {}


def test_every_trap_is_set() -> None:
    assert {int(snippet.id[1:3]) for snippet in TRAPS} == set(range(1, 31))


@pytest.mark.weights
@pytest.mark.parametrize("snippet", TRAPS, ids=lambda snippet: snippet.id)
def test_a_trap_is_seen(snippet: Snippet, reader_judge: ReaderJudge, request: pytest.FixtureRequest) -> None:
    if snippet.id in FALLS_IN:
        request.applymarker(pytest.mark.xfail(reason=FALLS_IN[snippet.id], strict=True))
    wrong: list[Outcome] = [outcome for outcome in outcomes_of(snippet, reader_judge) if not outcome.right]
    assert not wrong
