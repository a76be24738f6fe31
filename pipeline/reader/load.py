"""From weights on this machine to a reader that is ready."""

from collections.abc import Callable
from pathlib import Path

from pipeline.asr.weights import locate
from pipeline.reader.artefact import Artefact
from pipeline.reader.preparation import prepared
from pipeline.reader.reader import Reader
from pipeline.reader.trunk import Trunk

_PREPARED = "prepared"


def load_reader(trained: Artefact, weights: Path | None = None, *, threads: int = 0) -> Reader:
    """The reader, its language model prepared if that was not done yet (half a minute, once a machine).

    weights: the folder that weights are kept in, None for the usual one. threads: 0 for as many as there are cores.

    Raises:
        WeightsError: the language model is not there or cannot be prepared, or a trained file is absent or malformed.
    """
    trained.require()
    return Reader(trained, Trunk(prepare(trained, weights), trained.shape, threads))


def prepare(artefact: Artefact, weights: Path | None = None, tell: Callable[[str], None] | None = None) -> Path:
    """The folder with the prepared language model, made if it is not there.

    Raises:
        WeightsError: it is not there or cannot be prepared, or what is prepared of the trained reader is absent.
    """
    home = locate(artefact.description.base, weights)
    (base,) = home.glob("*.gguf")
    return prepared(artefact, base, home / _PREPARED, tell or (lambda _: None))
