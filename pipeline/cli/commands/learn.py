"""`tinghe learn`."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.output.terminal import every, say
from pipeline.errors import ExitStatus

_TOLD_EVERY = 100  # calls


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
    from pipeline.cli.output.learning import learned_lines
    from pipeline.services.analyse import reader_judge
    from pipeline.services.learn import learn as learned_from
    from pipeline.settings import load_settings

    settings = load_settings(checklists=checklist)
    judge = reader_judge(settings)
    learned = learned_from(store, decisions, settings, judge, out=out, progress=every(_TOLD_EVERY, "read"))
    for line in learned_lines(learned, out):
        say(line)
    if not learned.trial.may_be_adopted:
        raise typer.Exit(ExitStatus.NOTHING_DONE)
