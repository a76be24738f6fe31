"""`tinghe explain`: how one verdict of one report came about."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.say import say, tell

if TYPE_CHECKING:
    from pipeline.domain.report import CallReport


def explain(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="A call report (JSON).")],
    item: Annotated[
        str, typer.Argument(metavar="ID", help="An item, fact, risk or violation; by the rules only an item.")
    ],
) -> None:
    """Print how one verdict came about: what was said, with its weight, and each step between."""
    from pipeline.reports.codec import read_report

    stored = read_report(report)
    lines = _by_reader(stored, item) if stored.versions.classifier.startswith("reader-") else _by_rules(stored, item)
    for line in lines:
        say(line)


def _by_reader(stored: "CallReport", what: str) -> "Iterator[str]":
    from pipeline.cli.explaining import by_reader
    from pipeline.reader.artefact import Artefact
    from pipeline.reader.load import load_reader
    from pipeline.settings import load_settings

    trained, settings = Artefact(), load_settings()
    return by_reader(
        stored, what, trained, lambda: load_reader(trained, settings.weights, threads=settings.asr.cpu_threads)
    )


def _by_rules(stored: "CallReport", item: str) -> "Iterator[str]":
    from pipeline.checklist.explain import account_of
    from pipeline.checklist.load import load_checklist
    from pipeline.checklist.told import told_in
    from pipeline.cli.explaining import lines_of
    from pipeline.domain.transcript import Transcript
    from pipeline.intents.reading import read_intents

    checklist = load_checklist(stored.recording.product, stored.recording.stage)
    if checklist.id != stored.versions.checklist:
        tell(f"tinghe: the report was judged by {stored.versions.checklist}; this account uses today's checklist")
    transcript = Transcript(utterances=stored.transcript, quality=stored.quality)
    customer = stored.recording.metadata.get("app.customer_name", "").strip()
    told = told_in(transcript, stored.facts, stored.risks)
    account = account_of(transcript, checklist, item, customer=customer, intents=read_intents(transcript), told=told)
    return lines_of(account)
