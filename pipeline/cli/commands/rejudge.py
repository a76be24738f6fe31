"""`tinghe rejudge` and `tinghe reproduce`."""

from pathlib import Path
from typing import Annotated

import typer

Store = Annotated[str, typer.Option("--store", metavar="URL", help="The database: sqlite:///FILE or postgresql://….")]


def rejudge(
    *,
    store: Store,
    checklist: Annotated[
        Path | None, typer.Option("--checklist", metavar="FOLDER", help="Checklists to try, laid out as the product's.")
    ] = None,
    adopt: Annotated[bool, typer.Option("--adopt", help="Let the new judgements stand; the former are kept.")] = False,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write who flips, a row a change.")] = None,
) -> None:
    """Judge stored transcripts anew, without audio, and print who flips; nothing is written before --adopt."""
    from pipeline.cli.rejudging import rejudge_store
    from pipeline.settings import load_settings

    rejudge_store(store, load_settings(checklists=checklist), csv, adopt=adopt)


def reproduce(
    call_id: Annotated[str, typer.Argument(metavar="CALL_ID", help="A call that the store has.")], *, store: Store
) -> None:
    """Run a stored call again, write nothing, and say whether the report is identical or what differs.

    Exit status: 0 identical, 1 it differs or cannot be run again.
    """
    from pipeline.cli.reproducing import reproduce_call
    from pipeline.settings import load_settings

    raise typer.Exit(reproduce_call(store, call_id, load_settings()))
