"""`tinghe models`: the weights, fetched and verified."""

from typing import Annotated

import typer

from pipeline.cli.say import say, tell

app = typer.Typer(help="List, fetch and verify model weights.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="As `tinghe models list` names it.")]


@app.command()
def pull(
    name: Name, *, offline: Annotated[bool, typer.Option("--offline", help="Never touch a network.")] = False
) -> None:
    """Fetch weights, verify every file by its SHA-256, and say where they are; what is there already stays."""
    from pipeline.asr.fetch import pull as fetch
    from pipeline.settings import load_settings

    say(str(fetch(name, offline=load_settings(offline=offline or None).offline, progress=tell)))


@app.command()
def verify(name: Name) -> None:
    """Hash every file of the weights again and say where they are."""
    from pipeline.asr.weights import locate

    say(f"{name}: every file is what it should be, in {locate(name)}")
