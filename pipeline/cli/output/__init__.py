"""What stands on the terminal: how a line is printed; the modules make lines and tables of what services return."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from pipeline.text.printable import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_PLAIN_WIDTH = 160  # where nobody looks at a screen a table need not fold


def say(line: str) -> None:
    """One line of result, to standard output; what would control the terminal is taken out of it."""
    typer.echo(printable(line))


def write(text: str) -> None:
    """A document of several lines, made by this program alone, to standard output."""
    typer.echo(text)


def tell(line: str) -> None:
    """One line about what is going on, to standard error; as say."""
    typer.echo(printable(line), err=True)


def complain(line: str) -> None:
    """One line about what went wrong, to standard error; numbers and names in the names of files are masked."""
    from pipeline.privacy.labels import masked_label  # noqa: PLC0415 - costs start-up time

    tell(f"tinghe: {masked_label(line)}")


def cell(text: str) -> "Text":
    """A cell of a table with what came from outside, with nothing that is markup or controls the terminal."""
    from rich.text import Text  # noqa: PLC0415 - costs start-up time

    return Text(printable(text))


def every(calls: int, done: str) -> Callable[[int, int], None]:
    """A callback that tells how far a service has come, every so many calls."""

    def report(number: int, total: int) -> None:
        if number % calls == 0:
            tell(f"{number} of {total} {done}")

    return report


def screen(*, stderr: bool = False) -> "Console":
    """Where tables and bars are drawn; as wide as they like where it is no terminal."""
    from rich.console import Console  # noqa: PLC0415 - costs start-up time

    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal:
        console.width = _PLAIN_WIDTH
    return console
