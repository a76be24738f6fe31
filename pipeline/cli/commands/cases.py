"""`tinghe brief`."""

from typing import Annotated

import typer


def brief(
    case_id: Annotated[str, typer.Argument(metavar="CASE_ID", help="The loan, as the manifest's case_id names it.")],
    *,
    store: Annotated[
        str, typer.Option("--store", metavar="URL", help="The database: sqlite:///FILE or postgresql://….")
    ],
) -> None:
    """What the next call of a case has to ask, what to clear up, and until when: in Chinese, the heaviest first."""
    from pipeline.cli.briefing import tell_brief

    tell_brief(case_id, store)
