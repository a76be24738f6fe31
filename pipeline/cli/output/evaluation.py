"""What `tinghe evaluate` shows."""

from collections.abc import Iterable

from rich.table import Table

from pipeline.cli.output import cell
from pipeline.domain.vocabulary import Status
from pipeline.evaluation.metrics import Counts
from pipeline.evaluation.score import ABSENT, Evaluation, total

_COUNTS = ("P", "R", "F1", "tp", "fp", "fn")


def measures_table(scores: Evaluation) -> Table:
    """Precision, recall and F1 of each part of the reports."""
    table = _table("measure", _COUNTS)
    for name, counts in scores.measures.items():
        table.add_row(name, *_figures(counts))
    return table


def rates_table(scores: Evaluation) -> Table:
    """The single figures: status accuracy and, where the words are known, error rates."""
    table = _table("rate", ("value",), "of what")
    table.add_row("status accuracy", f"{scores.status_accuracy:.3f}", f"{len(scores.judged)} items")
    if scores.text:
        text = scores.text
        table.add_row("CER", f"{text.rate(text.errors):.3f}", f"{text.characters} characters, numerals as digits")
        table.add_row("spoken order", f"{text.rate(text.order_errors):.3f}", "the same, all utterances by start time")
        table.add_row("right role", f"{text.rate(text.right_role):.3f}", "of characters heard under the right role")
    return table


def confidence_table(scores: Evaluation) -> Table:
    """Where the mistakes stand when the least confident results come first."""
    table = _table("least confident", ("of all", "results", "mistakes", "share of all mistakes"))
    for kind, ranked in scores.confidence_rankings.items():
        for ranking in ranked:
            row = (f"{ranking.share:.0%}", str(ranking.results), str(ranking.mistakes), f"{ranking.of_mistakes:.0%}")
            table.add_row(kind, *row)
    return table


def item_table(scores: Evaluation) -> Table:
    """Each item over all calls: how often its status is right, and how good it is as a flag."""
    table = _table("item", ("calls", "right", *_COUNTS))
    for item, judged in scores.by_item.items():
        right = sum(one.right for one in judged)
        table.add_row(item, str(len(judged)), str(right), *_figures(total(one.counts for one in judged)))
    return table


def confusion_table(scores: Evaluation) -> Table:
    """How often each reported status (across) stands where each labelled one (down) should."""
    statuses = [*Status, ABSENT]
    table = _table("labelled \\ reported", statuses)
    for want, row in scores.confusion.items():
        table.add_row(want, *(str(row[have] or "") for have in statuses))
    return table


def mistake_table(scores: Evaluation) -> Table:
    """Every difference between report and label."""
    table = _table("call", (), "what", "reported", "labelled")
    for mistake in (mistake for call in scores.calls for mistake in call.mistakes):
        table.add_row(*map(cell, (mistake.call_id, mistake.what, mistake.have, mistake.want)))
    return table


def _table(first: str, figures: Iterable[str], *notes: str) -> Table:
    table = Table(first, box=None)
    for name in figures:
        table.add_column(name, justify="right")
    for name in notes:
        table.add_column(name)
    return table


def _figures(counts: Counts) -> tuple[str, ...]:
    shares = (f"{share:.3f}" for share in (counts.precision, counts.recall, counts.f1))
    return (*shares, str(counts.tp), str(counts.fp), str(counts.fn))
