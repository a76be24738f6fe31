"""`tinghe adapt`: a Whisper learns how a trade talks."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.output import say, tell


def adapt(
    folders: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER...", help="Recordings, and beside each NAME.turns.json with its words."),
    ],
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the adapter is written; must not exist.")],
    version: Annotated[str, typer.Option("--name", help="What reports call it, such as 2026.12.")],
    model: Annotated[str, typer.Option(help="Whisper weights to adapt, as `tinghe models list` names them.")] = "base",
    epochs: Annotated[int, typer.Option(min=1, help="How often each window is heard.")] = 4,
    share: Annotated[float, typer.Option(min=0.05, max=1.0, help="How much of what was learned is added.")] = 0.5,
    rank: Annotated[int, typer.Option(min=1, help="Of the changes that are kept.")] = 64,
    seed: Annotated[int, typer.Option(help="Of lines, paces and order.")] = 0,
) -> None:
    """Train a Whisper's decoder on recordings whose words are known, and write what changed as an adapter.

    Needs PyTorch (the extra `training`). Clean recordings, of more than 8 kHz, are put through simulated telephone
    lines. Try it with `tinghe run … --adapter FOLDER`, on recordings that were not trained on, before it is used.
    """
    from pipeline.services.adapt import adapt as train
    from pipeline.settings import load_settings

    done = train(
        folders,
        out,
        version=version,
        model=model,
        weights=load_settings().weights,
        epochs=epochs,
        share=share,
        rank=rank,
        seed=seed,
        progress=tell,
    )
    before, after = done.losses
    say(f"{out}: {done.card.hours:.2f} hours; loss on windows that were held out {before:.3f}, now {after:.3f}")
