"""What the reader is asked about: an item by its id, its kind, and a text of its name and meaning."""

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.domain.base import Frozen
from pipeline.domain.vocabulary import ItemEntry, Kind
from pipeline.reader.base_model import Array
from pipeline.reader.encoding import LanguageModel
from pipeline.rulebook.taxonomy import taxonomy


class AskedItem(Frozen):
    """One item of a checklist, the product's or a bank's own."""

    id: str
    kind: Kind
    text: str


def asked_item(item: str, entry: ItemEntry) -> AskedItem:
    """The item as the heads were trained to take it."""
    return AskedItem(id=item, kind=entry.kind, text=f"核实事项：{entry.name}。{entry.means}")


def asked_items(product: str, stage: str) -> tuple[AskedItem, ...]:
    """The product's own checklist."""
    return tuple(asked_item(item, taxonomy().items[item]) for item in taxonomy().items_of(product, stage))


def text_state(model: LanguageModel, text: str) -> Array:
    """The mean state of a text's tokens but the first, which only says that a text begins; shape (width,)."""
    mean: Array = model.states(list(model.tokenizer.encode(text).ids))[1:].mean(0)
    return mean


class ItemStates:
    """By item the state of its text: kept with what was trained, or read once where a bank wrote it."""

    def __init__(self, trained: Mapping[str, Array], model: LanguageModel) -> None:
        """trained: by id, of the product's own items."""
        self._model = model
        self._by_text = {asked_item(item, taxonomy().items[item]).text: state for item, state in trained.items()}

    def of(self, items: Sequence[AskedItem]) -> Array:
        """Shape (items, width)."""
        for item in items:
            if item.text not in self._by_text:
                self._by_text[item.text] = text_state(self._model, item.text)
        return np.stack([self._by_text[item.text] for item in items])
