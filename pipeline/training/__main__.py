"""`make train`: from the labelled calls and the published language model to models/reader/."""

import argparse
import sys
import time
from collections.abc import Sequence
from copy import deepcopy
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
from pipeline.training.augmentation import TrainingSet
from pipeline.training.corpus import LabelledCall, labelled_calls
from pipeline.training.examples import KeptStates, examples_of
from pipeline.training.export import read_heads, write_heads, write_item_texts
from pipeline.training.graph import write_trunk_graph
from pipeline.training.heads import Networks, averaged, first_member, fit, untrained
from pipeline.training.joint import JointExamples, train_jointly
from pipeline.training.labels import BASE, description, sizes
from pipeline.training.passages import labelled_passages
from pipeline.training.tuning import read_calls, tuned
from pipeline.training.wordings import item_texts, read_wordings

LAYERS: Final = 16
VERSION: Final = "2026.11.5"
# Of the heads alone: on the published model's states, before the adapter is trained along, and on the adapted ones'.
LEADING_EPOCHS, HEAD_EPOCHS = 4, 8
MEMBERS: Final = 2  # heads that are trained on apart from the same start and averaged with it
MISRECOGNISED: Final = 0.3  # which share of the readings is of calls with a recogniser's errors


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
    material = TrainingSet(calls, () if asked.calls else labelled_passages("train"))
    changes = read_adapter(asked.start / ADAPTER) if asked.start else {}
    counts = sizes(description(shape, VERSION, 0))
    start = first_member(read_heads(asked.start, counts, shape.width)) if asked.start else None
    asked.out.mkdir(parents=True, exist_ok=True)
    write_trunk_graph(shape, asked.out / GRAPH)
    write_description(description(shape, VERSION, len(calls)), asked.out)
    write_adapter(changes, asked.out / ADAPTER)
    networks = start or _heads_of_published_model(asked.out, calls, asked.seed)
    _train_together(asked.out, material, networks, asked.minutes, asked.seed)
    _train_heads_on(asked.out, material, networks, asked.seed)
    _tune(asked.out)


def _heads_of_published_model(out: Path, calls: Sequence[LabelledCall], seed: int) -> Networks:
    """Heads for the published model, so that the adapter has something to learn from at once."""
    artefact = Artefact(out)
    published = _with_kept_states(artefact)
    texts = ItemStates(item_texts(published), published)
    examples = examples_of(calls, artefact.description, published, texts)
    networks = untrained(sizes(artefact.description), artefact.shape.width)
    others = read_wordings(published, artefact.description)
    fit(networks, examples, wordings=others, epochs=LEADING_EPOCHS, seed=seed, progress=_log)
    return networks


def _train_together(out: Path, material: TrainingSet, networks: Networks, minutes: float, seed: int) -> None:
    """Adapter and heads; writes both, now and then and at the end."""
    artefact = Artefact(out)
    (base,) = locate(BASE).folder.glob("*.gguf")
    model = AdaptedModel(BaseModel(base), artefact.shape, BaseModel(base).tokenizer(), read_adapter(out / ADAPTER))
    rng = Random(seed)  # noqa: S311 - where calls are cut, no secret
    examples = JointExamples(
        lambda: material.epoch(rng), artefact.description, model, misrecognised=MISRECOGNISED, seed=seed
    )
    texts = ItemStates(item_texts(model), model)
    first = next(examples.epoch(texts, read_wordings(model, artefact.description)))
    window = first.example.window._replace(states=model.upper(first.lower)[first.prefix :].detach().numpy())

    def checkpoint() -> None:
        write_adapter(model.changes(), out / ADAPTER)
        write_heads(networks, window, out)

    readings = train_jointly(model, networks, examples, minutes=minutes, progress=_log, checkpoint=checkpoint)
    checkpoint()
    _log(f"{readings} readings of {len(material.calls)} calls and {len(material.passages)} passages")


def _train_heads_on(out: Path, material: TrainingSet, networks: Networks, seed: int) -> None:
    """The heads alone, on what the adapted model gives in the eight bits in which it will be run.

    Together with the adapter they read every call but twice or so; what is rare (vague, declines) they learn only here.
    """
    artefact = Artefact(out)
    model = _with_kept_states(artefact)
    texts = item_texts(model)
    write_item_texts(texts, out)
    epoch = material.epoch(Random(seed))  # noqa: S311 - where calls are cut, no secret
    examples = examples_of(epoch, artefact.description, model, ItemStates(texts, model))
    others = read_wordings(model, artefact.description)
    members = [deepcopy(networks) for _ in range(MEMBERS)]
    for number, member in enumerate(members):
        fit(member, examples, wordings=others, epochs=HEAD_EPOCHS, seed=seed + 2 * number, progress=_log)
    write_heads(averaged([*members, networks]), max(examples, key=lambda each: len(each.window.spans)).window, out)


def _tune(out: Path) -> None:
    """Thresholds and temperature, on the calls and passages kept for them."""
    artefact = Artefact(out)
    reader = Reader(artefact, _with_kept_states(artefact))
    calls, passages = (read_calls(reader, labelled("tune")) for labelled in (labelled_calls, labelled_passages))
    write_description(tuned(artefact.description, calls, passages), out)


def _with_kept_states(artefact: Artefact) -> KeptStates:
    """The language model as it will be run; its states are kept beside its weights, by trunk."""
    folder = weights_folder() / BASE / "states" / artefact.trunk_sha256[:16]
    return KeptStates(Trunk(prepare(artefact, progress=_log), artefact.shape), folder)


def _log(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")


if __name__ == "__main__":
    main()
