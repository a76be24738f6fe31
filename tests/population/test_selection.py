"""What a call is counted under, and which calls are wanted."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain.vocabulary import Status
from pipeline.population.selection import UNKNOWN, Wanted
from pipeline.reports.codec import to_json
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.store.engine import url_of
from pipeline.store.runs import stored_run
from tests.making import a_recording, a_report
from tests.population.stores import a_store, chosen


@pytest.mark.parametrize(
    ("started_at", "month", "week", "off_hours"),
    [
        ("2026-03-01T10:00:00+08:00", "2026-03", "2026-02-23", False),
        ("2026-03-02T22:00:00+08:00", "2026-03", "2026-03-02", True),
        ("2026-03-02T07:59:00", "2026-03", "2026-03-02", True),
        ("2026-12-31T21:59:59+08:00", "2026-12", "2026-12-28", False),
        ("2026-03-02", "2026-03", "2026-03-02", False),
        ("", UNKNOWN, UNKNOWN, False),
        ("昨天", UNKNOWN, UNKNOWN, False),
    ],
)
def test_a_call_is_counted_by_its_own_clock(
    tmp_path: Path, started_at: str, month: str, week: str, off_hours: bool
) -> None:
    url = url_of(tmp_path / "tinghe.db")
    with stored_run(url, "run") as run:
        run.report(to_json(a_report(a_recording(metadata={"started_at": started_at}))))
    call = chosen(url).calls.iloc[0]
    assert (call.month, call.week, call.off_hours) == (month, week, off_hours)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return a_store(tmp_path_factory.mktemp("store"), 120)


@pytest.mark.parametrize(
    ("limits", "column", "within"),
    [
        ({"product": "mortgage"}, "product", lambda value: value == "mortgage"),
        ({"stage": "post_loan"}, "stage", lambda value: value == "post_loan"),
        ({"agent_id": "A07"}, "agent_id", lambda value: value == "A07"),
        ({"branch": "B3"}, "branch", lambda value: value == "B3"),
        ({"first": date(2025, 7, 1)}, "started_at", lambda value: value[:10] >= "2025-07-01"),
        ({"last": date(2025, 7, 1)}, "started_at", lambda value: value[:10] <= "2025-07-01"),
    ],
)
def test_limits_keep_what_is_within_and_nothing_else(
    url: str, limits: dict[str, Any], column: str, within: Any
) -> None:
    everything, kept = chosen(url), chosen(url, Wanted(**limits))
    assert list(kept.calls["call_id"]) == [
        call_id
        for call_id, value in zip(everything.calls["call_id"], everything.calls[column], strict=True)
        if within(value)
    ]
    assert 0 < len(kept.calls) < len(everything.calls)
    assert set(kept.items["judgement"]) == set(kept.calls.index)


def test_several_limits_hold_at_once(url: str) -> None:
    everything = chosen(url).calls
    first, last = date(2025, 3, 1), date(2025, 9, 30)
    kept = chosen(url, Wanted(first=first, last=last, stage="pre_loan")).calls
    days = everything["started_at"].str[:10].between("2025-03-01", "2025-09-30")
    assert set(kept["call_id"]) == set(everything["call_id"][days & (everything["stage"] == "pre_loan")])
    assert len(kept)


@pytest.mark.parametrize("limits", [{"first": date(2020, 1, 1)}, {"last": date(2030, 1, 1)}])
def test_a_call_whose_day_nobody_knows_is_within_no_span_of_days(tmp_path: Path, limits: dict[str, date]) -> None:
    url = url_of(tmp_path / "tinghe.db")
    with stored_run(url, "run") as run:
        for number, started_at in enumerate(("", "2025-03-01T10:00:00+08:00")):
            run.report(to_json(a_report(a_recording(f"c-{number}", metadata={"started_at": started_at}))))
    assert list(chosen(url).calls["call_id"]) == ["c-0", "c-1"]
    assert list(chosen(url, Wanted(**limits)).calls["call_id"]) == ["c-1"]


def test_what_nothing_matches_is_empty_not_an_error(url: str) -> None:
    nothing = chosen(url, Wanted(agent_id="nobody"))
    assert (len(nothing.calls), len(nothing.items)) == (0, 0)


def test_products_stages_and_items_stand_in_the_order_of_the_taxonomy(url: str) -> None:
    everything, words = chosen(url), taxonomy()
    for column, known in (("product", words.products), ("stage", words.stages)):
        had = list(everything.calls[column].cat.categories)
        assert had == [word for word in known if word in had]
    items = list(everything.items["item"].cat.categories)
    assert items == [word for word in words.items if word in items]


def test_what_the_taxonomy_lacks_comes_last(tmp_path: Path) -> None:
    url = url_of(tmp_path / "tinghe.db")
    with stored_run(url, "run") as run:
        run.report(to_json(a_report(items={"a_former_item": Status.MISSING, "income": Status.VERIFIED})))
    assert list(chosen(url).items["item"].cat.categories) == ["income", "a_former_item"]


def test_every_item_names_the_place_of_its_call(url: str) -> None:
    kept = chosen(url, Wanted(product="mortgage"))
    assert list(kept.calls.index[kept.items["call"]]) == list(kept.items["judgement"])
