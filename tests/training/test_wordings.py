"""Items are asked for in other words now and then, and are then known by their text alone."""

from random import Random

import numpy as np

from pipeline.reader.artefact import Artefact
from pipeline.reader.heads import HeadsInput
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rulebook.yamlfile import load_yaml
from pipeline.training.wordings import FILE, ItemWordings, Wordings, item_texts, read_wordings
from tests.reader.models import CharacterModel

ITEMS, WIDTH, OWN = 200, 4, 999
OTHERS = Wordings({n: np.full((2, WIDTH), n + 0.5, np.float32) for n in range(0, ITEMS, 2)}, own_number=OWN)


def window() -> HeadsInput:
    nothing = np.zeros((1, WIDTH), np.float32)
    return HeadsInput(
        states=nothing,
        turn_of=np.zeros(1, np.int64),
        roles=np.zeros(1, np.int64),
        call=0,
        item_texts=np.repeat(np.arange(ITEMS, dtype=np.float32)[:, None], WIDTH, 1),
        item_ids=np.arange(ITEMS),
        spans=np.zeros((0, 1), np.float32),
        span_turns=np.zeros(0, np.int64),
    )


def test_a_share_of_the_items_that_have_others_is_put_in_other_words() -> None:
    before = window()
    drawn = OTHERS.applied_to(before, Random(1))
    changed = [n for n in range(ITEMS) if drawn.item_ids[n] != n]
    assert 5 <= len(changed) <= 30
    assert all(n % 2 == 0 and drawn.item_ids[n] == OWN and drawn.item_texts[n, 0] == n + 0.5 for n in changed)
    assert all(drawn.item_texts[n, 0] == n for n in range(ITEMS) if n not in changed)
    assert list(before.item_ids) == list(range(ITEMS))
    assert list(before.item_texts[:, 0]) == list(range(ITEMS))


def test_every_item_has_wordings_and_none_is_the_product_s() -> None:
    worded = load_yaml(models_folder() / "corpus" / FILE).parse(ItemWordings).items
    assert worded.keys() == taxonomy().items.keys()
    for item, others in worded.items():
        assert len({other.name for other in others}) == len(others) == 5
        assert taxonomy().items[item].name not in {other.name for other in others}


def test_each_wording_has_its_state() -> None:
    labels = Artefact().description
    others = read_wordings(CharacterModel(WIDTH), labels)
    assert others.own_number == len(labels.items)
    assert {labels.items[n] for n in others.states} == taxonomy().items.keys()
    income = others.states[labels.items.index("income")]
    assert income.shape[1] == WIDTH
    assert len({tuple(row) for row in income}) == len(income)


def test_every_item_of_the_product_has_a_state_of_its_own() -> None:
    texts = item_texts(CharacterModel(WIDTH))
    assert texts.keys() == taxonomy().items.keys()
    assert len({tuple(state) for state in texts.values()}) == len(texts)
