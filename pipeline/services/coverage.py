"""What was verified where over a store's calls: the account as files, and a sample to hear, both noted in the log."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from pipeline.errors import TingheError, UsageError
from pipeline.population.coverage import Coverage, coverage_of
from pipeline.population.sampling import Sample, draw_sample
from pipeline.population.selection import Selected, Wanted, selected
from pipeline.reports.charts import draw_charts, make_ready
from pipeline.reports.coverage_page import render_coverage
from pipeline.reports.population_tables import sample_csv, write_coverage_tables, write_lists
from pipeline.reports.writing import refused_if_unwritable, write_atomically
from pipeline.rulebook.files import sha256_of
from pipeline.store.engine import reading, refuse_if_read_only
from pipeline.store.population import population
from pipeline.store.runs import note_export

PAGE: Final = "coverage.html"
_CHARTS: Final = ("items_by_kind", "items", "weeks")
_NOTED: Final = (PAGE, "coverage.xlsx")


def selected_calls(url: str, wanted: Wanted) -> Selected:
    """The calls of a store that an account is about.

    Raises:
        TingheError: there are none.
    """
    with reading(url) as connection:
        everything = population(connection)
    chosen = selected(everything.calls, everything.items, wanted)
    if chosen.calls.empty:
        remedy = "Widen --from, --to, --product, --stage, --agent or --branch."
        raise TingheError("nothing to count", "the store has no judged call of this kind", remedy)
    return chosen


def write_coverage(url: str, wanted: Wanted, out: Path) -> Coverage:
    """Write the account into a folder, note in the log that it was taken, and give it back.

    Raises:
        TingheError: there is no such call, or folder or log cannot be written.
    """
    refuse_if_read_only(url)
    # Another processor draws, and imports what drawing needs while the store is read; the lists' time is the disk's.
    with ProcessPoolExecutor(1, get_context("spawn")) as charts, ThreadPoolExecutor(1) as lists:
        charts.submit(make_ready)
        coverage = coverage_of(selected_calls(url, wanted))
        drawn = charts.submit(draw_charts, {name: coverage.tables[name] for name in _CHARTS}, coverage.calls["points"])
        with refused_if_unwritable(out, "Give another --out, or make room."):
            written = lists.submit(write_lists, coverage, out)
            write_coverage_tables(coverage, out)
            page = render_coverage(coverage, drawn.result(), wanted, datetime.now(UTC).astimezone(), out)
            written.result()
            write_atomically(out / PAGE, page)
    files = {name: sha256_of(out / name) for name in _NOTED}
    note_export(url, "coverage", request=wanted.model_dump(mode="json", exclude_none=True), files=files)
    return coverage


def write_sample(url: str, wanted: Wanted, out: Path, *, error: float, share: float, seed: int) -> Sample:
    """Draw a sample, write it, note in the log that it was drawn, and give it back.

    Raises:
        UsageError: error or share is no share between 0 and 1.
        TingheError: there is no such call, or file or log cannot be written.
    """
    for option, given in (("--error", error), ("--share", share)):
        if not 0 < given < 1:
            raise UsageError(option, f"{given} is no share between 0 and 1", "Give something like 0.05.")
    refuse_if_read_only(url)
    sample = draw_sample(selected_calls(url, wanted), error, share, seed)
    with refused_if_unwritable(out, "Give another --out."):
        write_atomically(out, sample_csv(sample.calls, out.parent))
    asked = {**wanted.model_dump(mode="json", exclude_none=True), "error": str(error), "share": str(share)}
    note_export(url, "sample", request={**asked, "seed": str(seed)}, files={out.name: sha256_of(out)})
    return sample
