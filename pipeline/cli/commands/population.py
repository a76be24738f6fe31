"""`tinghe reconcile`."""

from pathlib import Path
from typing import Annotated

import typer


def reconcile(
    expected: Annotated[
        Path, typer.Argument(metavar="EXPECTED.csv", help="What should be there: a row a call_id, or a row a case_id.")
    ],
    *,
    store: Annotated[str, typer.Option("--store", metavar="URL", help="The database, as sqlite:///FILE.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.csv", help="Where every row is written with its outcome.")
    ] = None,
) -> None:
    """Account for every call or loan that should be there: received, heard, judged, reviewed, or why not (in Chinese).

    Exit status: 0 all were judged, 3 some were not, 1 none was or the sums do not close, 2 wrong usage.
    """
    from pipeline.cli.reconciling import reconcile as carry_out

    raise typer.Exit(carry_out(expected, store, out))
