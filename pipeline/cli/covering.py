"""`tinghe coverage`: the store read and counted, the account written, its export noted."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from pipeline.cli.say import say
from pipeline.errors import TingheError
from pipeline.population.coverage import Coverage, coverage_of
from pipeline.population.selection import Selected, Wanted, selected
from pipeline.reports.charts import draw_charts, make_ready
from pipeline.reports.coverage_page import render_coverage
from pipeline.reports.coverage_tables import write_coverage_tables, write_lists
from pipeline.reports.writing import write_atomically
from pipeline.resources import sha256_of
from pipeline.store.engine import explained, reading
from pipeline.store.exports import note_export
from pipeline.store.population import population

_DRAWN = ("items_by_kind", "items", "weeks")
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
    # Another processor draws, and imports what drawing needs while the store is read; the lists' time is the disk's.
    with ProcessPoolExecutor(1, get_context("spawn")) as artist, ThreadPoolExecutor(1) as clerk:
        artist.submit(make_ready)
        coverage = coverage_of(calls_wanted(url, wanted))
        drawn = artist.submit(draw_charts, {name: coverage.tables[name] for name in _DRAWN}, coverage.calls["points"])
        with _told_if_unwritable(out):
            lists = clerk.submit(write_lists, coverage, out)
            write_coverage_tables(coverage, out)
            page = render_coverage(coverage, drawn.result(), wanted, datetime.now(UTC).astimezone(), out)
            lists.result()
            write_atomically(out / "coverage.html", page)
    files = {name: sha256_of(out / name) for name in _TAKEN_AWAY}
    note_export(url, "coverage", said=wanted.model_dump(mode="json", exclude_none=True), files=files)
    say(_told(coverage, out))


@contextmanager
def _told_if_unwritable(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remedy = "Give another --out, or make room."
        raise TingheError(out, f"cannot be written ({error.strerror})", remedy) from error


def _told(coverage: Coverage, out: Path) -> str:
    whole = coverage.overview
    bounds = f"{whole.low:.1%} to {whole.high:.1%}"
    return f"{whole.calls} calls, {whole.share:.1%} of their items verified ({bounds}). Page: {out / 'coverage.html'}."
