"""`tinghe checklist`: what compliance staff need to change the standardized question lists."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.output import complain, say, screen
from pipeline.errors import ExitStatus, UsageError

app = typer.Typer(help="Check, test and show the standardized question lists.", no_args_is_help=True)

Folder = Annotated[
    Path | None, typer.Option("--folder", metavar="FOLDER", help="Checklists of your own (default: those shipped).")
]


@app.command()
def check(*, folder: Folder = None) -> None:
    """Read every checklist; the first thing that cannot be meant is named with file and line."""
    from pipeline.checklist.load import all_checklists
    from pipeline.settings import load_settings

    for checklist in all_checklists(load_settings(checklists=folder).checklists):
        say(f"{checklist.id}: {len(checklist.items)} items")


@app.command("test")
def try_examples(
    *,
    folder: Folder = None,
    item: Annotated[str, typer.Option("--item", metavar="ID", help="Only the examples of this item.")] = "",
) -> None:
    """Let the reader judge the examples that stand beside the items, and name those that come out otherwise."""
    from pipeline.checklist.examples import run_examples
    from pipeline.checklist.load import all_checklists
    from pipeline.services.analyse import reader_judge
    from pipeline.settings import load_settings

    settings = load_settings(checklists=folder)
    checklists = tuple(all_checklists(settings.checklists))
    known = dict.fromkeys(each for checklist in checklists for each in checklist.items)
    if item and item not in known:
        raise UsageError("--item", f"no list has an item {item!r}", f"Choose from: {', '.join(known)}.")
    reader, corrector = reader_judge(settings).reader, settings.rules.corrector
    results = [result for checklist in checklists for result in run_examples(checklist, reader, corrector, item)]
    wrong = [result for result in results if not result.passed]
    for result in wrong:
        complain(
            f"{result.checklist} {result.item}, example {result.number}: {result.got}, should be {result.expected}"
        )
    say(f"{len(results) - len(wrong)} of {len(results)} examples come out as they should")
    if wrong:
        raise typer.Exit(ExitStatus.NOTHING_DONE)


@app.command()
def show(product: str, stage: str, *, folder: Folder = None) -> None:
    """Print one checklist: what has to be covered, how, by which rule, and what the next call would ask."""
    from pipeline.checklist.load import load_checklist
    from pipeline.cli.output.tables import checklist_table
    from pipeline.settings import load_settings

    lists = load_settings(checklists=folder).checklists
    screen().print(checklist_table(load_checklist(product, stage, lists)))
