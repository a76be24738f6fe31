"""`tinghe adapt`: a Whisper learns how a trade talks."""

from pathlib import Path
from typing import Annotated, Any

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
    epochs: Annotated[int | None, typer.Option(min=1, help="How often each window is heard.")] = None,
    share: Annotated[
        float | None, typer.Option(min=0.05, max=1.0, help="How much of what was learned is added.")
    ] = None,
    rank: Annotated[int | None, typer.Option(min=1, help="Of the changes that are kept.")] = None,
    seed: Annotated[int, typer.Option(help="Of lines, paces and order.")] = 0,
) -> None:
    """Train a Whisper's decoder on recordings whose words are known, and write what changed as an adapter.

    Needs PyTorch (pip install torch). Clean recordings, of more than 8 kHz, are put through simulated telephone
    lines. Try it with `tinghe run … --adapter FOLDER`, on recordings that were not trained on, before it is used.
    """
    from pipeline.services.adapt import adapt as train
    from pipeline.settings import load_settings

    given = {"epochs": epochs, "share": share, "rank": rank}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    done = train(
        folders,
        out,
        version=version,
        model=model,
        weights=load_settings().weights,
        seed=seed,
        **chosen,
        progress=tell,
    )
    before, after = done.losses
    say(f"{out}: {done.card.hours:.2f} hours; loss on windows that were held out {before:.3f}, now {after:.3f}")
