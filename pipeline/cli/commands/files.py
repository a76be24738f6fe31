"""`tinghe probe` and `tinghe schema`."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pipeline.cli.say import complain, say, screen
from pipeline.errors import ExitStatus


def probe(files: Annotated[list[Path], typer.Argument(metavar="FILE...")]) -> NoReturn:
    """Say what recordings are, without decoding them."""
    from pipeline.cli.probing import probe_table, probed

    probes, errors = probed(files)
    if probes:
        screen().print(probe_table(probes))
    for error in errors:
        complain(str(error))
    raise typer.Exit(ExitStatus.of(done=len(probes), failed=len(errors)))


def schema() -> None:
    """Print the JSON Schema of a call report."""
    from pipeline.reports.schema import json_schema

    say(json_schema())
