"""Who stands out, and who does not."""

from pathlib import Path

import pytest

from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Status
from pipeline.population.coverage import outliers
from pipeline.population.selection import Selected
from pipeline.population.shares import all_item_shares
from pipeline.reports.codec import to_json
from pipeline.store.engine import url_of
from pipeline.store.runs import stored_run
from tests.making import a_recording, a_report
from tests.population.stores import chosen

ITEMS = ("loan_amount", "income")


def _calls(path: Path, missed: dict[str, tuple[str, ...]]) -> Selected:
    """A hundred calls of every agent; in nine of ten, all but the items that the agent misses are verified."""
    url = url_of(path / "tinghe.db")
    with stored_run(url, "run") as run:
        for agent, items in missed.items():
            run.reports((to_json(_report(agent, number, items)), "") for number in range(100))
    return chosen(url)


def _report(agent: str, number: int, missed: tuple[str, ...]) -> CallReport:
    fine = number % 10 != 0
    statuses = {item: Status.VERIFIED if fine and item not in missed else Status.MISSING for item in ITEMS}
    return a_report(a_recording(f"{agent}-{number}", metadata={"agent_id": agent}), items=statuses)


def test_an_agent_who_skips_an_item_stands_out_in_all_and_in_that_item(tmp_path: Path) -> None:
    calls = _calls(tmp_path, {"careless": ("income",), **{f"usual-{n}": () for n in range(9)}})
    out = outliers(calls, all_item_shares(calls))
    assert list(zip(out["agent_id"], out["item"], strict=True)) == [("careless", ""), ("careless", "income")]
    assert out["verified"].tolist() == [90, 0]
    assert out["expected"].tolist() == pytest.approx([(0.9 + 0.81) / 2, 0.81])


def test_an_item_that_everybody_misses_is_nobodys_fault(tmp_path: Path) -> None:
    calls = _calls(tmp_path, {f"usual-{n}": ("income",) for n in range(5)})
    assert outliers(calls, all_item_shares(calls)).empty
