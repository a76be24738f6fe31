"""The charts of the account: what stands in them, in which order, and what they are drawn from."""

import re
from pathlib import Path

import pandas as pd
import pytest

from pipeline.reports.charts import (
    MOST_MISSED,
    Charts,
    coverage_heat_map,
    draw_charts,
    missed_chart,
    score_distribution,
    weekly_trend,
)
from tests.reports.invented_account import invented_account


def texts(svg: str) -> list[str]:
    """What is written in a chart, in its order."""
    assert svg.startswith("<svg ")
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def cells(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["item", "kind", "share"])


def test_every_chart_of_the_page_is_drawn(tmp_path: Path) -> None:
    coverage = invented_account(tmp_path)
    charts = draw_charts(coverage.tables, coverage.calls["points"])
    assert all(len(texts(svg)) > 10 for svg in charts)
    assert len(set(charts)) == len(Charts._fields)


def test_the_heat_map_names_items_and_kinds_for_people_and_shows_each_share() -> None:
    written = texts(
        coverage_heat_map(cells(("income", "consumer.pre_loan", 0.125), ("identity", "project.post_loan", 1.0)))
    )
    assert {"收入情况", "身份核实", "消费贷款·贷前调查", "项目融资·贷后管理"} <= set(written)
    assert written[:2] == ["13%", "100%"]
    assert written.index("收入情况") < written.index("身份核实")


@pytest.mark.parametrize(("share", "white"), [(0.34, True), (0.35, False), (0.8, False), (0.81, True)])
def test_figures_are_white_where_the_colour_is_dark(share: float, white: bool) -> None:
    svg = coverage_heat_map(cells(("income", "consumer.pre_loan", share)))
    assert ('fill="white">' in svg) == white


def items(open_calls: dict[str, int], applicable: int = 10) -> pd.DataFrame:
    return pd.DataFrame({"item": list(open_calls), "open": list(open_calls.values()), "applicable": applicable})


def test_the_most_missed_come_first_with_their_share_of_the_calls_that_had_to_cover_them() -> None:
    missed = items({"identity": 1, "income": 9}).assign(applicable=[2, 90])
    assert texts(missed_chart(missed))[-4:] == ["身份核实", "收入情况", "50.0%", "10.0%"]


def test_no_more_than_the_most_missed_are_drawn() -> None:
    written = texts(missed_chart(items({f"own_{n}": n for n in range(20)}, applicable=20)))
    assert [text for text in written if text.startswith("own_")] == [
        f"own_{n}" for n in range(19, 19 - MOST_MISSED, -1)
    ]


def test_the_trend_has_weeks_by_their_mondays() -> None:
    weeks = pd.DataFrame(
        {
            "week": pd.to_datetime(["2026-03-02", "2026-03-09"]),
            "share": [0.5, 0.6],
            "low": [0.4, 0.5],
            "high": [0.6, 0.7],
        }
    )
    written = texts(weekly_trend(weeks))
    assert "周（周一日期）" in written
    assert any(text.startswith("2026-03-0") for text in written)


@pytest.mark.parametrize(
    ("points", "bars"),
    [([0, 4], ["0–5：2"]), ([94, 95], ["90–95：1", "95–100：1"]), ([99, 100, 100], ["95–100：3"])],
)
def test_scores_are_counted_in_steps_of_five_and_full_marks_in_the_last(points: list[int], bars: list[str]) -> None:
    """Vega says of every bar what it shows, for those who cannot see it."""
    described = re.findall(
        r"评分（每5分一档）: (\d+) – (\d+); 通话数: (\d+)", score_distribution(pd.Series(points, dtype="int64"))
    )
    assert [f"{low}–{high}：{calls}" for low, high, calls in described] == bars
