"""`tinghe explain`: how one verdict of one report came about."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.output.terminal import say


def explain(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="A call report (JSON).")],
    what: Annotated[str, typer.Argument(metavar="ID", help="An item, fact, risk or violation.")],
    *,
    checklist: Annotated[
        Path | None,
        typer.Option("--checklist", metavar="FOLDER", help="Checklists of your own."),
    ] = None,
) -> None:
    """Print how one verdict came about: what was said, with its weight, and each step between."""
    from pipeline.cli.output.explanation import explanation_lines
    from pipeline.reports.codec import read_report
    from pipeline.services.analyse import reader_judge
    from pipeline.services.explain import explain as explained
    from pipeline.settings import load_settings

    settings = load_settings(checklists=checklist)
    for line in explanation_lines(explained(read_report(report), what, settings, reader_judge(settings))):
        say(line)
