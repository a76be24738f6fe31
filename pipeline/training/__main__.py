"""`make train`: from the labelled calls and the published language model to models/reader/."""

import argparse
import sys
import time
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import torch

from pipeline.asr.weights import locate, weights_folder
from pipeline.reader.artefact import ADAPTER, FOLDER, GRAPH, Artefact, write_description
from pipeline.reader.encoding import ItemStates
from pipeline.reader.layout import Shape
from pipeline.reader.preparation import BaseModel, prepare
from pipeline.reader.reader import Reader
from pipeline.reader.trunk import Trunk
from pipeline.rulebook.files import models_folder
from pipeline.training.adapter import AdaptedModel, read_adapter, write_adapter
from pipeline.training.corpus import LabelledCall, labelled_calls
from pipeline.training.excerpts import excerpts
from pipeline.training.export import read_heads, write_heads, write_item_texts
from pipeline.training.graph import write_trunk_graph
from pipeline.training.heads import Trained, averaged, examples_of, first_of, fit, fresh
from pipeline.training.joint import train_jointly
from pipeline.training.labels import BASE, description, sizes
from pipeline.training.lessons import Lessons
from pipeline.training.passages import invented_items, labelled_passages, untouched
from pipeline.training.states import KeptStates, item_texts
from pipeline.training.tuning import read_calls, tuned
from pipeline.training.wordings import read_wordings

LAYERS: Final = 16
VERSION: Final = "2026.11.5"
# Of the heads alone: on the published model's states, before the adapter is trained along, and on the adapted ones'.
LEADING_EPOCHS, HEAD_EPOCHS = 4, 8
MEMBERS: Final = 2  # heads that are trained on apart from the same start and averaged with it
MISHEARD: Final = 0.3  # which share of the readings is of calls as a recogniser might have heard them


@dataclass(frozen=True)
class Material:
    """What is learned from."""

    calls: tuple[LabelledCall, ...]
    passages: tuple[LabelledCall, ...]

    def epoch(self, draw: Random) -> tuple[LabelledCall, ...]:
        """What one epoch reads: the calls, a piece of each, so that short talk is known, and the passages.

        Calls and pieces are judged against some of the passages' invented items too.
        """
        calls, invented = (*self.calls, *excerpts(self.calls, draw)), invented_items(self.passages)
        return (*(untouched(call, invented, draw) if invented else call for call in calls), *self.passages)


def main() -> None:
    """Train adapter and heads together, the heads on, then choose thresholds."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.training", description=__doc__)
    parser.add_argument("--out", type=Path, default=models_folder() / FOLDER, help="where to write (models/reader)")
    parser.add_argument("--start", type=Path, default=None, help="a trained reader to go on from, else from scratch")
    parser.add_argument("--minutes", type=float, default=150, help="how long to train adapter and heads (150)")
    parser.add_argument("--calls", type=int, default=None, help="train on that many calls alone (learning curve)")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    torch.manual_seed(asked.seed)
    calls, shape = labelled_calls("train")[: asked.calls], Shape(layers=LAYERS)
    material = Material(calls, () if asked.calls else labelled_passages("train"))
    changes = read_adapter(asked.start / ADAPTER) if asked.start else {}
    counts = sizes(description(shape, VERSION, 0))
    heads = first_of(read_heads(asked.start, counts, shape.width)) if asked.start else None
    asked.out.mkdir(parents=True, exist_ok=True)
    write_trunk_graph(shape, asked.out / GRAPH)
    write_description(description(shape, VERSION, len(calls)), asked.out)
    write_adapter(changes, asked.out / ADAPTER)
    heads = heads or _leading(asked.out, calls, asked.seed)
    _train(asked.out, material, heads, asked.minutes, asked.seed)
    _train_on(asked.out, material, heads, asked.seed)
    _tune(asked.out)


def _leading(out: Path, calls: Sequence[LabelledCall], seed: int) -> Trained:
    """Heads for the published model, so that the adapter has something to learn from at once."""
    artefact = Artefact(out)
    published = _kept(artefact)
    texts = ItemStates(item_texts(published), published)
    examples = examples_of(calls, artefact.description, published, texts)
    heads = fresh(sizes(artefact.description), artefact.shape.width)
    others = read_wordings(published, artefact.description)
    fit(heads, examples, wordings=others, epochs=LEADING_EPOCHS, seed=seed, tell=_tell)
    return heads


def _train(out: Path, material: Material, heads: Trained, minutes: float, seed: int) -> None:
    """Writes adapter and heads, now and then and at the end."""
    artefact = Artefact(out)
    (base,) = locate(BASE).glob("*.gguf")
    model = AdaptedModel(BaseModel(base), artefact.shape, BaseModel(base).tokenizer(), read_adapter(out / ADAPTER))
    draw = Random(seed)  # noqa: S311 - where calls are cut, no secret
    lessons = Lessons(lambda: material.epoch(draw), artefact.description, model, misheard=MISHEARD, seed=seed)
    texts = ItemStates(item_texts(model), model)
    lesson = next(lessons.epoch(texts, read_wordings(model, artefact.description)))
    window = lesson.example.window._replace(states=model.upper(lesson.lower)[lesson.prefix :].detach().numpy())

    def keep() -> None:
        write_adapter(model.changes(), out / ADAPTER)
        write_heads(heads, window, out)

    readings = train_jointly(model, heads, lessons, minutes=minutes, tell=_tell, keep=keep)
    keep()
    _tell(f"{readings} readings of {len(material.calls)} calls and {len(material.passages)} passages")


def _train_on(out: Path, material: Material, heads: Trained, seed: int) -> None:
    """The heads alone, on what the adapted model gives in the eight bits in which it will be run.

    Together with the adapter they read every call but twice or so; what is rare (vague, declines) they learn only here.
    """
    artefact = Artefact(out)
    model = _kept(artefact)
    texts = item_texts(model)
    write_item_texts(texts, out)
    epoch = material.epoch(Random(seed))  # noqa: S311 - where calls are cut, no secret
    examples = examples_of(epoch, artefact.description, model, ItemStates(texts, model))
    others = read_wordings(model, artefact.description)
    members = [deepcopy(heads) for _ in range(MEMBERS)]
    for number, member in enumerate(members):
        fit(member, examples, wordings=others, epochs=HEAD_EPOCHS, seed=seed + 2 * number, tell=_tell)
    write_heads(averaged([*members, heads]), max(examples, key=lambda each: len(each.window.spans)).window, out)


def _tune(out: Path) -> None:
    """Thresholds and temperature, on the calls kept for them."""
    artefact = Artefact(out)
    reader = Reader(artefact, _kept(artefact))
    calls, passages = (read_calls(reader, labelled("tune")) for labelled in (labelled_calls, labelled_passages))
    write_description(tuned(artefact.description, calls, passages), out)


def _kept(artefact: Artefact) -> KeptStates:
    folder = weights_folder() / BASE / "states" / artefact.trunk_sha256[:16]
    return KeptStates(Trunk(prepare(artefact, progress=_tell), artefact.shape), folder)


def _tell(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")


if __name__ == "__main__":
    main()
