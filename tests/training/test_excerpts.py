"""Pieces of calls: what stands in them keeps its labels, what does not is missing."""

from random import Random

import pytest

from pipeline.domain.vocabulary import Status
from pipeline.training.corpus import LabelledCall, labelled_calls
from pipeline.training.excerpts import LEAST_TURNS, MOST_TURNS, excerpt, excerpts


@pytest.fixture(scope="module")
def call() -> LabelledCall:
    return labelled_calls("tune")[0]


@pytest.mark.parametrize("start", [0, 3, 11])
def test_turns_and_mentions_are_those_of_the_call(call: LabelledCall, start: int) -> None:
    piece = excerpt(call, start, 8)
    assert list(piece.turns.values()) == list(call.turns.values())[start : start + 8]
    assert piece.speakers == call.speakers[start : start + 8]
    texts = list(piece.turns.values())
    assert all(mention.text in texts[mention.turn] for mention in piece.mentions)
    assert len(piece.mentions) == sum(start <= mention.turn < start + 8 for mention in call.mentions)


def test_an_item_is_whole_missing_or_of_unknown_status(call: LabelledCall) -> None:
    piece = excerpt(call, 4, 9)
    for item, label in call.items.items():
        inside = [turn for turn in label.turns if 4 <= turn < 13]
        assert sorted(piece.items[item].turns) == [turn - 4 for turn in inside]
        if item in piece.status_unknown:
            assert 0 < len(inside) < len(label.turns)
        elif label.turns and not inside:
            assert piece.items[item].status is Status.MISSING
        else:
            assert piece.items[item].status is label.status


def test_the_whole_call_is_a_piece_of_itself(call: LabelledCall) -> None:
    whole = excerpt(call, 0, len(call.turns))
    assert whole.with_labels(id=call.id) == call


def test_one_piece_of_every_call_and_the_same_for_the_same_draw() -> None:
    calls = labelled_calls("tune")
    pieces = list(excerpts(calls, Random(5)))
    assert [piece.id.split(".")[0] for piece in pieces] == [call.id for call in calls]
    assert all(LEAST_TURNS <= len(piece.turns) <= MOST_TURNS for piece in pieces)
    assert pieces == list(excerpts(calls, Random(5)))
