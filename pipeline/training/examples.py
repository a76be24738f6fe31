"""Windows of labelled calls with the states of their tokens and what the heads shall say of them."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from pipeline.facts.proposals import proposals
from pipeline.reader.artefact import Description
from pipeline.reader.encoding import ItemStates, LanguageModel, windows
from pipeline.reader.heads import HeadsInput, item_ids, kind_row, placed_in, window_inputs
from pipeline.reader.layout import Array
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rules import shipped_rules
from pipeline.training.corpus import LabelledCall
from pipeline.training.labels import Targets, targets_of
from pipeline.training.wordings import Wordings


class KeptStates:
    """A language model whose states for tokens that it has seen come from a folder."""

    def __init__(self, model: LanguageModel, folder: Path) -> None:
        """folder: made if it is not there; one for each language model."""
        folder.mkdir(parents=True, exist_ok=True)
        self._model, self._folder = model, folder

    @property
    def tokenizer(self) -> Tokenizer:
        """How the language model cuts a text into tokens."""
        return self._model.tokenizer

    def states(self, ids: list[int]) -> Array:
        """The state of each token; in half precision, kept or not, so that both give the same."""
        name = hashlib.sha256(np.array(ids, np.int64).tobytes()).hexdigest()
        path = self._folder / f"{name}.npy"
        if not path.is_file():
            part = path.with_suffix(f".{os.getpid()}.part.npy")
            np.save(part, self._model.states(ids).astype(np.float16))
            part.replace(path)
        kept: Array = np.load(path).astype(np.float32)
        return kept


@dataclass(frozen=True)
class Example:
    """One window of a labelled call with its states."""

    call: LabelledCall
    window: HeadsInput
    item_kinds: Tensor
    targets: Targets

    def reworded(self, wordings: Wordings, rng: Random) -> "Example":
        """With some of its items asked for in other words, as a bank would that has written them itself."""
        return replace(self, window=wordings.applied_to(self.window, rng))


def examples_of(
    calls: Iterable[LabelledCall], labels: Description, model: LanguageModel, texts: ItemStates
) -> list[Example]:
    """Every window of the calls with its states. texts: of the product's items and the calls' own."""
    examples = []
    for call in calls:
        items = [item.id for item in call.asked]
        spans = proposals(call.transcript, call.product, shipped_rules().figures)
        kinds = torch.tensor([taxonomy().kinds.index(item.kind) for item in call.asked])
        for window in windows(model.tokenizer, call.transcript.utterances, call.product, call.stage):
            placed = placed_in(window, spans)
            inputs = window_inputs(
                window,
                model.states(window.ids),
                call=kind_row(labels, call.product, call.stage),
                placed=placed,
                item_texts=texts.of(call.asked),
                item_ids=item_ids(labels, items),
            )
            targets = targets_of(call, labels, window, items, [spans[span.place] for span in placed])
            examples.append(Example(call=call, window=inputs, item_kinds=kinds, targets=targets))
    return examples
