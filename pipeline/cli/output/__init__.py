"""What stands on the terminal: how a line is printed; the modules make lines and tables of what services return."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

_PLAIN_WIDTH = 160  # where nobody looks at a screen a table need not fold


def say(line: str) -> None:
    """One line of result, to standard output."""
    typer.echo(line)


def tell(line: str) -> None:
    """One line about what is going on, to standard error."""
    typer.echo(line, err=True)


def complain(line: str) -> None:
    """One line about what went wrong, to standard error."""
    tell(f"tinghe: {line}")


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
