"""What `tinghe run`, `judge`, `probe`, `models list` and `checklist show` print: tables, and how a batch ended.

Types are imported for the type checker alone, so that no command loads the engines of another.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from pipeline.privacy.labels import masked_label
from pipeline.text.printable import printable

if TYPE_CHECKING:
    from pipeline.asr.weights import WeightsEntry
    from pipeline.batch.run import Outcome
    from pipeline.checklist.load import Checklist
    from pipeline.domain.audio import Probe
    from pipeline.reports.index import IndexRow


def call_table(rows: "Iterable[IndexRow]", folder: Path) -> Table:
    """Coverage, items left open, risks and violations of each call, and where its page is."""
    table = Table("call", "checklist", "coverage", "open", "risks", "violations", box=None)
    table.add_column(Text(f"page in {folder}"), overflow="fold")  # a name that was cut could not be opened
    for row in rows:
        table.add_row(
            _cell(row.call_id),
            f"{row.product} {row.stage}",
            f"{row.coverage:.0%}",
            str(len(row.open)),
            ", ".join(row.risks) or "-",
            ", ".join(row.violations) or "-",
            _cell(masked_label(row.page)),
        )
    return table


def failure_lines(outcome: "Outcome") -> Iterator[str]:
    """A line a call that could not be done."""
    yield from (f"{masked_label(failure.call_id)}: {failure.reason}. {failure.remedy}" for failure in outcome.failures)


def outcome_line(outcome: "Outcome", folder: Path) -> str:
    """How many were done, and where to look."""
    counts = f"{outcome.done} done, {outcome.current} unchanged, {len(outcome.failures)} failed"
    stopped = "; stopped early, the same command goes on" if outcome.stopped_by else ""
    failures = f" Failures: {folder / 'failures.csv'}." if outcome.failures else ""
    return f"{counts}{stopped}. Pages: {folder / 'index.html'}.{failures}"


def checklist_table(checklist: "Checklist") -> Table:
    """A line an item."""
    table = Table("item", "name", "kind", "basis", "question", title=Text(checklist.id), box=None)
    for item, rule in checklist.items.items():
        table.add_row(*map(_cell, (item, rule.name, rule.kind, "；".join(rule.basis), rule.question)))
    return table


def weights_table(registry: "Mapping[str, WeightsEntry]", folder: Path) -> Table:
    """A line a set of weights; here where all its files are, hashed or not."""
    table = Table("name", "kind", "licence", "here", "from", title=Text(str(folder)), box=None)
    for name, entry in registry.items():
        here = all((folder / name / file).is_file() for file in entry.files)
        sources = ", ".join(filter(None, (*entry.wheels, entry.repository)))
        table.add_row(*map(Text, (name, entry.kind, entry.licence, "yes" if here else "no", sources)))
    return table


def probe_table(probes: "Iterable[Probe]") -> Table:
    """A line a recording."""
    table = Table("file", "container", "codec", "channels", "Hz", "seconds", "sha256", box=None)
    for found in probes:
        table.add_row(
            _cell(masked_label(found.file)),
            _cell(found.container),
            _cell(found.codec),
            str(found.channels),
            str(found.sample_rate_hz),
            f"{found.duration_s:.1f}",
            found.sha256,
        )
    return table


def _cell(text: str) -> Text:
    """What came from outside, with nothing that is markup or controls the terminal."""
    return Text(printable(text))
