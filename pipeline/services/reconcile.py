"""A list of what should be there against a store: what became of every row."""

from pathlib import Path

from pipeline.batch.expected import read_expected
from pipeline.domain.base import Frozen
from pipeline.errors import ExitStatus, UsageError
from pipeline.population.accounting import Accounting, Milestone, account
from pipeline.reports.accounting_tables import unexpected_path, write_accounting
from pipeline.reports.writing import refused_if_unwritable
from pipeline.store.engine import explained, reading
from pipeline.store.population import human_reviews, received_calls, stored_calls


class Reconciliation(Frozen):
    """The accounting, and how many reviews by people the log has."""

    accounting: Accounting
    reviews: int

    @property
    def exit_status(self) -> ExitStatus:
        """Done where all were judged, partly where some were; nothing done where the sums do not close."""
        if self.accounting.imbalances():
            return ExitStatus.NOTHING_DONE
        judged = self.accounting.reached(Milestone.JUDGED)
        return ExitStatus.of(done=judged, failed=self.accounting.expected - judged)


def reconcile(expected: Path, url: str, out: Path | None = None) -> Reconciliation:
    """What became of all that the list expects; with out, every row is written there, and the unexpected beside it.

    Raises:
        ManifestError: the list cannot be meant; nothing else was done.
        UsageError: out is the list itself.
        StoreError: the store cannot be read.
        TingheError: the file cannot be written.
    """
    rows = read_expected(expected)
    if out and expected.resolve() in {out.resolve(), unexpected_path(out).resolve()}:
        raise UsageError("--out", "that is the list itself, which would be overwritten", "Give another --out.")
    with reading(url) as connection, explained(url):
        accounting = account(rows, received_calls(connection), stored_calls(connection))
        reviews = human_reviews(connection)
    if out:
        with refused_if_unwritable(out, "Give another --out."):
            write_accounting(accounting, out)
    return Reconciliation(accounting=accounting, reviews=reviews)
