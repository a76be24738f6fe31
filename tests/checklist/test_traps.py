"""The thirty traps: talk that looks covered and is not, or the other way round (tests/data/snippets/traps.yaml)."""

import pytest

from benchmarks.snippets import Outcome, outcomes_of
from tests.snippets import Snippet, read_snippets

TRAPS = [snippet for snippet in read_snippets("open") if snippet.id.startswith("t") and snippet.id[1:3].isdigit()]
# Where judging still falls into the trap, and why.
FALLS_IN = {
    "t02-a": "claiming not to know, and sending the caller elsewhere, is heard as a refusal",
    "t01-a": "a spouse whom the agent names while dropping the question becomes a fact",
    "t04-a": "a purpose that is told unasked, without a word for purpose, becomes no fact",
    "t07-a": "a question of three words (这一回呢) opens no matter, so its answer becomes no fact",
    "t10-a": "owing nobody a cent all one's life is understood as an answer, but not as the fact of no debt",
    "t23-a": "another way to repay is asked for in words that are not known, and selling 'it' is no known source",
    "t06-a": "a question that the agent makes light of is taken for one that was skipped",
    "t22-a": "an answer to the first of two questions counts for both",
}


def test_every_trap_is_set() -> None:
    assert {int(snippet.id[1:3]) for snippet in TRAPS} == set(range(1, 31))


@pytest.mark.parametrize("snippet", TRAPS, ids=lambda snippet: snippet.id)
def test_a_trap_is_seen(snippet: Snippet, request: pytest.FixtureRequest) -> None:
    if snippet.id in FALLS_IN:
        request.applymarker(pytest.mark.xfail(reason=FALLS_IN[snippet.id], strict=True))
    wrong: list[Outcome] = [outcome for outcome in outcomes_of(snippet) if not outcome.right]
    assert not wrong
