"""`tinghe rejudge` and `tinghe reproduce`."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.commands.options import Store
from pipeline.cli.output.terminal import every, say
from pipeline.errors import ExitStatus

_TOLD_EVERY = 500  # calls


def rejudge(
    *,
    store: Store,
    checklist: Annotated[
        Path | None, typer.Option("--checklist", metavar="FOLDER", help="Checklists to try, laid out as the product's.")
    ] = None,
    models: Annotated[
        Path | None,
        typer.Option("--models", metavar="FOLDER", help="Rules, lists and reader to try: a changed copy of models/."),
    ] = None,
    adopt: Annotated[bool, typer.Option("--adopt", help="Let the new judgements stand; the former are kept.")] = False,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write who flips, a row a change.")] = None,
) -> None:
    """Judge stored transcripts anew, without audio, and print who flips; nothing is written before --adopt."""
    from pipeline.cli.output.flips import rejudged_lines
    from pipeline.reports.population_tables import write_flips
    from pipeline.services.analyse import Analyser
    from pipeline.services.rejudge import rejudge as rejudged
    from pipeline.settings import load_settings

    analyser = Analyser(load_settings(checklists=checklist, models=models))
    found = rejudged(store, analyser, adopt=adopt, progress=every(_TOLD_EVERY, "judged"))
    if csv:
        write_flips(csv, found.changes)
    for line in rejudged_lines(found):
        say(line)


def reproduce(
    call_id: Annotated[str, typer.Argument(metavar="CALL_ID", help="A call that the store has.")], *, store: Store
) -> None:
    """Run a stored call again, write nothing, and say whether the report is identical or what differs.

    Exit status: 0 identical, 1 it differs or cannot be run again.
    """
    from pipeline.cli.output.flips import reproduced_lines
    from pipeline.services.analyse import Analyser
    from pipeline.services.reproduce import reproduce as reproduced
    from pipeline.settings import load_settings

    found = reproduced(store, call_id, Analyser(load_settings()))
    for line in reproduced_lines(found):
        say(line)
    if not found.identical:
        raise typer.Exit(ExitStatus.NOTHING_DONE)
