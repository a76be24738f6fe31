"""`tinghe audit`: whether the store is as it was written."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.commands.options import Store
from pipeline.cli.output.terminal import complain, say
from pipeline.errors import ExitStatus

app = typer.Typer(help="The store's log: walk it, or write it out.", no_args_is_help=True)
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the log is written, an entry a line (JSON).")]


@app.command()
def verify(*, store: Store) -> None:
    """Walk the log and check every transcript, verdict and fact against it.

    Exit status: 0 all is as it was written, 1 something was changed (each named), 2 wrong usage.
    """
    from pipeline.services.audit import verify as audited

    audit = audited(store)
    for breach in audit.breaches:
        complain(f"{breach.where}: {breach.what}.")
    if not audit.intact:
        raise typer.Exit(ExitStatus.NOTHING_DONE)
    say(f"intact: {audit.entries} log entries, head {audit.head}" if audit.entries else "intact: the log is empty")


@app.command()
def export(*, store: Store, out: Out) -> None:
    """Write the log with its hashes, to be kept where nobody who can change the store can change it."""
    from pipeline.services.audit import export_log

    say(f"{export_log(store, out)} log entries in {out}")
