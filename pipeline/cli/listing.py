"""What `tinghe checklist show` shows."""

from rich.table import Table

from pipeline.checklist.schema import Checklist


def checklist_table(checklist: Checklist) -> Table:
    """A line an item."""
    table = Table("item", "name", "kind", "basis", "question", title=checklist.id, box=None)
    for item, rule in checklist.items.items():
        table.add_row(item, rule.name, rule.kind, "；".join(rule.basis), rule.question)
    return table
