"""The commands and how they are grouped; none of them imports anything heavy before it is called."""

import logging
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli.commands import adapt, batch, checklist, export, files, jobs, models, rejudge, store, watch
from pipeline.cli.output import say

app = typer.Typer(
    name="tinghe",
    help="Verify recorded bank-loan calls: what was verified, what was not, and the second that proves it.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(batch.run)
app.command("judge")(batch.judge)
app.command("watch")(watch.watch)
app.command("probe")(files.probe)
app.command("schema")(files.schema)
app.command("explain")(files.explain)
app.command("evaluate")(files.evaluate)
app.command("export")(export.export)
app.command("brief")(store.brief)
app.command("coverage")(store.coverage)
app.command("sample")(store.sample)
app.command("rejudge")(rejudge.rejudge)
app.command("learn")(rejudge.learn)
app.command("adapt")(adapt.adapt)
app.command("reproduce")(rejudge.reproduce)
app.command("purge")(store.purge)
app.command("reconcile")(store.reconcile)
app.add_typer(store.audit, name="audit")
app.add_typer(jobs.app, name="jobs")
app.add_typer(models.app, name="models")
app.add_typer(checklist.app, name="checklist")


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"tinghe {__version__}")
        raise typer.Exit


@app.callback()
def before_every_command(
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Print tracebacks, which may quote a call.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that stand before the command."""
    if debug:
        logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
        logging.getLogger("pipeline").setLevel(logging.DEBUG)
