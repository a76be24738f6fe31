"""`tinghe purge`."""

from datetime import datetime
from typing import Annotated

import typer

from pipeline.cli.commands.options import Store
from pipeline.cli.output.terminal import say


def purge(
    *,
    store: Store,
    before: Annotated[datetime, typer.Option("--before", formats=["%Y-%m-%d"], help="Calls made before this day.")],
) -> None:
    """Take transcripts, quotes, facts and places of recordings out of the store; what was decided stays, with hashes.

    The log notes it, and `tinghe audit verify` still proves the verdicts. Reports and pages in folders are left to
    you; their folders are named.
    """
    from pipeline.store.purging import purge as purged_from

    purged = purged_from(store, before.date())
    say(f"{purged.calls} calls before {before.date()}: {purged.hearings} transcripts purged.")
    for folder in purged.folders:
        say(f"Their reports and pages may still stand in {folder}: delete them there.")
