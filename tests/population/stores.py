"""Stores full of synthetic calls, as tests of accounts begin from them."""

from pathlib import Path

from benchmarks.synthetic import synthetic_reports
from pipeline.population.selection import Selected, Wanted, selected
from pipeline.store.engine import reading, url_of
from pipeline.store.population import population
from pipeline.store.runs import stored_run


def a_store(folder: Path, calls: int, seed: int = 4) -> str:
    """The URL of a store with so many synthetic calls; their pages are said to lie in folder/pages."""
    url = url_of(folder / "tinghe.db")
    fill(url, calls, str(folder / "pages"), seed)
    return url


def fill(url: str, calls: int, pages: str, seed: int = 4) -> None:
    """Put so many synthetic calls into a store."""
    with stored_run(url, "run", pages) as run:
        run.reports((report, "") for report in synthetic_reports(calls, seed))


def chosen(url: str, wanted: Wanted | None = None) -> Selected:
    """The calls of a store, all unless some are wanted."""
    with reading(url) as connection:
        everything = population(connection)
    return selected(everything.calls, everything.items, wanted or Wanted())
