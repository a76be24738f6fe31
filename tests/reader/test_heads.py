"""What the heads are given of a window: who speaks, which rows are asked for, and where the spans stand."""

import numpy as np
import pytest

from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role
from pipeline.reader.encoding import TokenWindow, windows
from pipeline.reader.heads import PlacedSpan, item_ids, kind_row, placed_in, window_inputs
from pipeline.reader.reading import Span
from tests.making import an_utterance
from tests.reader.models import CharacterModel
from tests.reader.readings import LABELS, talk

MODEL = CharacterModel(width=4)
TALK = talk("坐：贷多少？", "客：二十万吧。")


def only_window(transcript: Transcript = TALK) -> TokenWindow:
    (window,) = windows(MODEL.tokenizer, transcript.utterances, "consumer", "pre_loan")
    return window


def test_an_item_of_a_bank_s_own_has_the_row_past_the_last() -> None:
    known = LABELS.items
    assert item_ids(LABELS, [known[2], "our_own_item", known[0]]).tolist() == [2, len(known), 0]


def test_every_product_and_stage_has_a_row_of_its_own() -> None:
    rows = [kind_row(LABELS, product, stage) for product in LABELS.products for stage in LABELS.stages]
    assert rows == list(range(len(LABELS.products) * len(LABELS.stages)))


def test_a_window_is_given_without_its_prefix_and_with_who_speaks() -> None:
    window = only_window()
    states = MODEL.states(window.ids)
    given = window_inputs(
        window, states, call=3, placed=(), item_texts=np.zeros((1, 4), np.float32), item_ids=np.zeros(1, np.int64)
    )
    lengths = [len(turn.ids) for turn in window.turns]
    np.testing.assert_array_equal(given.states, states[len(window.prefix) :])
    assert given.turn_of.tolist() == [0] * lengths[0] + [1] * lengths[1]
    assert given.roles.tolist() == [0, 1]
    assert given.call == 3
    assert given.spans.shape == (0, sum(lengths))


def test_a_span_is_the_mean_of_its_tokens() -> None:
    window = only_window()
    text = TALK.utterances[1].text
    (placed,) = placed_in(window, [Span(utterance=1, start=0, end=len("20万"))])
    given = window_inputs(
        window,
        MODEL.states(window.ids),
        call=0,
        placed=[placed],
        item_texts=np.zeros((1, 4), np.float32),
        item_ids=np.zeros(1, np.int64),
    )
    assert text.startswith("20万")
    expected = np.stack([MODEL.states([ord(each)])[0] for each in "20万"]).mean(0)
    np.testing.assert_allclose(given.spans[0] @ given.states, expected, rtol=1e-5)
    assert given.span_turns.tolist() == [1]


@pytest.mark.parametrize(
    ("spans", "placed"),
    [
        ([Span(utterance=1, start=0, end=2)], [(0, 1)]),
        ([Span(utterance=7, start=0, end=2), Span(utterance=0, start=1, end=3)], [(1, 0)]),
        ([Span(utterance=1, start=2, end=2)], []),
        ([], []),
    ],
    ids=["one", "of an utterance that is not there", "without a character", "none"],
)
def test_spans_keep_their_place_among_all_and_have_that_of_their_turn(
    spans: list[Span], placed: list[tuple[int, int]]
) -> None:
    assert [(span.place, span.turn) for span in placed_in(only_window(), spans)] == placed


def test_a_span_counts_in_the_window_alone_in_which_its_turn_is_read_anew() -> None:
    roles = (Role.AGENT, Role.CUSTOMER)
    long = Transcript(utterances=tuple(an_utterance(n, roles[n % 2], "好" * 15, 3.0 * n) for n in range(200)))
    cut = windows(MODEL.tokenizer, long.utterances, "consumer", "pre_loan")
    repeated = cut[1].turns[0].utterance
    found: list[tuple[PlacedSpan, ...]] = [
        placed_in(window, [Span(utterance=repeated, start=0, end=2)]) for window in cut
    ]
    assert [len(placed) for placed in found] == [1, *(0 for _ in cut[1:])]
