"""`tinghe coverage`: the store read and counted, the account written, its export noted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from pipeline.cli.say import say
from pipeline.errors import TingheError
from pipeline.population.coverage import Coverage, coverage_of
from pipeline.population.selection import Selected, Wanted, selected
from pipeline.reports.coverage_page import render_coverage
from pipeline.reports.coverage_tables import write_coverage_tables, write_lists
from pipeline.reports.writing import write_atomically
from pipeline.resources import sha256_of
from pipeline.store.engine import explained, reading
from pipeline.store.exports import note_export
from pipeline.store.population import population

_TAKEN_AWAY = ("coverage.html", "coverage.xlsx")


def calls_wanted(url: str, wanted: Wanted) -> Selected:
    """The calls of a store that an account is about.

    Raises:
        TingheError: there are none.
    """
    with reading(url) as connection, explained(url):
        everything = population(connection)
    chosen = selected(everything.calls, everything.items, wanted)
    if chosen.calls.empty:
        remedy = "Widen --from, --to, --product, --stage, --agent or --branch."
        raise TingheError("nothing to count", "the store has no judged call of this kind", remedy)
    return chosen


def write_coverage(url: str, wanted: Wanted, out: Path) -> None:
    """Write the account into a folder and note in the log that it was.

    Raises:
        TingheError: there is no such call, or the folder cannot be written.
    """
    coverage = coverage_of(calls_wanted(url, wanted))
    try:
        # Most of the lists' time is the disk's and Arrow's, which leave Python to the rest.
        with ThreadPoolExecutor(max_workers=1) as beside:
            lists = beside.submit(write_lists, coverage, out)
            write_coverage_tables(coverage, out)
            page = render_coverage(coverage, wanted, datetime.now(UTC).astimezone(), out)
            lists.result()
        write_atomically(out / "coverage.html", page)
    except OSError as error:
        remedy = "Give another --out, or make room."
        raise TingheError(out, f"cannot be written ({error.strerror})", remedy) from error
    files = {name: sha256_of(out / name) for name in _TAKEN_AWAY}
    note_export(url, "coverage", said=wanted.model_dump(mode="json", exclude_none=True), files=files)
    say(_told(coverage, out))


def _told(coverage: Coverage, out: Path) -> str:
    whole = coverage.overview
    bounds = f"{whole.low:.1%} to {whole.high:.1%}"
    return f"{whole.calls} calls, {whole.share:.1%} of their items verified ({bounds}). Page: {out / 'coverage.html'}."
