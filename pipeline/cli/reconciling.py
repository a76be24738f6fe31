"""`tinghe reconcile`: a list and the store read, the accounting told and written."""

from pathlib import Path

from pipeline.batch.expected import read_expected
from pipeline.cli.say import say
from pipeline.errors import ExitStatus, TingheError, UsageError
from pipeline.population.accounting import Accounting, Milestone, account
from pipeline.reports.accounting import accounting_lines
from pipeline.reports.accounting_tables import unexpected_path, write_accounting
from pipeline.store.arrivals import arrivals, human_reviews, stored_calls
from pipeline.store.engine import explained, reading


def reconcile(path: Path, url: str, out: Path | None) -> int:
    """Tell what became of all that the list expects; gives the exit status.

    Raises:
        ManifestError: the list cannot be meant; nothing else was done.
        StoreError: the store cannot be read.
        TingheError: the file cannot be written.
    """
    expected = read_expected(path)
    if out and path.resolve() in {out.resolve(), unexpected_path(out).resolve()}:
        raise UsageError("--out", "that is the list itself, which would be overwritten", "Give another --out.")
    with reading(url) as connection, explained(url):
        accounting = account(expected, arrivals(connection), stored_calls(connection))
        reviews = human_reviews(connection)
    for line in accounting_lines(accounting, reviews):
        say(line)
    say(_kept(accounting, out) if out else "逐行结果：加 --out FILE.csv 另存")
    return _status(accounting)


def _kept(accounting: Accounting, out: Path) -> str:
    try:
        write_accounting(accounting, out)
    except OSError as error:
        raise TingheError(out, f"cannot be written ({error.strerror})", "Give another --out.") from error
    return f"逐行结果：{out}；清单之外：{unexpected_path(out)}"


def _status(accounting: Accounting) -> ExitStatus:
    if accounting.imbalances():
        return ExitStatus.NOTHING_DONE
    judged = accounting.reached(Milestone.JUDGED)
    return ExitStatus.of(done=judged, failed=accounting.expected - judged)
