"""What `tinghe checklist show`, `tinghe models list` and `tinghe probe` show."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.table import Table
from rich.text import Text

from pipeline.asr.weights import WeightsEntry
from pipeline.checklist.load import Checklist
from pipeline.domain.audio import Probe


def checklist_table(checklist: Checklist) -> Table:
    """A line an item."""
    table = Table("item", "name", "kind", "basis", "question", title=Text(checklist.id), box=None)
    for item, rule in checklist.items.items():
        table.add_row(*map(Text, (item, rule.name, rule.kind, "；".join(rule.basis), rule.question)))
    return table


def weights_table(registry: Mapping[str, WeightsEntry], folder: Path) -> Table:
    """A line a set of weights; here where all its files are, hashed or not."""
    table = Table("name", "kind", "licence", "here", "from", title=Text(str(folder)), box=None)
    for name, entry in registry.items():
        here = all((folder / name / file).is_file() for file in entry.files)
        sources = ", ".join(filter(None, (*entry.wheels, entry.repository)))
        table.add_row(*map(Text, (name, entry.kind, entry.licence, "yes" if here else "no", sources)))
    return table


def probe_table(probes: Iterable[Probe]) -> Table:
    """A line a recording."""
    table = Table("file", "container", "codec", "channels", "Hz", "seconds", "sha256", box=None)
    for found in probes:
        table.add_row(
            Text(found.file),
            found.container,
            found.codec,
            str(found.channels),
            str(found.sample_rate_hz),
            f"{found.duration_s:.1f}",
            found.sha256,
        )
    return table
