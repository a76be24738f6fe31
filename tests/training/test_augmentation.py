"""Pieces of calls and calls with recognition errors: what stands in them keeps its labels."""

from random import Random

import pytest

from pipeline.domain.vocabulary import Status
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.yamlfile import load_yaml
from pipeline.training.augmentation import (
    LEAST_TURNS,
    MOST_TURNS,
    TrainingSet,
    excerpt,
    excerpts,
    with_recognition_errors,
)
from pipeline.training.corpus import LabelledCall, labelled_calls
from pipeline.training.passages import UNTOUCHED, passages_in

SEEDS = range(6)


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


def test_what_a_piece_shows_is_what_its_turns_show(call: LabelledCall) -> None:
    shown = call.with_labels(risks={"overdue": (2, 6), "income_loss": (1,)}, violations={"threat": (9,)})
    piece = excerpt(shown, 4, 6)
    assert piece.risks == {"overdue": (2,)}
    assert piece.violations == {"threat": (5,)}


def test_the_whole_call_is_a_piece_of_itself(call: LabelledCall) -> None:
    whole = excerpt(call, 0, len(call.turns))
    assert whole.with_labels(id=call.id) == call


def test_one_piece_of_every_call_and_the_same_for_the_same_draw() -> None:
    calls = labelled_calls("tune")
    pieces = list(excerpts(calls, Random(5)))
    assert [piece.id.split(".")[0] for piece in pieces] == [call.id for call in calls]
    assert all(LEAST_TURNS <= len(piece.turns) <= MOST_TURNS for piece in pieces)
    assert pieces == list(excerpts(calls, Random(5)))


@pytest.mark.parametrize("seed", SEEDS)
def test_labels_and_labelled_values_stay_as_they_were(call: LabelledCall, seed: int) -> None:
    noisy = with_recognition_errors(call, Random(seed))
    assert noisy.items == call.items
    assert noisy.mentions == call.mentions
    texts = list(noisy.turns.values())
    assert all(mention.text in texts[mention.turn] for mention in noisy.mentions)


def test_words_are_misrecognised_but_most_are_not(call: LabelledCall) -> None:
    spoken = "".join(call.turns.values())
    for seed in SEEDS:
        recognised = "".join(with_recognition_errors(call, Random(seed)).turns.values())
        assert recognised != spoken
        assert len(set(spoken) & set(recognised)) > 0.8 * len(set(spoken))


def test_a_few_speakers_are_mistaken_for_each_other(call: LabelledCall) -> None:
    swapped = [
        sum(a != b for a, b in zip(call.speakers, with_recognition_errors(call, Random(seed)).speakers, strict=True))
        for seed in SEEDS
    ]
    assert 0 < sum(swapped) < 0.1 * len(SEEDS) * len(call.speakers)


def test_the_same_draw_gives_the_same_call(call: LabelledCall) -> None:
    assert with_recognition_errors(call, Random(3)).turns == with_recognition_errors(call, Random(3)).turns


def test_an_epoch_is_every_call_a_piece_of_each_and_the_passages() -> None:
    calls = labelled_calls("tune")[:3]
    passages = tuple(passages_in(load_yaml(models_folder() / "corpus" / "passages" / "train" / "p261.yaml")))
    assert any(passage.own_items for passage in passages)
    epoch = TrainingSet(calls, passages).epoch(Random(2))
    assert [each.id.split(".")[0] for each in epoch] == [call.id for call in (*calls, *calls, *passages)]
    assert [each.turns for each in epoch[:3]] == [call.turns for call in calls]
    assert {len(each.own_items) for each in epoch[:6]} == {UNTOUCHED}
    assert epoch[6:] == passages


def test_an_epoch_without_passages_asks_for_the_products_items_alone() -> None:
    epoch = TrainingSet(labelled_calls("tune")[:2], ()).epoch(Random(2))
    assert len(epoch) == 4
    assert not any(each.own_items for each in epoch)
