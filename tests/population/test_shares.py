"""Shares are what one would count by hand."""

from collections import Counter

import pytest

from benchmarks.synthetic import synthetic_reports
from pipeline.domain.report import CallReport
from pipeline.domain.vocabulary import Status
from pipeline.population.coverage import coverage_of
from pipeline.population.selection import Selected
from pipeline.population.shares import all_item_shares, call_shares, item_shares, wilson
from pipeline.reports.codec import from_json
from tests.population.stores import a_store, chosen

CALLS = 200


@pytest.fixture(scope="module")
def reports() -> list[CallReport]:
    return [from_json(text) for text in synthetic_reports(CALLS)]


@pytest.fixture(scope="module")
def all_calls(tmp_path_factory: pytest.TempPathFactory) -> Selected:
    return chosen(a_store(tmp_path_factory.mktemp("store"), CALLS))


def _column(report: CallReport, by: str) -> str:
    recording = report.recording
    known = {"product": recording.product, "stage": recording.stage, "month": recording.metadata["started_at"][:7]}
    return known.get(by) or recording.metadata[by]


@pytest.mark.parametrize("by", ["product", "stage", "agent_id", "branch", "month"])
def test_items_are_counted_as_by_hand(reports: list[CallReport], all_calls: Selected, by: str) -> None:
    by_hand = Counter(
        (item.id, _column(report, by), item.status is Status.VERIFIED)
        for report in reports
        for item in report.items
        if item.status is not Status.NOT_APPLICABLE
    )
    counted = item_shares(all_calls, by)
    for row in counted.to_dict("records"):
        verified, other = (by_hand.pop((row["item"], row[by], is_so), 0) for is_so in (True, False))
        assert (row["verified"], row["applicable"]) == (verified, verified + other)
    assert not by_hand, "every item of every call is counted somewhere"


def test_calls_are_counted_as_by_hand(reports: list[CallReport], all_calls: Selected) -> None:
    by_agent = call_shares(all_calls, "agent_id").set_index("agent_id")
    for agent in {report.recording.metadata["agent_id"] for report in reports}:
        points = [report.score.points for report in reports if report.recording.metadata["agent_id"] == agent]
        assert by_agent.loc[agent, "calls"] == len(points)
        assert by_agent.loc[agent, "points"] == pytest.approx(sum(points) / len(points))


def test_parts_add_up_to_the_whole(all_calls: Selected) -> None:
    coverage = coverage_of(all_calls)
    whole = coverage.overview
    for name in ("items", "items_by_month", "calls_by_agent_id", "calls_by_stage", "weeks"):
        table = coverage.tables[name]
        sums = tuple(int(table[column].sum()) for column in ("applicable", "verified", "open"))
        assert sums == (whole.applicable, whole.verified, whole.open), name
    assert len(coverage.tables["open"]) == whole.open


def test_items_stand_in_the_order_of_the_taxonomy(all_calls: Selected) -> None:
    items = list(all_item_shares(all_calls)["item"])
    assert items[:2] == ["recording_notice", "agent_identity"]


@pytest.mark.parametrize(
    ("verified", "applicable", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_are_those_of_newcombe_1998(verified: int, applicable: int, low: float, high: float) -> None:
    assert wilson(verified, applicable) == pytest.approx((low, high), abs=5e-5)
