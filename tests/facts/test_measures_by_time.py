"""What a figure counts as that is said for a month or a year: incomes, revenues, and what tells which."""

import pytest

from pipeline.facts.measures import Bounds, Circumstances, FigureRule, measured
from pipeline.numbers.quantity import Per
from tests.facts.measuring import a_quantity, just, value


@pytest.mark.parametrize(
    ("text", "figure", "period", "meant"),
    [
        ("一个月八千五", "八千五", "", just(8500)),
        ("八千", "八千", "", just(8000)),
        ("两三千", "两三千", "", Bounds(2000, 3000)),
        ("一年十二万", "十二万", "", just(10_000)),
        ("年薪二十四万", "二十四万", "", just(20_000)),
        ("一年下来，十二万", "十二万", "", just(10_000)),
        ("一年十二万，一个月就一万", "一万", "", just(10_000)),
        ("一年十万", "十万", "", None),
        ("十二万", "十二万", "一年", just(10_000)),
        ("十万", "十万", "一年", None),
        ("八千", "八千", "一个月", just(8000)),
        ("一个月一万二", "一万二", "一年", just(12_000)),
        ("每天三百块", "三百块", "", None),
        ("二百九十九", "二百九十九", "", None),
        ("三百", "三百", "", just(300)),
        ("三百万", "三百万", "", just(3_000_000)),
        ("三百零一万", "三百零一万", "", None),
    ],
)
def test_an_income_is_a_months_and_a_years_counts_where_a_twelfth_is_a_whole_sum(
    text: str, figure: str, period: str, meant: Bounds | None
) -> None:
    assert value("monthly_income", text, figure, period) == meant


@pytest.mark.parametrize(
    ("text", "figure", "period", "meant"),
    [
        ("一年三百万", "三百万", "", just(3_000_000)),
        ("三百万", "三百万", "", just(3_000_000)),
        ("一个月二十万", "二十万", "", just(2_400_000)),
        ("二十万一个月", "二十万", "", just(2_400_000)),
        ("月流水三十", "三十", "", just(3_600_000)),
        ("二十万", "二十万", "一个月", just(2_400_000)),
        ("二十万", "二十万", "一年", just(200_000)),
        ("去年五百", "五百", "", just(5_000_000)),
        ("每天一万块", "一万块", "", None),
        ("去年两千三", "两千三", "", None),
    ],
)
def test_a_revenue_is_a_years_and_a_months_counts_twelve_times(
    text: str, figure: str, period: str, meant: Bounds | None
) -> None:
    assert value("annual_revenue", text, figure, period) == meant


CUES = {"yearly": ["一年[^，]*#", "#[^，]*一年"], "monthly": ["每月[^，]*#"], "kinds": ["money", "percent"]}


@pytest.mark.parametrize(
    ("convert", "per", "marked", "times"),
    [
        ("amount_a_month", None, "#", 1),
        ("amount_a_month", None, "一年有#", 1 / 12),
        ("amount_a_month", None, "#吧，一年", 1),
        ("amount_a_month", None, "每月挣，一年#", 1 / 12),
        ("amount_a_month", None, "一年里每月#", 1),
        ("amount_a_month", "year", "#", 1 / 12),
        ("amount_a_month", "year", "每月#", 1 / 12),
        ("amount_a_month", "month", "一年#", 1),
        ("amount_a_month", "day", "#", None),
        ("amount_a_year", None, "#", 1),
        ("amount_a_year", None, "每月有#", 12),
        ("amount_a_year", None, "每月#一年", 1),
        ("amount_a_year", None, "一年#", 1),
        ("amount_a_year", "month", "#", 12),
        ("amount_a_year", "month", "一年#", 12),
        ("amount_a_year", "year", "每月#", 1),
        ("amount_a_year", "day", "每月#", None),
        ("rate_a_year", None, "#", 1),
        ("rate_a_year", None, "每月是#", 12),
        ("rate_a_year", None, "一年里每月#", 1),
        ("rate_a_year", "year", "每月#", 1),
        ("rate_a_year", "month", "每月#", 1),
    ],
)
def test_the_time_that_was_said_with_the_figure_goes_before_the_cues_around_it_and_two_cues_say_nothing(
    convert: str, per: Per | None, marked: str, times: float | None
) -> None:
    rule = FigureRule.model_validate(CUES | {"convert": convert})
    quantity = a_quantity("一笔钱", "percent" if convert == "rate_a_year" else "money", 1200, per=per)
    meant = None if times is None else pytest.approx(just(1200 * times))
    assert measured(rule, quantity, marked, Circumstances()) == meant


@pytest.mark.parametrize(("marked", "meant"), [("#", 100), ("大概#吧", 100), ("五月，#", 1200), ("去年，#", 1200)])
def test_the_time_that_was_asked_for_counts_where_the_answer_names_none(marked: str, meant: float) -> None:
    rule = FigureRule.model_validate(CUES | {"convert": "amount_a_month"})
    quantity = a_quantity("一笔钱", "money", 1200)
    assert measured(rule, quantity, marked, Circumstances(period="一年")) == just(meant)
