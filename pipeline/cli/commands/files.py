"""`tinghe probe` and `tinghe schema`."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pipeline.cli.output.terminal import complain, say, screen
from pipeline.errors import ExitStatus


def probe(files: Annotated[list[Path], typer.Argument(metavar="FILE...")]) -> NoReturn:
    """Say what recordings are, without decoding them."""
    from pipeline.audio.recording import probe as probed
    from pipeline.cli.output.lists import probe_table
    from pipeline.errors import RecordingError

    probes, errors = [], []
    for path in files:
        try:
            probes.append(probed(path))
        except RecordingError as error:
            errors.append(error)
    if probes:
        screen().print(probe_table(probes))
    for refusal in errors:
        complain(str(refusal))
    raise typer.Exit(ExitStatus.of(done=len(probes), failed=len(errors)))


def schema() -> None:
    """Print the JSON Schema of a call report."""
    from pipeline.reports.codec import json_schema

    say(json_schema())
