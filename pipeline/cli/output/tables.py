"""What `tinghe run`, `judge`, `probe`, `models list` and `checklist show` print: tables, and how a batch ended.

Types are imported for the type checker alone, so that no command loads the engines of another.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from pipeline.cli.output import cell
from pipeline.privacy.labels import masked_label

if TYPE_CHECKING:
    from pipeline.asr.weights import WeightsEntry
    from pipeline.batch.run import Outcome
    from pipeline.batch.sources import LeftOut
    from pipeline.checklist.load import Checklist
    from pipeline.domain.audio import Probe
    from pipeline.reports.index import IndexRow

_NAMES_A_LINE = 5


def call_table(rows: "Iterable[IndexRow]", folder: Path) -> Table:
    """Coverage, items left open, risks and violations of each call, and where its page is."""
    table = Table("call", "checklist", "coverage", "open", "risks", "violations", box=None)
    table.add_column(Text(f"page in {folder}"), overflow="fold")  # a name that was cut could not be opened
    for row in rows:
        table.add_row(
            cell(row.call_id),
            f"{row.product} {row.stage}",
            f"{row.coverage:.0%}",
            str(len(row.open)),
            ", ".join(row.risks) or "-",
            ", ".join(row.violations) or "-",
            cell(masked_label(row.page)),
        )
    return table


def failure_lines(outcome: "Outcome") -> Iterator[str]:
    """A line a call that could not be done, that was done and is gone, or whose report somebody had changed."""
    changed = "its report in the folder was not as the store knows it, and was not taken up"
    yield from (f"{masked_label(call_id)}: {changed}. Find out who can write there." for call_id in outcome.altered)
    yield from (f"{masked_label(failure.call_id)}: {failure.reason}. {failure.remedy}" for failure in outcome.failures)
    for call_id in outcome.lost:
        cause = "it was done and is not kept: output folder or database were removed or replaced during the run"
        yield f"{masked_label(call_id)}: {cause}. Run the same command again."


def left_out_lines(left_out: "Sequence[LeftOut]") -> Iterator[str]:
    """A line a reason for which something in a searched folder is not taken up, with the first names."""
    for reason, count in _by_reason(left_out).items():
        names = [masked_label(each.path.name) for each in left_out if each.reason == reason]
        more = f" and {count - _NAMES_A_LINE} more" if count > _NAMES_A_LINE else ""
        yield f"left out, {reason}: {', '.join(names[:_NAMES_A_LINE])}{more}"


def outcome_line(outcome: "Outcome", folder: Path, left_out: "Sequence[LeftOut]" = ()) -> str:
    """How many were done, how many files were not taken up and why, and where to look."""
    counts = f"{outcome.done} done, {outcome.current} unchanged, {len(outcome.failures)} failed"
    counts += f", {len(outcome.lost)} LOST" if outcome.lost else ""
    if left_out:
        reasons = ", ".join(f"{reason} {count}" for reason, count in _by_reason(left_out).items())
        counts = f"{counts}, {len(left_out)} left out ({reasons})"
    stopped = "; stopped early, the same command goes on" if outcome.stopped_by else ""
    purged = f", {outcome.purged} purged and left alone" if outcome.purged else ""
    failures = f" Failures: {folder / 'failures.csv'}." if outcome.failures else ""
    return f"{counts}{purged}{stopped}. Pages: {folder / 'index.html'}.{failures}"


def _by_reason(left_out: "Sequence[LeftOut]") -> Counter[str]:
    return Counter(each.reason for each in left_out)


def checklist_table(checklist: "Checklist") -> Table:
    """A line an item."""
    table = Table("item", "name", "kind", "basis", "question", title=Text(checklist.id), box=None)
    for item, rule in checklist.items.items():
        table.add_row(*map(cell, (item, rule.name, rule.kind, "；".join(rule.basis), rule.question)))
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
            cell(masked_label(found.file)),
            cell(found.container),
            cell(found.codec),
            str(found.channels),
            str(found.sample_rate_hz),
            f"{found.duration_s:.1f}",
            found.sha256,
        )
    return table
