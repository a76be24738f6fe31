"""From weights on this machine to a reader that is ready."""

from collections.abc import Callable
from pathlib import Path

from pipeline.asr.weights import locate
from pipeline.reader.artefact import Artefact
from pipeline.reader.preparation import prepared
from pipeline.reader.reader import Reader
from pipeline.reader.trunk import Trunk

_PREPARED = "prepared"


def load_reader(
    weights: Path | None = None,
    *,
    threads: int = 0,
    trained: Path | None = None,
    tell: Callable[[str], None] | None = None,
) -> Reader:
    """The reader, its language model prepared if that was not done yet.

    weights: the folder that weights are kept in, None for the usual one. threads: 0 for as many as there are cores.
    trained: a folder to be tried instead of models/reader. tell: hears of preparation, which takes half a minute.

    Raises:
        WeightsError: the language model is not there, or a trained file is malformed.
    """
    artefact = Artefact(trained)
    trunk = prepare(artefact, weights, tell)
    return Reader(artefact, Trunk(trunk, artefact.shape, threads))


def prepare(artefact: Artefact, weights: Path | None = None, tell: Callable[[str], None] | None = None) -> Path:
    """The folder with the prepared language model, made if it is not there; raises as load_reader does."""
    home = locate(artefact.description.base, weights)
    (base,) = home.glob("*.gguf")
    return prepared(artefact, base, home / _PREPARED, tell or (lambda _: None))
