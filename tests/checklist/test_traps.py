"""The thirty traps: talk that looks covered and is not, or the other way round (tests/data/snippets/traps.yaml)."""

import pytest

from benchmarks.snippets import Outcome, outcomes_of
from pipeline.judges import ReaderJudge
from tests.snippets import Snippet, read_snippets

TRAPS = [snippet for snippet in read_snippets("open") if snippet.id.startswith("t") and snippet.id[1:3].isdigit()]
# Where judging still falls into the trap, and how. The rules that the reader replaced fell into eight others of them.
FALLS_IN = {
    "t04-a": "a no to the broker in half a sentence is not taken up",
    "t06-a": "a question that the customer talks past counts as half answered",
    "t07-a": "of two loans' purposes the one of the earlier loan is kept",
    "t10-a": "no debts, said in passing, is not taken up",
    "t11-a": "another person at the telephone, who is not asked who they are, is not taken up",
    "t12-a": "a purpose that is given up a turn later is kept",
    "t14-a": "talk of another recording counts as the notice",
    "t17-a": "money for a go-between that is called by no such name is missed",
    "t18-a": "a refusal in a few words, the question being half of an item, is not taken up",
    "t22-a": "an answer to half of a double question counts as half an answer to the other half",
    "t23-a": "the sale that will repay the loan is no fact below the threshold",
    "t24-a": "a no to a lawsuit that is somebody else's counts as half an answer",
    "t25-a": "papers of another matter count as the evidence of use",
    "t30-a": "an invented purpose, put as advice, is missed",
}


def test_every_trap_is_set() -> None:
    assert {int(snippet.id[1:3]) for snippet in TRAPS} == set(range(1, 31))


@pytest.mark.weights
@pytest.mark.parametrize("snippet", TRAPS, ids=lambda snippet: snippet.id)
def test_a_trap_is_seen(snippet: Snippet, reader_judge: ReaderJudge, request: pytest.FixtureRequest) -> None:
    if snippet.id in FALLS_IN:
        request.applymarker(pytest.mark.xfail(reason=FALLS_IN[snippet.id], strict=True))
    wrong: list[Outcome] = [outcome for outcome in outcomes_of(snippet, reader_judge) if not outcome.right]
    assert not wrong
