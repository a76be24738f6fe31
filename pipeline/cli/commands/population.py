"""Commands about all calls of a store together."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Store = Annotated[str, typer.Option("--store", metavar="URL", help="The database, as sqlite:///FILE.")]
First = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.")]
Last = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day, itself included.")]
Product = Annotated[str | None, typer.Option("--product", help="Only this product, by its id.")]
Stage = Annotated[str | None, typer.Option("--stage", help="Only this stage, by its id.")]
Agent = Annotated[str | None, typer.Option("--agent", help="Only this agent, by agent_id.")]
Branch = Annotated[str | None, typer.Option("--branch", help="Only this branch.")]
Out = Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where page, tables and lists are written.")]


def coverage(
    *,
    store: Store,
    out: Out,
    first: First = None,
    last: Last = None,
    product: Product = None,
    stage: Stage = None,
    agent: Agent = None,
    branch: Branch = None,
) -> None:
    """What was verified where, for auditors: a page with charts, XLSX, CSV, Parquet, and the list behind every number.

    The log of the store notes that it was taken, with the hashes of page and workbook.
    """
    from pipeline.cli.covering import write_coverage
    from pipeline.population.selection import Wanted

    days = {"first": first.date() if first else None, "last": last.date() if last else None}
    wanted = Wanted(**days, product=product, stage=stage, agent_id=agent, branch=branch)
    write_coverage(store, wanted, out)
