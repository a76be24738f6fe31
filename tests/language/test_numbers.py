"""What people say for amounts, terms, rates, days, dates and digits, and what only sounds like a number."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.numbers import Quantity, quantities


def only(text: str) -> Quantity:
    found = quantities(text)
    assert len(found) == 1, [(q.text, q.kind) for q in found]
    return found[0]


MONEY = [
    ("三万五", "35000"),
    ("三万五千", "35000"),
    ("3万5", "35000"),
    ("3万5千", "35000"),
    ("3万5000", "35000"),
    ("三万零五百", "30500"),
    ("一万二", "12000"),
    ("两百万", "2000000"),
    ("二百五十万", "2500000"),
    ("两个亿", "200000000"),
    ("一个点五亿", "150000000"),
    ("一个亿", "100000000"),
    ("1.2亿", "120000000"),
    ("一点二亿", "120000000"),
    ("三亿五", "350000000"),
    ("三亿五千万", "350000000"),
    ("一亿零五百万", "105000000"),
    ("八十五万二", "852000"),
    ("一百四十八点六万", "1486000"),
    ("一百四十八万六", "1486000"),
    ("一百零八万", "1080000"),
    ("五十个w", "500000"),
    ("50w", "500000"),
    ("50个W", "500000"),
    ("五十个达不溜", "500000"),
    ("8k", "8000"),
    ("三千万", "30000000"),
    ("两千四百万", "24000000"),
    ("三十万人民币", "300000"),
    ("一千四百六十块", "1460"),
    ("8500元", "8500"),
    ("1,200,000元", "1200000"),
    ("三块五", "3.5"),
    ("三百六十块五毛", "360.5"),
    ("壹佰贰拾万元", "1200000"),
    ("３万５", "35000"),
    ("四五十万", "400000~500000"),
    ("十七八万", "170000~180000"),
    ("三五万", "30000~50000"),
    ("一百二三十万", "1200000~1300000"),
    ("一万二三", "12000~13000"),
    ("一万五六千", "15000~16000"),
    ("五六千块", "5000~6000"),
    ("一万六到一万七", "16000~17000"),
    ("八千到一万", "8000~10000"),
    ("四十到五十万", "400000~500000"),
    ("五百到一千万", "5000000~10000000"),
    ("40~50万", "400000~500000"),
    ("3、4万", "30000~40000"),
    ("八千块到一万块", "8000~10000"),
    ("十几二十万", "110000~200000"),
    ("三五十万", "300000~500000"),
    ("3-5万", "30000~50000"),
    ("5000万到一个亿", "50000000~100000000"),
    ("半个亿", "50000000"),
    ("一个半亿", "150000000"),
]


@pytest.mark.parametrize(("text", "value"), MONEY)
def test_amounts_of_money(text: str, value: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.text) == ("money", value, text)


ROUGH = [
    ("一百二十来万", "1200000", "来"),
    ("一百二十多万", "1200000", "多"),
    ("20多万", "200000", "多"),
    ("二十来万块", "200000", "来"),
    ("五万多块钱", "50000", "多"),
    ("十几万", "110000~190000", "几"),
    ("10几万", "110000~190000", "几"),
    ("几十万", "200000~900000", "几"),
    ("大几十万", "600000~900000", "大几"),
    ("好几万", "30000~90000", "好几"),
    ("小一百万", "1000000", "小"),
    ("上百万", "1000000", "上"),
    ("百八十万", "800000~1000000", "百八十"),
    ("百十来万", "1000000~1200000", "来"),
    ("不到五十万", "500000", "不到"),
    ("大概三十万", "300000", "大概"),
    ("三十万左右", "300000", "左右"),
    ("三十万出头", "300000", "出头"),
    ("三十万封顶", "300000", "封顶"),
    ("五十万以内", "500000", "以内"),
    ("差不多是八万", "80000", "差不多"),
    ("近两百万", "2000000", "近"),
    ("百把万", "1000000", "百把"),
    ("千把块钱", "1000", "千把"),
]


@pytest.mark.parametrize(("text", "value", "qualifier"), ROUGH)
def test_rough_amounts_keep_their_figure_and_the_word_that_makes_them_rough(
    text: str, value: str, qualifier: str
) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.qualifier, found.approximate) == ("money", value, qualifier, True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("五十", "50"),
        ("十五", "15"),
        ("八千五", "8500"),
        ("三千八百一", "3810"),
        ("一百二", "120"),
        ("一百零五", "105"),
        ("两三千", "2000~3000"),
        ("16000~17000", "16000~17000"),
        ("35000", "35000"),
        ("四点三五", "4.35"),
        ("零点八", "0.8"),
        ("二十五到三十", "25~30"),
        ("五位数", "10000~99999"),
        ("千把", "1000"),
    ],
)
def test_numbers_without_a_unit_are_left_to_the_caller(text: str, value: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text) == ("number", value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三年", "36"),
        ("三年期", "36"),
        ("3年", "36"),
        ("25年", "300"),
        ("二十年", "240"),
        ("三十六期", "36"),
        ("三十六个月", "36"),
        ("半年", "6"),
        ("半年期", "6"),
        ("一年半", "18"),
        ("一个半月", "1.5"),
        ("两年零三个月", "27"),
        ("2年3个月", "27"),
        ("三五年", "36~60"),
        ("三到五年", "36~60"),
        ("三年到五年", "36~60"),
        ("两三个月", "2~3"),
        ("个把月", "1"),
        ("三年多", "36"),
    ],
)
def test_lengths_of_time_are_months(text: str, value: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.text) == ("months", value, text)


@pytest.mark.parametrize(
    ("text", "value", "per"),
    [
        ("百分之四点三五", "4.35", None),
        ("4.35%", "4.35", None),
        ("４.３５％", "4.35", None),
        ("四点三五个点", "4.35", None),
        ("三个百分点", "3", None),
        ("年化四个点", "4", "year"),
        ("年化利率是三点八五", "3.85", "year"),
        ("利率3.6", "3.6", None),
        ("四厘", "4", None),
        ("三厘二", "3.2", None),
        ("年息四厘", "4", "year"),
        ("月息四厘", "4.8", "month"),
        ("月息四厘五", "5.4", "month"),
        ("月息三厘三七五", "4.05", "month"),
        ("月息一分", "12", "month"),
        ("一分五的利息", "15", None),
        ("日息万分之五", "18.25", "day"),
        ("千分之三", "0.3", None),
        ("百分之三到五", "3~5", None),
        ("3%到5%", "3~5", None),
        ("百分之六七十", "60~70", None),
        ("六成", "60", None),
        ("三成五", "35", None),
        ("七成半", "75", None),
        ("三个半点", "3.5", None),
        ("年化三点几", "3.1~3.9", "year"),
        ("百分之四点多", "4", None),
        ("百分之4点35", "4.35", None),
        ("四分之三", "75", None),
    ],
)
def test_shares_and_rates_are_percent_a_year_where_the_period_is_known(text: str, value: str, per: str | None) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.per) == ("percent", value, per)


def test_basis_points_are_their_own_kind() -> None:
    found = only("LPR加五十个基点")
    assert (found.kind, found.value_text, found.unit) == ("basis_points", "50", "个基点")


@pytest.mark.parametrize(
    ("text", "value", "per"),
    [
        ("每月二十号", "20", "month"),
        ("20号", "20", None),
        ("每个月15日扣款", "15", "month"),
        ("二十号前后", "20", None),
        ("十五到二十号之间", "15~20", None),
        ("按季扣，季末月二十一号", "21", "quarter"),
    ],
)
def test_days_of_the_month(text: str, value: str, per: str | None) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.per) == ("day", value, per)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("八八年五月六号", "1988-05-06"),
        ("八八年五月六", "1988-05-06"),
        ("一九八八年五月六日", "1988-05-06"),
        ("1988年5月6日", "1988-05-06"),
        ("88年5月6号", "1988-05-06"),
        ("1988-05-06", "1988-05-06"),
        ("1988/5/6", "1988-05-06"),
        ("19880506", "1988-05-06"),
        ("九一年的，十月二十一号", "1991-10-21"),
        ("零二年一月三十一号", "2002-01-31"),
        ("九零年", "1990"),
        ("一九八八年", "1988"),
        ("七八年生的", "1978"),
        ("二零二五年三月", "2025-03"),
        ("二五年三月份", "2025-03"),
        ("五月六号", "--05-06"),
    ],
)
def test_dates_are_iso_8601_as_far_as_they_were_said(text: str, value: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text) == ("date", value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("幺三八零零幺三八零零零", "13800138000"),
        ("一三八零零一三八零零零", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("13800138000", "13800138000"),
        ("幺三八，零零幺三，八零零零", "13800138000"),
        ("幺三八、零零幺三，呃，八零零零", "13800138000"),
        ("由三八零零有三八零零零", "13800138000"),
        ("腰三八零零腰三八零零零", "13800138000"),
        ("幺五九三个八零二四六", None),
        ("幺五九四个八零二四六", "15988880246"),
        ("四三幺九", "4319"),
        ("二七幺八", "2718"),
        ("零零二八", "0028"),
        ("0028", "0028"),
        ("四、三、幺、九", "4319"),
        ("4 3 1 9", "4319"),
        ("43 19", "4319"),
        ("一二三叉", "123X"),
        ("一二三X", "123X"),
        ("123x", "123X"),
        ("一二三艾克斯", "123X"),
        ("三二一…叉", "321X"),
        ("622848001234567", "622848001234567"),
    ],
)
def test_strings_of_digits(text: str, value: str | None) -> None:
    found = [q.value_text for q in quantities(text) if q.kind == "digits"]
    assert (found == [value]) if value else (len("".join(found)) < 11)


def test_a_short_arabic_run_is_a_number_that_can_be_read_as_digits() -> None:
    assert (only("4319").kind, only("4319").digits) == ("number", "4319")
    assert only("四千三百一十九").digits is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("五十个", "50", "个"),
        ("五个人", "5", "个人"),
        ("三十号人", "30", "号人"),
        ("一百二十八平", "128", "平"),
        ("三台设备", "3", "台"),
        ("一千四百多吨", "1400", "吨"),
        ("三万吨", "30000", "吨"),
        ("逾期十二天", "12", "天"),
        ("三个工作日", "3", "个工作日"),
    ],
)
def test_counts_keep_their_unit(text: str, value: str, unit: str) -> None:
    found = only(text)
    assert (found.kind, found.value_text, found.unit) == ("count", value, unit)


def test_an_age_is_in_years() -> None:
    assert (only("五十三岁").kind, only("五十三岁").value_text) == ("years", "53")


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
def test_the_time_that_an_amount_is_said_for(text: str, per: str | None) -> None:
    amount = next(q for q in quantities(text) if q.kind in ("money", "number"))
    assert amount.per == per


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("二十万三年", ["二十万", "三年"]),
        ("二十万三十六期", ["二十万", "三十六期"]),
        ("三万五一个月", ["三万五", "一个月"]),
        ("四千二家里人还", ["四千二"]),
        ("两万五个人凑的", ["两万", "五个人"]),
        ("十八万期限二十四个月", ["十八万", "二十四个月"]),
        ("工号幺零三五，贷五十个，想用一年", ["幺零三五", "五十个", "一年"]),
        ("不是五十，是十五万", ["五十", "十五万"]),
        ("十万八万的", ["十万", "八万"]),
        ("三千多不到四千", ["三千多", "不到四千"]),
        ("最近三个月", ["三个月"]),
        ("到手八千五，加班多的话一万出头", ["八千五", "一万出头"]),
    ],
)
def test_neighbours_do_not_swallow_each_other(text: str, parts: list[str]) -> None:
    assert [q.text for q in quantities(text)] == parts


WORDS = """
五年期LPR 手上万一有事 通过万科办的 千万别急 万分感谢 10:30
一下 一起 一个人 第一次 第三期 一般
一直 十分 千万别信 万一 三心二意 一会儿
两口子 一点 有点 一点点 一家人 一些
一样 一共 一定 一边 三点半 晚上八点以后
十点二十 八点到 三月份 二期项目 周五
星期三 礼拜六 一成不变 做成功了 二手房
二维码 一分钱都没收 一分都不少 年底 月底
初三 乱七八糟 打八折 单元 几个 几号
几年 半天 三号楼 八十六号三号楼 一块儿过
身份证后四位 个体户 个人消费 利息 百分百
一百个放心 五险一金 三方协议 一年一年续
"""


@pytest.mark.parametrize(
    "text",
    WORDS.split(),
)
def test_words_that_only_look_like_numbers_are_none(text: str) -> None:
    assert [q.text for q in quantities(text)] == []


# --- properties ---

_DIGITS = "零一二三四五六七八九"


def _below_ten_thousand(value: int) -> str:
    said, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + unit
        gap = not digit
    return said


def spoken(value: int) -> str:
    """An independent writer of standard Chinese numerals, to hold the reader against."""
    yi, wan, rest = value // 10**8, value // 10**4 % 10**4, value % 10**4
    said = _below_ten_thousand(yi) + "亿" if yi else ""
    if wan:
        said += ("零" if yi and wan < 1000 else "") + _below_ten_thousand(wan) + "万"
    if rest:
        said += ("零" if said and rest < 1000 else "") + _below_ten_thousand(rest)
    return said


@given(st.integers(min_value=20, max_value=10**12 - 1))
def test_every_number_is_read_back_as_it_is_spoken(value: int) -> None:
    found = only(spoken(value) + "元")
    assert (found.kind, found.low, found.high) == ("money", value, value)


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=1, max_value=9))
def test_a_last_digit_without_its_unit_is_a_tenth(ten_thousands: int, thousands: int) -> None:
    said = f"{spoken(ten_thousands)}万{_DIGITS[thousands]}"
    assert only(said).low == ten_thousands * 10_000 + thousands * 1000


@given(st.integers(min_value=2, max_value=9999), st.sampled_from(["万", "亿", "块", "%", "个月"]))
def test_arabic_and_spoken_digits_mean_the_same(value: int, unit: str) -> None:
    written, said = quantities(f"{value}{unit}"), quantities(f"{spoken(value)}{unit}")
    assert [(q.kind, q.low) for q in written] == [(q.kind, q.low) for q in said]


_TALK = st.text(
    alphabet="零一二两三四五六七八九十百千万亿幺点半几来多个块元年月日号期天分厘成之到至"
    "~-、，,. 0123456789%wkX叉第上大小好不到左右LPR由有",
    max_size=24,
)


@given(st.one_of(_TALK, st.text(max_size=40)))
def test_any_text_gives_ordered_quantities_that_slice_to_themselves(text: str) -> None:
    found = quantities(text)
    assert all(q.text == text[q.start : q.end] and q.low <= q.high for q in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
