"""`make train`: from the labelled calls and the published language model to models/reader/."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipeline.asr.weights import locate, weights_folder
from pipeline.reader.artefact import ADAPTER, FOLDER, GRAPH, Artefact
from pipeline.reader.base_model import BaseModel
from pipeline.reader.encoding import windows
from pipeline.reader.layout import Shape
from pipeline.reader.load import prepare
from pipeline.reader.reader import LanguageModel, Reader
from pipeline.reader.trunk import Trunk
from pipeline.resources import models_folder
from pipeline.training.adapter import AdaptedModel, Call, adapt, write_adapter
from pipeline.training.corpus import LabelledCall, labelled_calls
from pipeline.training.export import write_description, write_heads, write_item_texts
from pipeline.training.graph import write_trunk_graph
from pipeline.training.heads import Example, examples_of, fit
from pipeline.training.labels import BASE, description, sizes
from pipeline.training.states import KeptStates, item_texts
from pipeline.training.tuning import read_calls, tuned

LAYERS: Final = 16
VERSION: Final = "2026.11"
ADAPTER_EPOCHS, LEADING_EPOCHS, HEAD_EPOCHS = 2.5, 8, 16


def main() -> None:
    """Train the adapter (unless it is kept), then the heads, then choose thresholds."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.training", description=__doc__)
    parser.add_argument("--out", type=Path, default=models_folder() / FOLDER, help="where to write (models/reader)")
    parser.add_argument("--keep-adapter", action="store_true", help="train only the heads, on the adapter in OUT")
    parser.add_argument("--calls", type=int, default=None, help="train on that many calls only (learning curve)")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    calls, shape = labelled_calls("train")[: asked.calls], Shape(layers=LAYERS)
    asked.out.mkdir(parents=True, exist_ok=True)
    write_trunk_graph(shape, asked.out / GRAPH)
    write_description(description(shape, VERSION, len(calls)), asked.out)
    if not asked.keep_adapter:
        _train_adapter(asked.out, calls, shape, asked.seed)
    artefact = Artefact(asked.out)
    model = KeptStates(Trunk(prepare(artefact, tell=_tell), shape), _kept(artefact))
    _train_heads(artefact, model, calls, asked.seed)
    _tune(asked.out, model)


def _train_adapter(out: Path, calls: Sequence[LabelledCall], shape: Shape, seed: int) -> None:
    (path,) = locate(BASE).glob("*.gguf")
    base, labels = BaseModel(path), description(shape, VERSION, len(calls))
    write_adapter({}, out / ADAPTER)
    untouched = Artefact(out)
    published = KeptStates(Trunk(prepare(untouched, tell=_tell), shape), _kept(untouched))
    examples = examples_of(calls, labels, published, item_texts(published))
    leading = fit(examples, sizes(labels), states=shape.width, epochs=LEADING_EPOCHS, seed=seed, tell=_tell)
    model = AdaptedModel(base, shape)
    lowered = [_lowered(model, published, example) for example in examples if _whole(example)]
    adapt(model, leading, lowered, epochs=ADAPTER_EPOCHS, seed=seed, tell=_tell)
    write_adapter(model.changes(), out / ADAPTER)


def _whole(example: Example) -> bool:
    """Whether the window is the whole call; the few others only train the heads."""
    return len(example.window.roles) == len(example.call.transcript.utterances)


def _lowered(model: AdaptedModel, published: LanguageModel, example: Example) -> Call:
    call = example.call
    (window,) = windows(published.tokenizer, call.transcript.utterances, call.product, call.stage)
    return Call(example=example, prefix=len(window.prefix), lower=model.lower(window.ids))


def _train_heads(artefact: Artefact, model: LanguageModel, calls: Sequence[LabelledCall], seed: int) -> None:
    texts = item_texts(model)
    write_item_texts(texts, artefact.folder)
    labels = artefact.description
    examples = examples_of(calls, labels, model, texts)
    trained = fit(examples, sizes(labels), states=artefact.shape.width, epochs=HEAD_EPOCHS, seed=seed, tell=_tell)
    write_heads(trained, max(examples, key=lambda each: len(each.window.spans)).window, artefact.folder)


def _tune(out: Path, model: LanguageModel) -> None:
    artefact = Artefact(out)
    read = read_calls(Reader(artefact, model), labelled_calls("tune"))
    write_description(tuned(artefact.description, read), out)


def _kept(artefact: Artefact) -> Path:
    return weights_folder() / BASE / "states" / artefact.trunk_sha256[:16]


def _tell(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")


if __name__ == "__main__":
    main()
