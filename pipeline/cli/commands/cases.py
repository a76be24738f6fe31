"""`tinghe brief`."""

from typing import Annotated

import typer

from pipeline.cli.commands.options import Store
from pipeline.cli.output.terminal import say


def brief(
    case_id: Annotated[str, typer.Argument(metavar="CASE_ID", help="The loan, as the manifest's case_id names it.")],
    *,
    store: Store,
) -> None:
    """What the next call of a case has to ask, what to clear up, and until when: in Chinese, the heaviest first."""
    from pipeline.reports.brief import brief_lines
    from pipeline.services.brief import case_overview
    from pipeline.settings import load_settings

    for line in brief_lines(case_overview(case_id, store, load_settings().rules)):
        say(line)
