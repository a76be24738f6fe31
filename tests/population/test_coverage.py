"""What an account counts, lists and names as unusual."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Status
from pipeline.population.coverage import KINDS, Coverage, coverage_of, outliers
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


def test_a_difference_that_chance_may_make_is_nobodys_fault(tmp_path: Path) -> None:
    """Two calls of a hundred more are far within what chance gives."""
    calls = _calls(tmp_path, {f"usual-{n}": () for n in range(5)})
    everywhere = all_item_shares(calls)
    assert outliers(calls, everywhere).empty
    assert outliers(calls, everywhere.assign(share=everywhere["share"] - 0.04)).empty


def test_the_largest_differences_stand_first_agents_before_their_items(tmp_path: Path) -> None:
    careless = {"careless": ("income",), "worse": ITEMS}
    calls = _calls(tmp_path, {**careless, **{f"usual-{n}": () for n in range(9)}})
    out = outliers(calls, all_item_shares(calls))
    assert list(out["agent_id"])[:2] == ["worse", "careless"]
    of_all_items = out["item"] == ""
    assert (~of_all_items).is_monotonic_increasing
    assert all(out["difference"][rows].is_monotonic_increasing for rows in (of_all_items, ~of_all_items))
    assert (out["difference"] == out["share"] - out["expected"]).all()


NOON, NIGHT = "2026-03-03T12:00:00+08:00", "2026-03-10T23:00:00+08:00"


def _report_of(call_id: str, statuses: dict[str, Status], **known: Any) -> CallReport:
    metadata = {name: known.pop(name) for name in ("started_at", "agent_id", "case_id", "branch") if name in known}
    return a_report(a_recording(call_id, metadata=metadata, **known), items=statuses)


def _account(path: Path, *reports: CallReport) -> Coverage:
    url = url_of(path / "tinghe.db")
    with stored_run(url, "run") as run:
        run.reports((to_json(report), "") for report in reports)
    return coverage_of(chosen(url))


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Coverage:
    """Four calls: two of one case and one recording, one at night, one of which nobody noted when and by whom."""
    both = {"loan_amount": Status.VERIFIED, "income": Status.MISSING}
    refused = {"loan_amount": Status.REFUSED, "income": Status.NOT_APPLICABLE}
    return _account(
        tmp_path_factory.mktemp("account"),
        _report_of("c-1", both, started_at=NOON, agent_id="a-1", case_id="k-1", sha256="a" * 64),
        _report_of("c-2", both, started_at=NOON, agent_id="a-1", case_id="k-1", sha256="a" * 64, stage="post_loan"),
        _report_of("c-3", refused, started_at=NIGHT, agent_id="a-2", product="mortgage", sha256="b" * 64),
        _report_of("c-4", {"income": Status.VERIFIED}, sha256="c" * 64),
    )


def test_the_whole_is_counted_without_what_did_not_apply_and_without_empty_names(account: Coverage) -> None:
    whole = account.overview
    assert (whole.calls, whole.cases, whole.agents) == (4, 1, 2)
    assert (whole.applicable, whole.verified, whole.open) == (6, 3, 3)
    assert (whole.share, whole.points) == (0.5, 50.0)
    assert (whole.low, whole.high) == pytest.approx((0.1876, 0.8124), abs=1e-4)


@pytest.mark.filterwarnings("ignore:.*encountered in divide")
def test_calls_to_which_nothing_applied_have_no_share_but_the_widest_interval(tmp_path: Path) -> None:
    whole = _account(tmp_path, _report_of("c-1", {"income": Status.NOT_APPLICABLE})).overview
    assert (whole.applicable, whole.share, whole.low, whole.high) == (0, 0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        ("items", "item", ["income", "loan_amount"]),
        ("weeks", "week", ["2026-03-02", "2026-03-09"]),
        ("open", "call_id", ["c-3", "c-1", "c-2"]),
        ("open", "item", ["loan_amount", "income", "income"]),
        ("duplicates", "call_id", ["c-1", "c-2"]),
        ("off_hours", "call_id", ["c-3"]),
        ("standing_out", "agent_id", []),
        ("calls_by_month", "month", ["-", "2026-03"]),
        ("calls_by_stage", "stage", ["pre_loan", "post_loan"]),
        ("items_by_kind", "kind", ["consumer.pre_loan", "consumer.post_loan", "mortgage.pre_loan"]),
    ],
)
def test_each_table_has_its_rows_in_their_order(account: Coverage, table: str, column: str, values: list[str]) -> None:
    found = account.tables[table][column]
    if table == "items_by_kind":
        assert set(found) == set(values)
    else:
        assert list(found) == values


@pytest.mark.parametrize("by", KINDS)
def test_items_and_calls_are_parted_by_every_kind(account: Coverage, by: str) -> None:
    assert int(account.tables[f"calls_by_{by}"]["calls"].sum()) == 4
    assert int(account.tables[f"items_by_{by}"]["applicable"].sum()) == 6


def test_an_item_of_a_kind_is_counted_over_the_calls_of_that_kind_alone(account: Coverage) -> None:
    by_kind = account.tables["items_by_kind"].set_index(["item", "kind"])[["applicable", "verified", "open"]]
    assert {key: tuple(row) for key, row in zip(by_kind.index, by_kind.to_numpy().tolist(), strict=True)} == {
        ("loan_amount", "consumer.pre_loan"): (1, 1, 0),
        ("loan_amount", "consumer.post_loan"): (1, 1, 0),
        ("loan_amount", "mortgage.pre_loan"): (1, 0, 1),
        ("income", "consumer.pre_loan"): (2, 1, 1),
        ("income", "consumer.post_loan"): (1, 0, 1),
    }


def test_every_call_has_its_counts(account: Coverage) -> None:
    counted = account.calls[["call_id", "applicable", "verified", "open"]].to_numpy().tolist()
    assert counted == [["c-1", 2, 1, 1], ["c-2", 2, 1, 1], ["c-3", 1, 0, 1], ["c-4", 1, 1, 0]]
