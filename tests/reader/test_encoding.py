import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role
from pipeline.reader.encoding import (
    CONTEXT_TOKENS,
    WINDOW_TOKENS,
    WINDOW_TURNS,
    ItemStates,
    TokenWindow,
    asked_items,
    windows,
)
from pipeline.reader.layout import Array
from pipeline.rulebook.taxonomy import taxonomy
from tests.making import an_utterance
from tests.reader.models import CharacterModel
from tests.reader.readings import talk

TOKENIZER = CharacterModel().tokenizer


def cut(lengths: list[int]) -> tuple[tuple[TokenWindow, ...], Transcript]:
    roles = (Role.AGENT, Role.CUSTOMER)
    utterances = tuple(an_utterance(n, roles[n % 2], "好" * length, 3.0 * n) for n, length in enumerate(lengths))
    return windows(TOKENIZER, utterances, "consumer", "pre_loan"), Transcript(utterances=utterances)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=60))
def test_every_utterance_is_read_for_good_in_exactly_one_window(lengths: list[int]) -> None:
    made, transcript = cut(lengths)
    fresh = [turn.utterance for window in made for turn in window.turns[window.fresh :]]
    assert fresh == [utterance.index for utterance in transcript.utterances]
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
    transcript = talk(f"客：{text}")
    (window,) = windows(TOKENIZER, transcript.utterances, "mortgage", "post_loan")
    (turn,) = window.turns
    written = transcript.utterances[0].text
    assert "".join(written[a:b] for a, b in turn.offsets) == written


@pytest.mark.parametrize(("characters", "held"), [((0, 2), "20"), ((2, 3), "万"), ((1, 4), "0万。"), ((9, 12), None)])
def test_characters_of_a_turn_are_found_among_the_tokens_of_the_window(
    characters: tuple[int, int], held: str | None
) -> None:
    transcript = talk("坐：贷多少？", "客：20万。")
    (window,) = windows(TOKENIZER, transcript.utterances, "consumer", "pre_loan")
    tokens = window.token_range(1, *characters)
    assert tokens == (tokens and (tokens[0], tokens[0] + len(held or "")))
    assert (tokens and "".join(map(chr, window.ids[tokens[0] : tokens[1]]))) == held


def test_characters_that_were_cut_off_have_no_tokens() -> None:
    made, _ = cut([WINDOW_TOKENS])
    assert made[0].token_range(0, 0, 5)
    assert made[0].token_range(0, WINDOW_TOKENS - 2, WINDOW_TOKENS) is None


def test_an_item_is_asked_about_by_its_name_and_meaning() -> None:
    for item in asked_items("consumer", "pre_loan"):
        entry = taxonomy().items[item.id]
        assert (item.kind, item.text) == (entry.kind, f"核实事项：{entry.name}。{entry.means}")


def test_the_text_of_an_item_is_read_once_and_not_at_all_where_it_was_trained() -> None:
    class Counting(CharacterModel):
        texts = 0

        def states(self, ids: list[int]) -> Array:
            self.texts += 1
            return super().states(ids)

    model, (trained, other) = Counting(), asked_items("consumer", "pre_loan")[:2]
    states = ItemStates({trained.id: np.ones(model.width, np.float32)}, model)
    first, second = states.of([trained, other]), states.of([other, trained])
    assert model.texts == 1
    np.testing.assert_array_equal(first, second[::-1])
    np.testing.assert_array_equal(first[0], np.ones(model.width))
