"""What `tinghe run` and `tinghe judge` tell: bars while it goes on, a line a call where asked for, the outcome."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from rich.table import Table
from rich.text import Text

from pipeline.batch.progress import BarProgress, PlainProgress, Progress
from pipeline.batch.run import Outcome
from pipeline.cli.output.terminal import screen, tell
from pipeline.reports.index import IndexRow

FITS_A_SCREEN: Final = 60  # calls; more are only listed when asked for


def progress() -> Progress:
    """A bar on a terminal, plain lines elsewhere."""
    console = screen(stderr=True)
    return BarProgress(console) if console.is_terminal else PlainProgress(tell)


def call_table(rows: Iterable[IndexRow], folder: Path) -> Table:
    """Coverage, items left open, risks and violations of each call, and where its page is."""
    table = Table("call", "checklist", "coverage", "open", "risks", "violations", box=None)
    table.add_column(Text(f"page in {folder}"), overflow="fold")  # a name that was cut could not be opened
    for row in rows:
        table.add_row(
            Text(row.call_id),
            f"{row.product} {row.stage}",
            f"{row.coverage:.0%}",
            str(len(row.open)),
            ", ".join(row.risks) or "-",
            ", ".join(row.violations) or "-",
            Text(f"{row.call_id}.html"),
        )
    return table


def failure_lines(outcome: Outcome) -> Iterator[str]:
    """A line a call that could not be done."""
    yield from (f"{failure.call_id}: {failure.reason}. {failure.remedy}" for failure in outcome.failures)


def outcome_line(outcome: Outcome, folder: Path) -> str:
    """How many were done, and where to look."""
    counts = f"{outcome.done} done, {outcome.current} unchanged, {len(outcome.failures)} failed"
    stopped = "; stopped early, the same command goes on" if outcome.stopped_by else ""
    failures = f" Failures: {folder / 'failures.csv'}." if outcome.failures else ""
    return f"{counts}{stopped}. Pages: {folder / 'index.html'}.{failures}"
