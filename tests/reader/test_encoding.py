import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role
from pipeline.reader.encoding import CONTEXT_TOKENS, WINDOW_TOKENS, WINDOW_TURNS, TokenWindow, windows
from tests.making import an_utterance
from tests.reader.models import CharacterModel
from tests.reader.readings import talk

TOKENIZER = CharacterModel().tokenizer


def cut(lengths: list[int]) -> tuple[tuple[TokenWindow, ...], Transcript]:
    roles = (Role.AGENT, Role.CUSTOMER)
    said = tuple(an_utterance(n, roles[n % 2], "好" * length, 3.0 * n) for n, length in enumerate(lengths))
    return windows(TOKENIZER, said, "consumer", "pre_loan"), Transcript(utterances=said)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=60))
def test_every_utterance_is_read_for_good_in_exactly_one_window(lengths: list[int]) -> None:
    made, said = cut(lengths)
    fresh = [turn.utterance for window in made for turn in window.turns[window.fresh :]]
    assert fresh == [utterance.index for utterance in said.utterances]
    for window in made:
        assert sum(len(turn.ids) for turn in window.turns) <= WINDOW_TOKENS
        assert sum(len(turn.ids) for turn in window.turns[: window.fresh]) <= CONTEXT_TOKENS


def test_a_usual_call_is_one_window() -> None:
    made, _ = cut([20] * 90)
    assert len(made) == 1
    assert made[0].fresh == 0


def test_a_long_call_costs_as_its_length_and_is_read_with_what_came_before() -> None:
    made, _ = cut([15] * 2000)
    assert all(window.fresh > 0 for window in made[1:])
    assert all(len(window.turns) <= WINDOW_TURNS for window in made)
    assert sum(len(window.turns) for window in made) < 1.6 * 2000


def test_a_turn_of_a_megabyte_is_cut() -> None:
    made, _ = cut([5, 1_000_000, 5])
    assert max(len(window.ids) for window in made) < WINDOW_TOKENS + 100
    assert {turn.utterance: turn.cut for window in made for turn in window.turns} == {0: False, 1: True, 2: False}


@pytest.mark.parametrize("text", ["一个月8500", "好，二十万。"])
def test_offsets_point_into_the_text(text: str) -> None:
    said = talk(f"客：{text}")
    (window,) = windows(TOKENIZER, said.utterances, "mortgage", "post_loan")
    (turn,) = window.turns
    written = said.utterances[0].text
    assert "".join(written[a:b] for a, b in turn.offsets) == written
