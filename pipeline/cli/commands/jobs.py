"""`tinghe jobs`: what waits to be heard and judged, and what came to nothing."""

from typing import Annotated

import typer

from pipeline.cli.commands.store import Store
from pipeline.cli.output import say
from pipeline.domain.queue import State
from pipeline.errors import ExitStatus

Numbers = Annotated[list[int] | None, typer.Argument(metavar="NUMBER...", help="As `tinghe jobs list` shows them.")]

app = typer.Typer(help="The queue of recordings that are to be heard and judged.", no_args_is_help=True)


@app.command("list")
def list_(
    *,
    store: Store,
    state: Annotated[State, typer.Option("--state", help="Which of them.")] = State.DEAD,
    most: Annotated[int, typer.Option("--most", min=1, help="No more lines than that.")] = 100,
) -> None:
    """How many jobs are in each state, and a line for each of one: number, call, tries, reason, remedy."""
    from pipeline.cli.output.jobs import count_line, job_line
    from pipeline.services.jobs import list_jobs

    listing = list_jobs(store, state, most)
    say(count_line(listing.counts))
    for job in listing.jobs:
        say(job_line(job))


@app.command("retry")
def retry(
    numbers: Numbers = None,
    *,
    store: Store,
    every: Annotated[bool, typer.Option("--all", help="Every job that came to nothing.")] = False,
) -> None:
    """Send jobs again that came to nothing. Exit status: 1 if none was sent."""
    from pipeline.services.jobs import retry_jobs

    sent = retry_jobs(store, numbers or (), every=every)
    say(f"{sent} sent again.")
    if not sent:
        raise typer.Exit(ExitStatus.NOTHING_DONE)


@app.command("drop")
def drop(
    numbers: Annotated[list[int], typer.Argument(metavar="NUMBER...", help="As `tinghe jobs list` shows them.")],
    *,
    store: Store,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for the store's log.")] = "",
) -> None:
    """Take jobs out of the queue for good; the log notes it, and the recordings are not taken in again.

    Exit status: 1 if none was dropped.
    """
    from pipeline.services.jobs import drop_jobs

    dropped = drop_jobs(store, numbers, reason)
    say(f"{dropped} dropped.")
    if not dropped:
        raise typer.Exit(ExitStatus.NOTHING_DONE)
