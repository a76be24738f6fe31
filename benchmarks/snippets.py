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

from pipeline.checklist.judge import judge_items
from pipeline.checklist.load import load_checklist
from pipeline.checklist.told import told_in
from pipeline.conduct.risks import find_risks
from pipeline.conduct.violations import find_violations
from pipeline.domain.report import Fact, ItemResult
from pipeline.domain.vocabulary import Role
from pipeline.evaluation.counts import Counts, counted
from pipeline.evaluation.values import same_fact
from pipeline.facts.extract import extract_facts
from pipeline.intents.reading import read_intents
from pipeline.language.reading import SpokenTurn, transcript_from_turns
from tests.snippets import Snippet, read_snippets

_ROLES = {"a": Role.AGENT, "c": Role.CUSTOMER, "x": Role.CUSTOMER}


class Outcome(NamedTuple):
    """One answer to one label. counts: as a thing to be found, None where only right or wrong counts."""

    measure: str
    right: bool
    counts: Counts | None = None


def outcomes_of(snippet: Snippet) -> Iterator[Outcome]:
    """Every label of a snippet against what judging says."""
    transcript = transcript_from_turns(
        [SpokenTurn(role=_ROLES[who], text=text.removesuffix("//")) for who, text in snippet.lines]
    )
    intents = read_intents(transcript)
    risks = find_risks(transcript, snippet.product, intents)
    facts = extract_facts(transcript, snippet.product, snippet.stage, intents=intents)
    checklist, told = load_checklist(snippet.product, snippet.stage), told_in(transcript, facts, risks)
    yield from _items(snippet, judge_items(transcript, checklist, intents=intents, told=told))
    yield from _facts(snippet, facts)
    given = {
        "risks": [found.id for found in risks],
        "violations": [found.id for found in find_violations(transcript, snippet.started_at, snippet.product, intents)],
    }
    for measure, ids in given.items():
        wanted = getattr(snippet.expect, measure)
        if wanted is not None:
            yield Outcome(measure, set(ids) == set(wanted), counted(set(wanted), set(ids)))


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
    table = Table("part", "measure", "right", "share", "P / R / F1 (items: as flags)", box=None)
    for part in ("open", "held_out"):
        outcomes = [outcome for snippet in read_snippets(part) for outcome in outcomes_of(snippet)]
        for row in rows(part, outcomes):
            table.add_row(*row)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
