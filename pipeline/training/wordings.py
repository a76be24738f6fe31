"""Items by their texts: the product's wording of each, and others, as a bank might have written them.

Heads that only ever see an item under its own number learn the number. With another wording an item is asked for
as one of a bank's own is: under the number of the unknown ones, known by its text alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Annotated, Final

import numpy as np
from pydantic import Field

from pipeline.domain.base import Frozen
from pipeline.reader.artefact import Description
from pipeline.reader.encoding import LanguageModel, asked_item, text_state
from pipeline.reader.heads import HeadsInput
from pipeline.reader.layout import Array
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rulebook.yamlfile import load_yaml

SHARE: Final = 0.15  # of the items of a reading
FILE: Final = "item_wordings.yaml"


class Wording(Frozen):
    """How somebody else would put an item."""

    name: str
    means: str


class ItemWordings(Frozen):
    """The file: by item its other wordings."""

    items: Mapping[str, Annotated[tuple[Wording, ...], Field(min_length=1)]]


@dataclass(frozen=True)
class Wordings:
    """The states of other wordings by the item's number; own_number: that of every item that is not the product's."""

    states: Mapping[int, Array]
    own_number: int

    def applied_to(self, window: HeadsInput, rng: Random) -> HeadsInput:
        """The window with some of its items put in other words; their targets do not change."""
        chosen = [n for n, item in enumerate(window.item_ids) if int(item) in self.states and rng.random() < SHARE]
        texts, ids = np.array(window.item_texts), np.array(window.item_ids)
        for n in chosen:
            texts[n] = rng.choice(list(self.states[int(ids[n])]))
            ids[n] = self.own_number
        return window._replace(item_texts=texts, item_ids=ids)


def item_texts(model: LanguageModel) -> dict[str, Array]:
    """By item the state of its name and meaning: how the heads know an item that they were not trained on."""
    return {item: text_state(model, asked_item(item, entry).text) for item, entry in taxonomy().items.items()}


def read_wordings(model: LanguageModel, labels: Description) -> Wordings:
    """Every wording as the model takes it.

    Raises:
        ChecklistError: the file does not hold to its format, or names what is no item of the product.
    """
    file = load_yaml(models_folder() / "corpus" / FILE)
    worded = file.parse(ItemWordings).items
    for item in worded.keys() - set(labels.items):
        raise file.refusal(("items", item), f"the reader has no item {item}", f"Allowed: {', '.join(labels.items)}.")
    states = {
        labels.items.index(item): np.stack(
            [
                text_state(model, asked_item(item, taxonomy().items[item].model_copy(update=dict(other))).text)
                for other in others
            ]
        )
        for item, others in worded.items()
    }
    return Wordings(states, own_number=len(labels.items))
