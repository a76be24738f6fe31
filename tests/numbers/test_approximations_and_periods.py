"""The words around a numeral that say how exact it is meant, and the time that it is for."""

import re

import pytest
from hypothesis import given

from pipeline.numbers.find import quantities
from pipeline.numbers.quantity import Per
from pipeline.numbers.units import approximation_after, approximation_before, day_period, nearest, period
from tests.numbers.saying import ANY_TEXT, only


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        ("小一百万", "1000000", "小"),
        ("上百万", "1000000", "上"),
        ("不到五十万", "500000", "不到"),
        ("大概三十万", "300000", "大概"),
        ("三十万左右", "300000", "左右"),
        ("三十万出头", "300000", "出头"),
        ("三十万封顶", "300000", "封顶"),
        ("五十万以内", "500000", "以内"),
        ("差不多是八万", "80000", "差不多"),
        ("近两百万", "2000000", "近"),
    ],
)
def test_rough_amounts_keep_the_word_around_them(text: str, value: str, qualifier: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.qualifier, found.approximate) == ("money", value, qualifier, True)


@pytest.mark.parametrize(
    ("before", "numeral", "start", "word"),
    [
        ("大概", "六万", 0, "大概"),
        ("大概是", "六万", 0, "大概"),
        ("差不多有", "六万", 0, "差不多"),
        ("不超过也就", "六万", 0, "不超过"),
        ("我估计至少", "六万", 3, "至少"),
        ("不低于", "六万", 0, "不低于"),
        ("低于", "六万", 0, "低于"),
        ("将近", "六万", 0, "将近"),
        ("约", "六万", 0, "约"),
        ("小", "六万", 0, "小"),
        ("近", "六万", 0, "近"),
        ("好", "几万", 0, "好"),
        ("大", "几十万", 0, "大"),
        ("上", "百万", 0, "上"),
    ],
)
def test_a_word_of_approximation_before_a_numeral_is_taken_with_it(
    before: str, numeral: str, start: int, word: str
) -> None:
    assert approximation_before(before + numeral, len(before)) == (start, word)


@pytest.mark.parametrize(
    ("before", "numeral"),
    [
        ("", "六万"),
        ("贷", "六万"),
        ("也就", "六万"),
        ("大概呢", "六万"),
        ("正好", "六万"),
        ("大", "六十万"),
        ("上", "六万"),
        ("最小", "六万"),
        ("最近", "六万"),
        ("附近", "六家"),
        ("节约", "六万"),
        ("签约", "六万"),
        ("违约", "六次"),
    ],
)
def test_other_words_before_a_numeral_are_left_alone(before: str, numeral: str) -> None:
    assert approximation_before(before + numeral, len(before)) == (len(before), "")


@pytest.mark.parametrize(
    "word",
    [
        "左右",
        "上下",
        "以内",
        "之内",
        "以上",
        "以下",
        "出头",
        "封顶",
        "打底",
        "起步",
        "多点",
        "多一点",
        "不止",
        "朝上",
        "往上",
        "前后",
        "样子",
        "不到",
    ],
)
def test_a_word_of_approximation_behind_a_quantity_is_taken_with_it(word: str) -> None:
    assert approximation_after(f"六万{word}吧", 2) == (2 + len(word), word)
    assert approximation_after(f"六万的{word}吧", 2) == (3 + len(word), word)


@pytest.mark.parametrize(
    "behind", ["", "的", "吧左右", "多", "不到账", "不到期", "不到位", "不到手", "不到八万", "不到8万"]
)
def test_other_words_behind_a_quantity_are_left_alone(behind: str) -> None:
    assert approximation_after(f"六万{behind}", 2) == (2, "")


@given(ANY_TEXT, ANY_TEXT)
def test_words_of_approximation_stand_right_beside_what_they_qualify(before: str, behind: str) -> None:
    text, at, end = f"{before}六万{behind}", len(before), len(before) + 2
    start, word = approximation_before(text, at)
    assert text[start:at].startswith(word)
    assert bool(word) == (start < at)
    stop, after = approximation_after(text, end)
    assert text[end:stop].endswith(after)
    assert bool(after) == (end < stop)


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("一个月八千五", "month"),
        ("八千五一个月", "month"),
        ("每月大概还四千三", "month"),
        ("月供5600", "month"),
        ("一年二十来万", "year"),
        ("年收入三十万", "year"),
        ("二十万一年", "year"),
        ("每季度六万", "quarter"),
        ("一天两千块", "day"),
        ("三年期二十万", None),
        ("一年期，二十万", None),
        ("贷二十万", None),
    ],
)
def test_the_time_that_an_amount_is_for(text: str, per: str | None) -> None:
    amount = next(q for q in quantities(text) if q.kind in ("money", "number"))
    assert amount.per == per


@pytest.mark.parametrize(
    ("before", "behind", "per"),
    [
        ("每月", "", "month"),
        ("每个月要还", "", "month"),
        ("月薪", "", "month"),
        ("按月", "", "month"),
        ("每年", "", "year"),
        ("一年", "", "year"),
        ("年营业额", "", "year"),
        ("每季度", "", "quarter"),
        ("按季", "", "quarter"),
        ("每天", "", "day"),
        ("日均", "", "day"),
        ("", "一个月", "month"),
        ("", "钱每个月", "month"),
        ("", "左右一个月", "month"),
        ("", "/月", "month"),
        ("", "的月供", "month"),
        ("", "一年", "year"),
        ("", "/年", "year"),
        ("", "一个季度", "quarter"),
        ("", "每季度", "quarter"),
        ("", "一天", "day"),
        ("", "/天", "day"),
        ("每年", "每个月", "month"),
        ("每年每月", "", "month"),
        ("每月，一年", "", "year"),
        ("每月，", "", None),
        ("每月要还给银行那", "", "month"),
        ("每月要还给银行那边", "", None),
        ("一年期", "", None),
        ("一年半", "", None),
        ("", "一年期", None),
        ("", "一年半", None),
        ("", "，一个月", None),
        ("", "", None),
    ],
)
def test_an_amount_is_for_the_time_behind_it_or_else_the_nearest_before_it(
    before: str, behind: str, per: Per | None
) -> None:
    assert period(f"{before}六千{behind}", len(before), len(before) + 2) == per


@pytest.mark.parametrize(
    ("before", "per"),
    [
        ("每月", "month"),
        ("每个月的", "month"),
        ("按月", "month"),
        ("月月", "month"),
        ("季末", "quarter"),
        ("季度末月的", "quarter"),
        ("每季度最后一个月的", "quarter"),
        ("本月", None),
        ("下个月", None),
        ("每月，", None),
        ("", None),
    ],
)
def test_a_day_comes_every_month_or_every_quarter_where_that_is_said(before: str, per: Per | None) -> None:
    assert day_period(f"{before}十六号", len(before)) == per


def test_of_two_periods_the_one_said_last_is_the_nearest() -> None:
    patterns: dict[Per, re.Pattern[str]] = {"year": re.compile("年.*$"), "month": re.compile("月.*$")}
    assert nearest(patterns, "每年每月还") == "month"
    assert nearest(patterns, "每月每年还") == "year"
    assert nearest(patterns, "每天还") is None


@given(ANY_TEXT, ANY_TEXT)
def test_what_stands_beyond_a_pause_gives_no_time(before: str, behind: str) -> None:
    text, start = f"{before}，六千，{behind}", len(before) + 1
    assert period(text, start, start + 2) is None
    assert day_period(text, start) is None
