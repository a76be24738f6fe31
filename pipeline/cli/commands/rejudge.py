"""Commands that judge stored calls again: `tinghe rejudge`, `reproduce` and `learn`."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.commands.store import Store
from pipeline.cli.output import every, say
from pipeline.errors import ExitStatus


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
    from pipeline.cli.output.rejudge import rejudged_lines
    from pipeline.reports.population_tables import write_flips
    from pipeline.services import rejudge as service
    from pipeline.services.analyse import Analyser
    from pipeline.settings import load_settings

    analyser = Analyser(load_settings(checklists=checklist, models=models))
    rejudged = service.rejudge(store, analyser, adopt=adopt, progress=every(500, "judged"))
    if csv:
        write_flips(csv, rejudged.changes)
    for line in rejudged_lines(rejudged):
        say(line)


def reproduce(
    call_id: Annotated[str, typer.Argument(metavar="CALL_ID", help="A call that the store has.")], *, store: Store
) -> None:
    """Run a stored call again, write nothing, and say whether the report is identical or what differs.

    Exit status: 0 identical, 1 it differs or cannot be run again.
    """
    from pipeline.cli.output.rejudge import reproduced_lines
    from pipeline.services import rejudge as service
    from pipeline.services.analyse import Analyser
    from pipeline.settings import load_settings
    from pipeline.sources.fetching import Fetcher

    settings = load_settings()
    reproduction = service.reproduce(store, call_id, Analyser(settings), Fetcher(settings.sources))
    for line in reproduced_lines(reproduction):
        say(line)
    if not reproduction.identical:
        raise typer.Exit(ExitStatus.NOTHING_DONE)


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
    from pipeline.cli.output.rejudge import learned_lines
    from pipeline.services import learn as service
    from pipeline.services.analyse import reader_judge
    from pipeline.settings import load_settings

    settings = load_settings(checklists=checklist)
    judge = reader_judge(settings)
    learned = service.learn(store, decisions, settings, judge, out=out, progress=every(100, "read"))
    for line in learned_lines(learned, out):
        say(line)
    if not learned.trial.may_be_adopted:
        raise typer.Exit(ExitStatus.NOTHING_DONE)
