"""Calls as a recogniser might have heard them: other words, the same labels."""

from random import Random

import pytest

from pipeline.training.corpus import LabelledCall, labelled_calls
from pipeline.training.noise import as_heard

SEEDS = range(6)


@pytest.fixture(scope="module")
def call() -> LabelledCall:
    return labelled_calls("tune")[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_labels_and_labelled_values_stay_as_they_were(call: LabelledCall, seed: int) -> None:
    heard = as_heard(call, Random(seed))
    assert heard.items == call.items
    assert heard.mentions == call.mentions
    texts = list(heard.turns.values())
    assert all(mention.text in texts[mention.turn] for mention in heard.mentions)


def test_words_are_misheard_but_most_are_not(call: LabelledCall) -> None:
    said = "".join(call.turns.values())
    for seed in SEEDS:
        heard = "".join(as_heard(call, Random(seed)).turns.values())
        assert heard != said
        assert len(set(said) & set(heard)) > 0.8 * len(set(said))


def test_a_few_speakers_are_mistaken_for_each_other(call: LabelledCall) -> None:
    swapped = [
        sum(a != b for a, b in zip(call.speakers, as_heard(call, Random(seed)).speakers, strict=True)) for seed in SEEDS
    ]
    assert 0 < sum(swapped) < 0.1 * len(SEEDS) * len(call.speakers)


def test_the_same_draw_gives_the_same_call(call: LabelledCall) -> None:
    assert as_heard(call, Random(3)).turns == as_heard(call, Random(3)).turns
