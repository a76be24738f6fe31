"""The words around a numeral that say what it measures, and idioms."""

import re

import pytest

from pipeline.numbers.units import (
    CLOCK_OR_PLACE_AFTER,
    IDIOM,
    LAST_DIGITS_BEFORE,
    LOOSE,
    ORDINAL_BEFORE,
    STREET_BEFORE,
    UNIT,
)


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("块", "money", "块"),
        ("块钱", "money", "块钱"),
        ("块来钱", "money", "块来钱"),
        ("元钱", "money", "元钱"),
        ("人民币", "money", "人民币"),
        ("个基点", "basis_points", "个基点"),
        ("个BP", "basis_points", "个BP"),
        ("bp", "basis_points", "bp"),
        ("个百分点", "percent", "个百分点"),
        ("个半点", "percent", "个半点"),
        ("个点", "percent", "个点"),
        ("%", "percent", "%"),
        ("成", "percent", "成"),
        ("年", "months", "年"),
        ("年期", "months", "年期"),
        ("个半月", "months", "个半月"),
        ("个月", "months", "个月"),
        ("期", "months", "期"),
        ("周岁", "years", "周岁"),
        ("岁", "years", "岁"),
        ("号扣款", "day", "号"),
        ("日", "day", "日"),
        ("个工作日", "count", "个工作日"),
        ("个小时", "count", "个小时"),
        ("个人", "count", "个人"),
        ("号人", "count", "号人"),
        ("平方米", "count", "平方米"),
        ("天", "count", "天"),
        ("家公司", "count", "家"),
        ("个", "count", "个"),
    ],
)
def test_the_longest_unit_says_what_a_numeral_measures(text: str, kind: str, unit: str) -> None:
    found = UNIT.match(text)
    assert found is not None
    assert (found.lastgroup, found.group()) == (kind, unit)


@pytest.mark.parametrize(
    "text",
    [
        "块儿",
        "块地",
        "块业务",
        "年期LPR",
        "年期以上LPR",
        "年期的基准",
        "年级",
        "年限",
        "年底",
        "期工程",
        "期项目",
        "号楼",
        "号线",
        "号院",
        "日报",
        "个体户",
        "个性",
        "家里",
        "家庭",
        "次数据",
        "万",
        "",
    ],
)
def test_words_that_begin_like_a_unit_are_none(text: str) -> None:
    assert UNIT.match(text) is None


@pytest.mark.parametrize("word", ["来", "多", "余", "几"])
def test_a_loose_word_may_stand_before_a_unit(word: str) -> None:
    assert LOOSE.match(word)
    assert not LOOSE.match(f"年{word}")


@pytest.mark.parametrize(
    "text",
    [
        "三天两头",
        "七七八八",
        "八九不离十",
        "一五一十",
        "一年到头",
        "一年比一年",
        "一天比一天",
        "一成不变",
        "十有八九",
        "一分钱",
        "半分都",
        "一毛不拔",
        "一百个放心",
        "百分百",
        "五湖四海",
        "两码事",
        "二维码",
        "七折",
        "五险一金",
        "万一",
        "万能",
        "百姓",
        "千万别",
        "千万记",
        "三点半",
        "八点钟",
        "十二点整",
        "六点一刻",
        "九点十五分",
        "14点20分",
    ],
)
def test_an_idiom_measures_nothing_whatever_numeral_it_begins_with(text: str) -> None:
    found = IDIOM.match(text)
    assert found is not None
    assert found.group() == text


@pytest.mark.parametrize(
    "text", ["三天", "一成", "七成", "一年", "一百个", "万分之五", "千万元", "三点五", "八点六个点", "十三点整", "百万"]
)
def test_a_figure_that_begins_like_an_idiom_is_none(text: str) -> None:
    assert IDIOM.match(text) is None


@pytest.mark.parametrize(
    ("pattern", "fits", "differs"),
    [
        (ORDINAL_BEFORE, ["第", "初", "星期", "礼拜", "周", "G", "10:", "10："], ["期", "贷", "10", "第三"]),
        (LAST_DIGITS_BEFORE, ["后", "身份证末", "前", "尾", "尾号"], ["来了", "后面", ""]),
        (STREET_BEFORE, ["中山路", "东街", "大道", "胡同里", "李家村"], ["每月", "路过", ""]),
    ],
    ids=["ordinal", "last digits", "street"],
)
def test_what_stands_right_before_can_make_a_numeral_a_name(
    pattern: re.Pattern[str], fits: list[str], differs: list[str]
) -> None:
    assert [text for text in fits + differs if pattern.search(text)] == fits


@pytest.mark.parametrize("text", ["点", "点了", "时", "月", "路", "栋", "单元", "号楼", ":30", "：30", "后", "A座"])
def test_a_clock_or_a_place_behind_a_numeral_names_a_time_or_a_house(text: str) -> None:
    assert CLOCK_OR_PLACE_AFTER.match(text)


@pytest.mark.parametrize("text", ["点几", "点五", "点5", "后面", "万", "：好", "，", ""])
def test_other_words_behind_a_numeral_leave_it_a_number(text: str) -> None:
    assert not CLOCK_OR_PLACE_AFTER.match(text)
