"""Options that several commands have."""

from typing import Annotated

import typer

Store = Annotated[str, typer.Option("--store", metavar="URL", help="The database: sqlite:///FILE or postgresql://….")]
