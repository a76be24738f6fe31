"""Commands about files, without a store: `tinghe probe`, `schema`, `explain` and `evaluate`."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pipeline.cli.output import complain, say, screen, write
from pipeline.errors import ExitStatus, RecordingError


def probe(files: Annotated[list[Path], typer.Argument(metavar="FILE...")]) -> NoReturn:
    """Say what recordings are, without decoding them."""
    from pipeline.audio.recording import probe as probe_file
    from pipeline.cli.output.tables import probe_table

    probes, errors = [], []
    for path in files:
        try:
            probes.append(probe_file(path))
        except RecordingError as error:
            errors.append(error)
    if probes:
        screen().print(probe_table(probes))
    for refusal in errors:
        complain(str(refusal))
    raise typer.Exit(ExitStatus.of(done=len(probes), failed=len(errors)))


def schema() -> None:
    """Print the JSON Schema of a call report."""
    from pipeline.reports.codec import json_schema

    write(json_schema())


def explain(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="A call report (JSON).")],
    what: Annotated[str, typer.Argument(metavar="ID", help="An item, fact, risk or violation.")],
    *,
    checklist: Annotated[
        Path | None,
        typer.Option("--checklist", metavar="FOLDER", help="Checklists of your own."),
    ] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Mask nothing; the store's log notes it.")] = False,
    store: Annotated[
        str | None,
        typer.Option("--store", metavar="URL", help="Whose log notes --reveal; tinghe.db beside the report."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why --reveal, for the log.")] = "",
) -> None:
    """Print how one verdict came about: what was said, with its weight, and each step between.

    Shows what was kept when the call was judged; the call is read again where nothing was, or with --checklist.
    """
    from pipeline.cli.output.explanation import explanation_lines
    from pipeline.reports.codec import read_grounds, read_report
    from pipeline.services import explain as service
    from pipeline.services.reveal import note_reveal_of
    from pipeline.settings import load_settings

    settings = load_settings(checklists=checklist)
    kept = None if checklist else read_grounds(report)
    explained = service.explain(read_report(report), what, settings, kept=kept)
    if reveal:
        # Before anything is shown: what cannot be noted is not shown.
        note_reveal_of(report.parent, store, "explain", 1, reason)
    for line in explanation_lines(service.shown(explained, settings.disclosure(reveal=reveal), kept)):
        say(line)


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD_FOLDER", help="Labelled calls, one CALL_ID.yaml each.")],
    reports: Annotated[Path, typer.Argument(metavar="REPORT_FOLDER", help="Call reports, one CALL_ID.json each.")],
    *,
    turns: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="CALL_ID.turns.json with the words said: adds error rates.")
    ] = None,
    per_item: Annotated[bool, typer.Option("--per-item", help="Add a line an item.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Add what was taken for what, and every mistake.")] = False,
) -> None:
    """Score call reports against labelled calls."""
    from pipeline.cli.output import evaluation as tables
    from pipeline.evaluation import score

    scores = score.evaluate(gold, reports, turns)
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
