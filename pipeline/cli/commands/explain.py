"""`tinghe explain`: how one verdict of one report came about."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.say import say, tell


def explain(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="A call report (JSON).")],
    item: Annotated[str, typer.Argument(metavar="ITEM", help="An item's id, as the report has it.")],
) -> None:
    """Print how the verdict on one item came about: what was said, what was searched for, and each step between."""
    from pipeline.checklist.explain import account_of
    from pipeline.checklist.load import load_checklist
    from pipeline.checklist.told import told_in
    from pipeline.cli.explaining import lines_of
    from pipeline.domain.transcript import Transcript
    from pipeline.intents.reading import read_intents
    from pipeline.reports.codec import read_report

    stored = read_report(report)
    checklist = load_checklist(stored.recording.product, stored.recording.stage)
    if checklist.id != stored.versions.checklist:
        tell(f"tinghe: the report was judged by {stored.versions.checklist}; this account uses today's checklist")
    transcript = Transcript(utterances=stored.transcript, quality=stored.quality)
    customer = stored.recording.metadata.get("app.customer_name", "").strip()
    told = told_in(transcript, stored.facts, stored.risks)
    account = account_of(transcript, checklist, item, customer=customer, intents=read_intents(transcript), told=told)
    for line in lines_of(account):
        say(line)
