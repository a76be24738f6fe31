"""The thirty traps: talk that looks covered and is not, or the other way round (tests/data/snippets/traps.yaml)."""

import pytest

from benchmarks.snippets import Outcome, outcomes_of
from pipeline.judges import ReaderJudge
from tests.snippets import Snippet, read_snippets

TRAPS = [snippet for snippet in read_snippets("open") if snippet.id.startswith("t") and snippet.id[1:3].isdigit()]
# Where judging still falls into the trap: the reader was trained on whole calls and takes a few turns for the middle
# of one.
FALLS_IN = dict.fromkeys(
    [
        "t02-a",
        "t03-a",
        "t04-a",
        "t05-a",
        "t06-a",
        "t07-a",
        "t10-a",
        "t12-a",
        "t13-a",
        "t14-a",
        "t15-a",
        "t17-a",
        "t18-a",
        "t20-a",
        "t22-a",
        "t23-a",
        "t24-a",
        "t25-a",
        "t26-a",
        "t27-a",
        "t30-a",
    ],
    "too short a piece of talk for the reader",
)


def test_every_trap_is_set() -> None:
    assert {int(snippet.id[1:3]) for snippet in TRAPS} == set(range(1, 31))


@pytest.mark.weights
@pytest.mark.parametrize("snippet", TRAPS, ids=lambda snippet: snippet.id)
def test_a_trap_is_seen(snippet: Snippet, reader_judge: ReaderJudge, request: pytest.FixtureRequest) -> None:
    if snippet.id in FALLS_IN:
        request.applymarker(pytest.mark.xfail(reason=FALLS_IN[snippet.id], strict=True))
    wrong: list[Outcome] = [outcome for outcome in outcomes_of(snippet, reader_judge) if not outcome.right]
    assert not wrong
