"""From recordings whose words are known to an adapter for a Whisper."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from pipeline.adaptation.export import low_rank, refuse_existing, write_adapter
from pipeline.adaptation.material import Material
from pipeline.asr.adapter import MODEL, Card
from pipeline.asr.weights import locate
from pipeline.domain.base import Frozen
from pipeline.errors import UsageError

EPOCHS: Final = 4
RANK: Final = 64
SHARE: Final = 0.5
HELD_OUT: Final = 20  # one window in so many is not trained on, so that one sees whether other speech is learned too
_WITHOUT: Final = "Install it beside Tinghe: pip install torch."


class Adaptation(Frozen):
    """What came of it. losses: of the windows that were held out, before and after training."""

    card: Card
    losses: tuple[float, float]


def adapt(
    folders: Sequence[Path],
    out: Path,
    *,
    version: str,
    model: str = "base",
    weights: Path | None = None,
    epochs: int = EPOCHS,
    share: float = SHARE,
    rank: int = RANK,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> Adaptation:
    """Train on every recording of the folders and write the adapter to out.

    Raises:
        UsageError: PyTorch is not installed, out is there already, or there is no recording whose words are known.
        RecordingError: a recording cannot be read.
        WeightsError: the model's weights are not there.
    """
    try:
        from pipeline.adaptation.training import Trainer, TrainingOptions  # noqa: PLC0415 - PyTorch is seldom there
    except ImportError as error:
        raise UsageError("tinghe adapt", f"{error.name} is not installed", _WITHOUT) from error
    refuse_existing(out)
    home, material = locate(model, weights), Material(folders)
    windows = list(material.windows())
    held_out, taught = windows[::HELD_OUT], [window for n, window in enumerate(windows) if n % HELD_OUT]
    progress(f"{len(windows)} windows of {len(material.known)} recordings, {material.hours:.2f} hours")
    trainer = Trainer(home.folder, TrainingOptions(epochs=epochs, seed=seed))
    before = trainer.mean_loss(held_out)
    trained = trainer.train(taught, progress)
    after = trainer.mean_loss(held_out)
    card = Card(
        version=version,
        base=model,
        base_sha256=home.files[MODEL].sha256,
        share=share,
        rank=rank,
        recordings=len(material.known),
        hours=round(material.hours, 3),
        data_sha256=material.sha256,
    )
    write_adapter(card, low_rank(trainer.published, trained, share, rank), out)
    return Adaptation(card=card, losses=(before, after))
