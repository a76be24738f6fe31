"""A list of the calls or loans that should be there against a store: what became of every row."""

from pathlib import Path

from pipeline.batch.csv_rows import Row, one_of, rows_of, text_in
from pipeline.domain.base import Frozen
from pipeline.errors import ExitStatus, ManifestError, UsageError
from pipeline.population.accounting import Accounting, Expected, Milestone, account
from pipeline.reports.accounting import unexpected_path, write_accounting
from pipeline.reports.writing import refused_if_unwritable
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.store.engine import reading
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
    with reading(url) as connection:
        accounting = account(rows, received_calls(connection), stored_calls(connection))
        reviews = human_reviews(connection)
    if out:
        with refused_if_unwritable(out, "Give another --out."):
            write_accounting(accounting, out)
    return Reconciliation(accounting=accounting, reviews=reviews)


def read_expected(path: Path) -> tuple[Expected, ...]:
    """What is expected, in the list's order: calls where it has a column call_id, else loans by case_id.

    Raises:
        ManifestError: the file or a row cannot be meant; names the row as a spreadsheet counts it (1 is the header).
    """
    rows: dict[tuple[str, ...], Expected] = {}
    for number, row in rows_of(path, _check_header):
        where = f"{path}, row {number}"
        expected = _expected(number, row, where)
        former = rows.setdefault(expected.key, expected)
        if former is not expected:
            cause = f"what it expects is expected in row {former.row} too"
            raise ManifestError(where, cause, "Keep one of the two, or every sum counts it twice.")
    if not rows:
        raise ManifestError(path, "no row stands under the header", "Give a row for every call or loan expected.")
    return tuple(rows.values())


def _check_header(header: list[str], where: str) -> None:
    if "call_id" not in header and "case_id" not in header:
        remedy = "Name the columns in row 1: call_id where a row is a call, case_id where it is a loan."
        raise ManifestError(where, "there is no column 'call_id' nor 'case_id'", remedy)


def _expected(number: int, row: Row, where: str) -> Expected:
    """A call where the row has a column call_id, whose case_id may be anything; else a loan at a stage."""
    column = "call_id" if "call_id" in row else "case_id"
    key = text_in(row, column)
    if not key:
        raise ManifestError(where, f"the column {column} is empty", f"Give its {column}, or take the row out.")
    if not key.isprintable():
        remedy = f"Write the {column} as the manifest has it, on one line."
        raise ManifestError(where, f"the {column} holds an unprintable character", remedy)
    if column == "call_id":
        return Expected(row=number, call_id=key, case_id=text_in(row, "case_id"), cells=row)
    return Expected(
        row=number,
        case_id=key,
        stage=one_of(taxonomy().stages, row, "stage", where) or "",
        product=one_of(taxonomy().products, row, "product", where) or "",
        cells=row,
    )
