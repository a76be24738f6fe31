"""What a quantity means as the value of each fact, which quantities mean none, and models/facts.yaml that says so."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ChecklistError
from pipeline.facts.compare import NUMERIC
from pipeline.facts.measures import Bounds, Circumstances, FactRules, FigureRule, measured
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rulebook.yamlfile import load_yaml
from pipeline.rules import shipped_rules
from tests.facts.measuring import FIGURES, a_quantity, just, value

FACTS_YAML = models_folder() / "facts.yaml"


@pytest.mark.parametrize(
    ("spoken", "meant"),
    [
        ("二十万", just(200_000)),
        ("八千块", just(8000)),
        ("三十", just(300_000)),
        ("四五十", Bounds(400_000, 500_000)),
        ("一百二", just(1_200_000)),
        ("九十七", just(970_000)),
        ("一百零五", just(1_050_000)),
        ("一百零三", None),
        ("三百六十七", None),
        ("四点五", None),
        ("一千九百九十五", just(19_950_000)),
        ("两千", just(2000)),
        ("五百块", just(500)),
        ("499块", None),
        ("三十六期", None),
        ("百分之三十", None),
    ],
)
def test_a_bare_number_of_a_loan_is_in_units_of_ten_thousand_where_people_would_say_it_so(
    spoken: str, meant: Bounds | None
) -> None:
    assert value("loan_amount", spoken) == meant


@pytest.mark.parametrize(
    ("product", "spoken", "meant"),
    [
        ("project", "三千", just(30_000_000)),
        ("project", "九千九", just(99_000_000)),
        ("project", "10000", just(10_000)),
        ("business", "三千", just(3000)),
        ("business", "1990", just(19_900_000)),
    ],
)
def test_in_projects_even_thousands_are_in_units_of_ten_thousand(product: str, spoken: str, meant: Bounds) -> None:
    assert value("funds_used", spoken, product=product) == meant


@pytest.mark.parametrize(
    ("fact", "text", "figure", "meant"),
    [
        ("loan_amount", "五十个", "五十个", just(500_000)),
        ("loan_amount", "贷五十个吧", "五十个", just(500_000)),
        ("loan_amount", "五十个的样子", "五十个的样子", just(500_000)),
        ("loan_amount", "五十个的话行", "五十个", just(500_000)),
        ("loan_amount", "五十个，行吗", "五十个", just(500_000)),
        ("loan_amount", "五十个工人", "五十个", None),
        ("loan_amount", "五十个人", "五十个人", None),
        ("loan_amount", "五十个零件", "五十个", None),
        ("monthly_income", "五百个吧", "五百个", None),
        ("employees", "五十个", "五十个", just(50)),
        ("employees", "五十个人", "五十个人", just(50)),
    ],
)
def test_so_many_without_a_noun_are_so_many_ten_thousands_where_loans_are_spoken_of(
    fact: str, text: str, figure: str, meant: Bounds | None
) -> None:
    assert value(fact, text, figure) == meant


@pytest.mark.parametrize("spoken", ["几十万", "十几万", "好几万", "大几十万"])
def test_a_vague_figure_is_no_value(spoken: str) -> None:
    assert value("loan_amount", spoken) is None


@pytest.mark.parametrize("word", ["几", "好多", "若干", "多少"])
def test_a_figure_with_a_vague_word_in_it_is_no_value(word: str) -> None:
    rule = FigureRule(kinds=("money",))
    assert measured(rule, a_quantity(f"{word}百块", "money", 300), "#", Circumstances()) is None
    assert measured(rule, a_quantity("三百块", "money", 300), "#", Circumstances()) == just(300)


@pytest.mark.parametrize(
    ("fact", "spoken", "meant"),
    [
        ("loan_term", "三年", just(36)),
        ("loan_term", "三十六期", just(36)),
        ("loan_term", "两年零三个月", just(27)),
        ("loan_term", "三五年", Bounds(36, 60)),
        ("loan_term", "四十年", just(480)),
        ("loan_term", "四十一年", None),
        ("loan_term", "半个月", None),
        ("loan_term", "三十", None),
        ("business_years", "三年", just(3)),
        ("business_years", "五六年", Bounds(5, 6)),
        ("business_years", "十八个月", just(1.5)),
        ("business_years", "半年", just(0.5)),
        ("business_years", "三个月", None),
        ("business_years", "八十年", just(80)),
        ("business_years", "八十一年", None),
    ],
)
def test_lengths_of_time_are_months_of_a_term_and_years_of_a_business(
    fact: str, spoken: str, meant: Bounds | None
) -> None:
    assert value(fact, spoken) == meant


@pytest.mark.parametrize("fact", ["loan_term", "business_years", "repayment_day", "employees"])
def test_an_age_is_no_term_and_no_time_in_business(fact: str) -> None:
    assert value(fact, "三十五岁") is None


def test_years_are_twelve_months_each_where_a_rule_takes_them() -> None:
    quantity = a_quantity("五岁", "years", 5, unit="岁")
    rule = FigureRule(kinds=("years",), convert="months")
    assert measured(rule, quantity, "#", Circumstances()) == just(60)


@pytest.mark.parametrize(
    ("fact", "text", "figure", "meant"),
    [
        ("annual_revenue", "一个季度六万", "六万", just(240_000)),
        ("annual_revenue", "每季度十五万", "十五万", just(600_000)),
        ("monthly_income", "一季六万", "六万", just(20_000)),
        ("monthly_income", "每个季度十万", "十万", None),  # a third of it is no whole sum
        ("annual_revenue", "日营业额八千块", "八千块", None),
        ("annual_revenue", "年利润五十万", "五十万", just(500_000)),
        ("monthly_income", "二十四万年薪", "二十四万", just(20_000)),
        ("employees", "12.5个人", "12.5个人", None),
        ("employees", "十二个人", "十二个人", just(12)),
        ("repayment_day", "二十点五", "二十点五", None),
        ("repayment_day", "七八年三月", "七八年三月", None),
        ("repayment_day", "五月廿五", "五月廿五", just(25)),
        ("own_capital_ratio", "自有资金占一半", "一半", just(50)),
        ("project_progress", "房子盖了一半", "一半", just(50)),
    ],
)
def test_quarters_halves_and_fractions(fact: str, text: str, figure: str, meant: Bounds | None) -> None:
    assert value(fact, text, figure) == meant


@pytest.mark.parametrize(
    ("text", "figure", "meant"),
    [
        ("年化三点八五", "三点八五", just(3.85)),
        ("三到五个点", "三到五个点", Bounds(3, 5)),
        ("月息四厘", "四厘", just(4.8)),
        ("日息万分之五", "万分之五", just(18.25)),
        ("每月是百分之零点五", "百分之零点五", just(6)),
        ("年化百分之零点五，每月扣", "百分之零点五", just(0.5)),
        ("百分之零点五", "百分之零点五", just(0.5)),
        ("百分之零点四", "百分之零点四", None),
        ("百分之三十六", "百分之三十六", just(36)),
        ("百分之三十七", "百分之三十七", None),
        ("四十", "四十", None),
        ("加五十个基点", "五十个基点", None),
    ],
)
def test_rates_are_percent_a_year_by_whatever_time_they_were_quoted(
    text: str, figure: str, meant: Bounds | None
) -> None:
    assert value("annual_rate", text, figure) == (meant and pytest.approx(meant))


@pytest.mark.parametrize(
    ("text", "figure", "meant"),
    [
        ("每月二十号", "二十号", just(20)),
        ("十五到二十号", "十五到二十号", Bounds(15, 20)),
        ("二十", "二十", just(20)),
        ("五月六号", "五月六号", just(6)),
        ("一号", "一号", just(1)),
        ("三十一号", "三十一号", just(31)),
        ("三十二", "三十二", None),
        ("二十万", "二十万", None),
    ],
)
def test_a_repayment_day_is_a_day_of_the_month(text: str, figure: str, meant: Bounds | None) -> None:
    assert value("repayment_day", text, figure) == meant


@pytest.mark.parametrize(
    ("written", "meant"), [("1988-07-15", just(15)), ("--07-01", just(1)), ("1988", None), ("", None)]
)
def test_of_a_date_the_day_is_taken_where_it_has_one(written: str, meant: Bounds | None) -> None:
    date = a_quantity("那天", "date", 0, value_text=written)
    assert measured(FIGURES["repayment_day"], date, "#", Circumstances()) == meant


@pytest.mark.parametrize(
    ("fact", "spoken", "meant"),
    [
        ("monthly_payment", "三千二", just(3200)),
        ("monthly_payment", "三十", just(30)),
        ("monthly_payment", "二十九", None),
        ("funds_used", "三十", just(300_000)),
        ("fee_paid", "三千", just(3000)),
        ("existing_debt", "一百块", just(100)),
        ("existing_debt", "九十九块", None),
        ("collateral_value", "一百二", just(1_200_000)),
        ("collateral_value", "八百块", None),
        ("employees", "二十", just(20)),
        ("employees", "二三十个人", Bounds(20, 30)),
        ("own_capital_ratio", "三成", just(30)),
        ("own_capital_ratio", "百分之一百", just(100)),
        ("own_capital_ratio", "百分之零点五", None),
        ("project_progress", "百分之一百零一", None),
        ("project_investment", "三个亿", just(300_000_000)),
        ("project_investment", "九千块", None),
    ],
)
def test_other_figures_count_in_their_facts_own_unit_and_range(fact: str, spoken: str, meant: Bounds | None) -> None:
    assert value(fact, spoken) == meant


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000))
def test_a_value_counts_from_the_least_to_the_most_inclusive(amount: int, least: int, most: int) -> None:
    rule = FigureRule(kinds=("money",), least=least, most=most)
    found = measured(rule, a_quantity("一笔钱", "money", amount), "#", Circumstances())
    assert found == (just(amount) if least <= amount <= most else None)


def test_a_range_counts_where_both_its_ends_do() -> None:
    rule = FigureRule(kinds=("money",), least=10, most=20)
    for low, high, counts in [(10, 20, True), (9, 20, False), (10, 21, False)]:
        quantity = a_quantity("一笔钱", "money", low).model_copy(update={"high": high})
        assert (measured(rule, quantity, "#", Circumstances()) is not None) is counts


def test_both_ends_of_a_range_are_multiplied() -> None:
    assert Bounds(2, 3).times(12) == Bounds(24, 36)


def test_every_numeric_fact_of_the_taxonomy_has_its_rule_and_no_other() -> None:
    assert set(shipped_rules().figures) == {name for name, entry in taxonomy().facts.items() if entry.type in NUMERIC}


@pytest.mark.parametrize(
    ("written", "broken", "cause"),
    [
        ("  employees: {kinds", "  employees: {knids", "figures.employees.kinds: Field required"),
        ("'#[^，。]{0,3}一年'", "'#[^，。]{0,3}(一年'", "does not compile"),
        ("kinds: [count, number]", "kinds: [aeons]", "figures.employees.kinds"),
        ("convert: day_of_month", "convert: weekday", "figures.repayment_day.convert"),
    ],
    ids=["unknown key", "bad pattern", "unknown kind", "unknown conversion"],
)
def test_a_malformed_file_is_refused_by_name(tmp_path: Path, written: str, broken: str, cause: str) -> None:
    text = FACTS_YAML.read_text(encoding="utf-8")
    assert written in text
    path = tmp_path / "facts.yaml"
    path.write_text(text.replace(written, broken, 1), encoding="utf-8")
    with pytest.raises(ChecklistError, match=cause):
        load_yaml(path).parse(FactRules)
