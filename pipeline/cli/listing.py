"""What `tinghe checklist show` and `tinghe models list` show."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.table import Table

from pipeline.asr.weights import WeightsEntry
from pipeline.checklist.schema import Checklist
from pipeline.evaluation.bank import Recognised


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


def bank_table(results: Sequence[Recognised]) -> Table:
    """A line a kind of phrase: how many there are, how many the patterns know, and how many patterns and classifier."""
    table = Table("phrases", "about", "there are", "by patterns", "with the classifier", title="phrase bank", box=None)
    by_label: dict[str, list[Recognised]] = {}
    for result in results:
        by_label.setdefault(result.phrase.label, []).append(result)
    for label, mine in by_label.items():
        speech, _, about = label.partition(":")
        figures = (len(mine), sum(each.by_patterns for each in mine), sum(each.together for each in mine))
        table.add_row(speech, about, *map(str, figures))
    return table
