"""The account for auditors in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from pipeline.population.selection import Wanted
from pipeline.services.coverage import write_coverage
from tests.population.stores import a_store
from tests.reports.test_in_browser import Watched, browser, context, pytestmark  # noqa: F401 - fixtures and marks


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("account")
    write_coverage(a_store(folder, 120), Wanted(), folder / "out")
    return folder / "out" / "coverage.html"


def test_all_charts_are_drawn_and_nothing_goes_wrong(context: BrowserContext, page_file: Path) -> None:  # noqa: F811
    watched = Watched(context.new_page())
    page = watched.open(page_file)
    widths = page.locator("img.chart").evaluate_all("images => images.map(image => image.naturalWidth)")
    assert len(widths) == 4
    assert all(width > 200 for width in widths)
    assert (watched.troubles, watched.requested) == ([], [page_file.as_uri()])


def test_it_fits_the_paper(context: BrowserContext, page_file: Path) -> None:  # noqa: F811
    """Nothing is wider than A4 between its margins, at 96 dots an inch."""
    page = Watched(context.new_page()).open(page_file)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= 703
