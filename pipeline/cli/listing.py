"""What `tinghe checklist show` and `tinghe models list` show."""

from collections.abc import Mapping
from pathlib import Path

from rich.table import Table

from pipeline.asr.weights import WeightsEntry
from pipeline.checklist.schema import Checklist


def checklist_table(checklist: Checklist) -> Table:
    """A line an item."""
    table = Table("item", "name", "kind", "basis", "question", title=checklist.id, box=None)
    for item, rule in checklist.items.items():
        table.add_row(item, rule.name, rule.kind, "；".join(rule.basis), rule.question)
    return table


def weights_table(registry: Mapping[str, WeightsEntry], folder: Path) -> Table:
    """A line a set of weights; here where all its files are, hashed or not."""
    table = Table("name", "kind", "licence", "here", "from", title=str(folder), box=None)
    for name, entry in registry.items():
        here = all((folder / name / file).is_file() for file in entry.files)
        sources = ", ".join(filter(None, (*entry.wheels, entry.repository)))
        table.add_row(name, entry.kind, entry.licence, "yes" if here else "no", sources)
    return table
