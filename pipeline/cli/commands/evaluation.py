"""`tinghe evaluate`."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.output.terminal import complain, screen

Gold = Annotated[Path, typer.Argument(metavar="GOLD_FOLDER", help="Labelled calls, one CALL_ID.yaml each.")]
Reports = Annotated[Path, typer.Argument(metavar="REPORT_FOLDER", help="Call reports, one CALL_ID.json each.")]
Turns = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="CALL_ID.turns.json with the words said: adds error rates.")
]
PerItem = Annotated[bool, typer.Option("--per-item", help="Add a line an item.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Add what was taken for what, and every mistake.")]


def evaluate(
    gold: Gold, reports: Reports, *, turns: Turns = None, per_item: PerItem = False, verbose: Verbose = False
) -> None:
    """Score call reports against labelled calls."""
    from pipeline.cli.output import evaluation as tables
    from pipeline.evaluation.score import evaluate as evaluated

    scores = evaluated(gold, reports, turns)
    console = screen()
    console.print(tables.measures_table(scores))
    console.print(tables.rates_table(scores))
    console.print(tables.confidence_table(scores))
    if per_item:
        console.print(tables.item_table(scores))
    if verbose:
        console.print(tables.confusion_table(scores))
        console.print(tables.mistake_table(scores))
    if scores.unreported:
        complain(f"no report for {len(scores.unreported)}: {', '.join(scores.unreported)}")
