"""`tinghe learn`."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import ExitStatus


def learn(
    decisions: Annotated[
        Path, typer.Argument(metavar="DECISIONS", help="CSV of call_id, id, decision: what people decided.")
    ],
    *,
    store: Annotated[
        str,
        typer.Option("--store", metavar="URL", help="The database with the calls: sqlite:///FILE or postgresql://…."),
    ],
    checklist: Annotated[
        Path | None, typer.Option("--checklist", metavar="FOLDER", help="Checklists of your own.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Write the fitted reader there, if it is no worse.")
    ] = None,
) -> None:
    """Fit the reader's decisions to those of people, and show who flips and what precision and recall become.

    Exit status: 0 it may be adopted, 1 it is worse on the calls kept away, or there are too few.
    """
    from pipeline.cli.learning import learn as learn_from
    from pipeline.settings import load_settings

    if not learn_from(store, decisions, out, load_settings(checklists=checklist)):
        raise typer.Exit(ExitStatus.NOTHING_DONE)
