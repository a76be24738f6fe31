"""`tinghe explain`: how one verdict of one report came about."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.say import say


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
    from pipeline.analyse import reader_judge
    from pipeline.checklist.load import load_checklist
    from pipeline.cli.explaining import lines_of
    from pipeline.reader.artefact import Artefact
    from pipeline.reports.codec import read_report
    from pipeline.settings import load_settings

    stored, settings = read_report(report), load_settings(checklists=checklist)
    trained = Artefact(settings.reader)
    asked = load_checklist(stored.recording.product, stored.recording.stage, settings.checklists)
    for line in lines_of(stored, what, asked, trained, lambda: reader_judge(settings).reader):
        say(line)
