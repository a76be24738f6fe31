"""Addresses of pages, as a browser takes them."""

from pathlib import Path

import pytest

from pipeline.reports.places import item_of, page_of


@pytest.mark.parametrize(
    ("folder", "call_id", "seen_from", "address"),
    [
        ("/out", "c-1", "/out", "c-1.html"),
        ("/out/pages", "c-1", "/out", "pages/c-1.html"),
        ("/out/pages", "c-1", "/out/account", "../pages/c-1.html"),
        ("/elsewhere", "c-1", "/out/account", "../../elsewhere/c-1.html"),
        ("/out", "通话 #1", "/out", "%E9%80%9A%E8%AF%9D%20%231.html"),
        ("/out/50%", "a?b", "/out", "50%25/a%3Fb.html"),
        ("", "c-1", "/out", ""),
    ],
)
def test_a_page_is_addressed_from_where_it_is_seen(folder: str, call_id: str, seen_from: str, address: str) -> None:
    assert page_of(folder, call_id, Path(seen_from)) == address


def test_a_relative_place_is_seen_from_where_the_program_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert page_of(str(tmp_path / "pages"), "c-1", Path("account")) == "../pages/c-1.html"


def test_a_place_that_is_a_link_is_seen_from_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "deep" / "account").mkdir(parents=True)
    (tmp_path / "account").symlink_to(tmp_path / "deep" / "account")
    assert page_of(str(tmp_path / "pages"), "c-1", tmp_path / "account") == "../../pages/c-1.html"


@pytest.mark.parametrize(
    ("page", "item", "address"),
    [
        ("pages/c-1.html", "loan_amount", "pages/c-1.html#item-loan_amount"),
        ("c-1.html", "a/b 项", "c-1.html#item-a%2Fb%20%E9%A1%B9"),
        ("", "loan_amount", ""),
    ],
)
def test_an_item_is_a_place_on_a_page_that_there_is(page: str, item: str, address: str) -> None:
    assert item_of(page, item) == address
