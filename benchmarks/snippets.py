"""How judging does on the labelled snippets: those that may be tuned on, and those that nobody reads, side by side.

    python benchmarks/snippets.py

Only what a snippet is labelled for counts; risks and violations are counted where a snippet says which there are.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parent.parent))

from pipeline.checklist.load import load_checklist
from pipeline.dialogue.transcript import transcript_from_turns
from pipeline.dialogue.turns import SpokenTurn
from pipeline.domain.job import Job
from pipeline.domain.report import Fact, ItemResult
from pipeline.domain.vocabulary import Role
from pipeline.evaluation.gold import same_fact
from pipeline.evaluation.metrics import Counts, counted
from pipeline.judges import Judge
from pipeline.rules import shipped_rules
from pipeline.services.analyse import reader_judge
from pipeline.settings import load_settings
from tests.snippets import Snippet, read_snippets

_ROLES = {"a": Role.AGENT, "c": Role.CUSTOMER, "x": Role.CUSTOMER}


class Outcome(NamedTuple):
    """One answer to one label. counts: as a thing to be found, None where only right or wrong counts."""

    measure: str
    right: bool
    counts: Counts | None = None


def outcomes_of(snippet: Snippet, judge: Judge) -> Iterator[Outcome]:
    """Every label of a snippet against what judging says."""
    transcript = transcript_from_turns(
        [SpokenTurn(role=_ROLES[who], text=text.removesuffix("//")) for who, text in snippet.lines],
        shipped_rules().corrector,
    )
    job = Job(call_id=snippet.id, path=Path(), started_at=snippet.started_at)
    found = judge.judge(job, transcript, load_checklist(snippet.product, snippet.stage))
    yield from _items(snippet, found.items)
    yield from _facts(snippet, found.facts)
    for measure, ids in (("risks", found.risks), ("violations", found.violations)):
        wanted, given = getattr(snippet.expect, measure), {finding.id for finding in ids}
        if wanted is not None:
            yield Outcome(measure, given == set(wanted), counted(set(wanted), given))


def _items(snippet: Snippet, results: Iterable[ItemResult]) -> Iterator[Outcome]:
    statuses = {result.id: result.status for result in results}
    for item, want in snippet.expect.items.items():
        have = statuses[item]
        flags = counted({item} if want.flagged else set(), {item} if have.flagged else set())
        yield Outcome("item statuses", have is want, flags)


def _facts(snippet: Snippet, found: Iterable[Fact]) -> Iterator[Outcome]:
    facts = {fact.name: fact.value for fact in found}
    for name, want in snippet.expect.facts.items():
        have = facts.get(name)
        right = have is None if want is None else have is not None and same_fact(name, want, have)
        yield Outcome("facts", right)


def rows(part: str, outcomes: list[Outcome]) -> Iterator[tuple[str, ...]]:
    """One line a measure: how many are right, and F1 where something was to be found."""
    for measure in dict.fromkeys(outcome.measure for outcome in outcomes):
        mine = [outcome for outcome in outcomes if outcome.measure == measure]
        right = sum(outcome.right for outcome in mine)
        counts = sum((outcome.counts for outcome in mine if outcome.counts), start=Counts())
        found = f"{counts.precision:.2f} / {counts.recall:.2f} / {counts.f1:.2f}" if mine[0].counts else ""
        yield part, measure, f"{right} of {len(mine)}", f"{right / len(mine):.3f}", found


def main() -> None:
    """Print the table."""
    judge = reader_judge(load_settings())
    table = Table("part", "measure", "right", "share", "P / R / F1 (items: as flags)", box=None)
    for part in ("open", "held_out"):
        outcomes = [outcome for snippet in read_snippets(part) for outcome in outcomes_of(snippet, judge)]
        for row in rows(part, outcomes):
            table.add_row(*row)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
