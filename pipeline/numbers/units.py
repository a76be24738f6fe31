"""The words around a numeral: units, approximation (大概, 出头), the time an amount is for (每年), rates, and idioms.

UNIT says what a numeral measures; IDIOM lists phrases in which a numeral measures nothing. Shares and interest rates
(百分之四点三五, 4.35%, 四厘五, 三成五, 万分之五, 年化三点八) become percent; a quoted period makes a rate a year's:
月息 times 12, 日息 times 365 (how card and penalty interest is published).
"""

import re
from typing import Final

from pipeline.numbers.numerals import PLACES, VALUES, Numeral, read_numeral
from pipeline.numbers.quantity import Per

_MONEY: Final = (
    "块[来多]?钱|元钱|块|元|人民币|毛钱|角钱|分钱"
    "|毛(?![坯利病巾线衣料重收孩豆笔发毛泽主先总女经])|角(?=整|零?[一二三四五六七八九\\d]分)"
)
_POINTS: Final = "个基点|基点|个[Bb][Pp]|[Bb][Pp]"
_SHARES: Final = "个百分点|个半点|个点|%|厘|分|成"
_TERMS: Final = "年期|年|个半月|个[来多]月|个月|期"
_COUNTS: Final = (
    "个工作日|工作日|个星期|星期|个小时|小时|个钟头|分钟|平方米|平方|平米|立方|公里|公斤|千瓦|兆瓦|个人|号人|口人|"
    "天|周|名|位|人|家(?!里|人|中|庭)|套|台|辆|间|层|户|条|份|只|件|箱|桌|股|倍|平|吨|亩|方|笔|张|次|口|米|斤|度|棵|株|头(?=[猪牛羊驴奶母种肉小大])|个"
)
UNIT: Final = re.compile(
    rf"(?P<money>{_MONEY})(?!儿|地|牌|板|石|砖|业务|内容)"
    rf"|(?P<basis_points>{_POINTS})"
    rf"|(?P<percent>{_SHARES})"
    rf"|(?P<months>{_TERMS})(?!期?(?:以上)?的?(?:LPR|基准)|限|级|轻|底|初|头|间|工程|项目|厂房|资本金|建设)"
    r"|(?P<years>周岁|岁)"
    r"|(?P<day>号|日)(?![楼线院门库仓机店厅窗码称人常本报])"
    rf"|(?P<count>{_COUNTS})(?!民|口子|体户|性|别|来回|常|均|数据|人(?:消费|经营|贷|信|住房|账|卡|资|名|征|所得|按揭|综合))"
)
LOOSE: Final = re.compile("[来多余几]")
_CLOCK: Final = (
    r"(?:[一二两三四五六七八九]|十[一二]?|\d{1,2})点"
    r"(?:钟|半|整|多|前|后|以|之|左|来|到|过|[一三]刻|[二三四五]?十[一二三四五六七八九]?分?|零.分|\d\d分)"
)
IDIOM: Final = re.compile(
    rf"{_CLOCK}|九牛一毛|三天两头|三番[五两]次|七七八八|乱七八糟|八九不离十|一五一十|一来二去|三三两两|五花八门|三言两语|"
    r"一清二楚|一干二净|三长两短|一年到头|一年(?:一年|比一年)|一天到晚|一天比一天|一成不变|十有八九|"
    r"[一半]分(?:钱|都|也|没|不)|一毛(?:钱|不拔)|一百个(?:放心|愿意|不)|百分百|三下五除二|不三不四|四面八方|接二连三|"
    r"五湖四海|七上八下|千家万户|三心二意|一分一厘|一天一[个夜](?!月)|两码事|二维码|两口子|一百八十度|五险一金|三方|"
    r"[一二两三四五六七八九]折|万[一能事般]|万分(?!之)|百[姓般]|千万(?:别|不|要|得|记|小心|甭|莫|当心)"
)
# 第三期, 周五, 双十一, 正月十五, 大年三十: a place in a row or in the calendar of the moon, no amount.
ORDINAL_BEFORE: Final = re.compile(r"(?:第|初|星期|礼拜|周|双|[正腊冬]月|大年|[A-Za-z]|\d[:：])$")
LUNAR_MONTH_BEFORE: Final = re.compile(r"[农阴旧]历[^，。；！？,;!?…]{0,6}月$")
LAST_DIGITS_BEFORE: Final = re.compile("[后末前尾号]$")
STREET_BEFORE: Final = re.compile("[路街道巷弄胡村里]$")
CLOCK_OR_PLACE_AFTER: Final = re.compile(
    r"点(?![几零一二三四五六七八九\d])|时|月|路|栋|幢|单元|室|楼|座|号楼|:\d|：\d|后(?!面)|[A-Za-z]"
)

_BEFORE: Final = re.compile(
    r"(不到|不超过|超过|不低于|低于|不止|将近|接近|大概|大约|差不多|至少|起码|最少|最多|顶多|多于|少于|好|大|(?<!最)小|上|(?<![最附])近|(?<![节签预条违租合续解履毁契公邀])约|(?<![最赶尽加飞爽凉很太更多])快)"
    r"(?:是|有|在|要|也就)?$"
)
# Which of these words need what right behind them: 好几万 but not 正好五万; 近半年 is the half year up to now.
_BEFORE_NEEDS: Final = {
    "好": "几",
    "大": "几",
    "上": "百千万亿",
    "近": "一二两三四五六七八九十几百千万亿廿卅0123456789",
}
_NOT_BEFORE_SHARE: Final = frozenset("好大小上快")
_ABOUT: Final = frozenset({"大概", "大约", "差不多"})
# Words of approximation with a verb between: 大约贷了六十万, 大概每个月还个两千三四.
_FAR_BEFORE: Final = re.compile(
    r"(大概|大约|差不多|将近|接近)(?:每个?[月年天]|一个月|一年|一天)?(?:就|也就|都|得|能|会|可以|还|再)?"
    r"(?:是|有|在|要|贷|借|还|挣|赚|拿|卖|花|付|交|欠|剩|用|收入|到手)?(?:了|个|到|得|着)?$"
)
_AFTER: Final = re.compile(
    r"(?:的)?(?:不到(?![位账期家手\d一二两三四五六七八九十])|左右|上下|以内|之内|以上|以下|出头|封顶|打底|起步|多一?点|不止|朝上|往上|前后|样子)"
)
_MONTHLY: Final = (
    "每个月|一个月|每月|月月|一月|月供|月入|月收入|月薪|月均|按月|月租|月付|月还|月营业额|月流水|月销售额|月利润|"
    "个月(?:要|得)?[还交付拿挣赚]"
)
_YEARLY: Final = (
    "每年|一年(?!期|半|多|零)|年薪|年收入|年入|全年|年均|年营业额|年流水|年销售额|年产值|年租金|年利润|年营收|年净利"
)
_PER_BEFORE: Final[dict[Per, re.Pattern[str]]] = {
    "month": re.compile(rf"(?:{_MONTHLY})[^，。；！？,.;!?\d、]{{0,6}}$"),
    "year": re.compile(rf"(?:{_YEARLY})[^，。；！？,.;!?\d、]{{0,6}}$"),
    "quarter": re.compile(r"(?:每个?季度?|(?<!第)一个?季度?|按季)[^，。；！？,.;!?\d、]{0,6}$"),
    "day": re.compile(r"(?:每天|一天|每日|日均|天天|日营业额|日流水|日销售额|日收入)[^，。；！？,.;!?\d、]{0,6}$"),
}
_PER_AFTER: Final[dict[Per, re.Pattern[str]]] = {
    "month": re.compile(r"(?:钱)?(?:左右|多)?(?:一个月|每个?月|/月|的?月(?:供|租|薪|收入))"),
    "year": re.compile(r"(?:钱)?(?:左右|多)?(?:一年(?!期|半|零|多)|每年|/年|的?年(?:薪|收入|租|利润|营收))"),
    "quarter": re.compile(r"(?:钱)?(?:一个季度|每个?季度|一季)"),
    "day": re.compile(r"(?:钱)?(?:一天|每天|/天)"),
}
_DAY_PER: Final[dict[Per, re.Pattern[str]]] = {
    "month": re.compile("(?:每个?|按|月)月(?:的)?$"),
    "quarter": re.compile("季度?(?:末|最后一个)?月?(?:的)?$"),
}

_FRACTIONS: Final = {"百": 1.0, "千": 0.1, "万": 0.01}
_FRACTION: Final = re.compile("([百千万])分之")
_PLAIN_FRACTION: Final = re.compile("([二三四五六七八九十])分之([一二两三四五六七八九])")
_QUOTED: Final[dict[Per, re.Pattern[str]]] = {
    "month": re.compile(r"月(?:息|利率|利|费率|化)[^，。；！？,;!?]{0,5}$"),
    "day": re.compile(
        r"(?:日|天)(?:息|利率|利|费率)[^，。；！？,;!?]{0,5}$|(?:按日|每天|每日|一天)[^，。；！？,;!?]{0,3}$"
    ),
    "year": re.compile(r"年(?:息|利率|利|化利率|化|费率)[^，。；！？,;!?]{0,6}$"),
}
_QUOTED_AFTER: Final[dict[Per, re.Pattern[str]]] = {
    "month": re.compile(r"的?月(?:息|利率|利)"),
    "day": re.compile(r"的?日(?:息|利率)"),
    "year": re.compile(r"的?年(?:息|利率|化)"),
}
_ANNUAL: Final[dict[Per | None, float]] = {"month": 12, "day": 365, "year": 1, None: 1}
_INTEREST: Final = re.compile(r"[息利][^，。；！？,;!?]*$|年化[^，。；！？,;!?]*$")
_INTEREST_AFTER: Final = re.compile("[零一二三四五六七八九半]{0,4}的?[息利]")
_RATE_BEFORE: Final = re.compile(
    r"(?:年化|利率|年息|月息|日息|年利|月利|成本)(?:率|利率|成本)?"
    r"(?:就?是|为|大概|大约|在|才|到|合|降到|按|做到|差不多|:|：|，)?$"
)
# A decimal farther behind such a word is a rate too: 年化能不能做到三点二.
_FAR_RATE_BEFORE: Final = re.compile(r"(?:年化|(?<![日月])利率)[^，。；！？,;!?乘除倍加减日月]{0,12}$")
_NO_SHARE_AFTER: Final = re.compile("功|为|本|立|员|交|不变|绩|年人|是|都是")
_TENTH: Final = re.compile(r"([零一二三四五六七八九]{1,4})(?![十百千万个年月点天])|半")
HIGHEST_BARE_RATE: Final = 36.0  # percent a year; behind 年化 a larger bare number is not a rate


def approximation_before(text: str, at: int) -> tuple[int, str]:
    """Where a word of approximation before a numeral begins, and the word; (at, "") without one."""
    match = _BEFORE.search(text[max(0, at - 6) : at])
    if match is None:
        return at, ""
    word = match.group(1)
    needed = _BEFORE_NEEDS.get(word)
    return (at - len(match.group()), word) if needed is None or text[at] in needed else (at, "")


def approximation_before_share(text: str, at: int) -> tuple[int, str]:
    """The same before a share or a rate, where 缩小三成 is not about three tenths."""
    start, word = approximation_before(text, at)
    return (at, "") if word in _NOT_BEFORE_SHARE else (start, word)


def approximation_before_day(text: str, at: int) -> tuple[int, str]:
    """The same before a day, where 不到二十号 says earlier and 约十五号 makes an appointment."""
    start, word = approximation_before(text, at)
    return (start, word) if word in _ABOUT else (at, "")


def approximation_farther_before(text: str, at: int) -> str:
    """A word of approximation with no more than a verb between it and a quantity, "" without one."""
    match = _FAR_BEFORE.search(text[max(0, at - 14) : at])
    return match.group(1) if match else ""


def approximation_after(text: str, end: int) -> tuple[int, str]:
    """Where a word of approximation behind a quantity ends, and the word; (end, "") without one."""
    match = _AFTER.match(text, end)
    return (match.end(), match.group().removeprefix("的")) if match else (end, "")


def period(text: str, start: int, end: int) -> Per | None:
    """The time that an amount at [start, end) is for; what follows it outranks what precedes it."""
    after: Per | None = next((per for per, pattern in _PER_AFTER.items() if pattern.match(text, end)), None)
    return after or nearest(_PER_BEFORE, text[max(0, start - 14) : start])


def day_period(text: str, at: int) -> Per | None:
    """Whether a day is one of every month or of every quarter."""
    return nearest(_DAY_PER, text[max(0, at - 8) : at])


def nearest(patterns: dict[Per, re.Pattern[str]], before: str) -> Per | None:
    """The period whose pattern matches nearest to the end of what stands before."""
    found = [(match.start(), per) for per, pattern in patterns.items() if (match := pattern.search(before))]
    return max(found)[1] if found else None


def read_fraction(text: str, at: int) -> tuple[Numeral, float] | None:
    """What 百分之, 千分之 or 万分之 introduces, or the parts of 三分之二, and how many percent one of it is."""
    if plain := _PLAIN_FRACTION.match(text, at):
        parts = VALUES[plain.group(2)]
        return Numeral(low=parts, high=parts, end=plain.end()), 100 / (VALUES | PLACES)[plain.group(1)]
    match = _FRACTION.match(text, at)
    numeral = read_numeral(text, match.end()) if match else None
    return (numeral, _FRACTIONS[match.group(1)]) if match and numeral else None


def follows_rate_word(text: str, at: int) -> bool:
    """Whether 年化, 利率 or the like stands right before, so that a bare number is percent."""
    return _RATE_BEFORE.search(text[max(0, at - 8) : at]) is not None


def rate_word_in_clause(text: str, at: int) -> bool:
    """Whether one stands farther before in the same clause, which is enough for a decimal."""
    return _FAR_RATE_BEFORE.search(text[max(0, at - 16) : at]) is not None


def quoted_period(text: str, start: int, end: int) -> Per | None:
    """Whether a rate at [start, end) was quoted by the year, the month or the day."""
    before = nearest(_QUOTED, text[max(0, start - 12) : start])
    return before or next((per for per, pattern in _QUOTED_AFTER.items() if pattern.match(text, end)), None)


def annual(numeral: Numeral, step: float, per: Per | None) -> Numeral:
    """The numeral in percent: a year's where its period is known. step: percent for one of what was read."""
    factor = step * _ANNUAL[per]
    return numeral.model_copy(update={"low": numeral.low * factor, "high": numeral.high * factor})


def step_of(unit: str, per: Per | None, text: str, start: int, end: int) -> float | None:
    """How many percent one 厘, 分, 成 or 点 is, or None where the word does not speak of a share there.

    By the month or the day 厘 is a tenth of a percent and 分 a whole one; by the year ten times as much, which is
    also how either without a period is read.
    """
    if unit == "成":
        return None if _NO_SHARE_AFTER.match(text, end) else 10
    if unit == "厘":
        return 0.1 if per in ("month", "day") else 1
    if unit == "分":
        of_interest = _INTEREST.search(text[max(0, start - 6) : start]) or _INTEREST_AFTER.match(text, end)
        return (1 if per in ("month", "day") else 10) if of_interest else None
    return 1


def with_tenths(text: str, numeral: Numeral, end: int) -> tuple[Numeral, int]:
    """The numeral with the decimals behind its unit (四厘五, 三厘三七五, 三成半), and where they end."""
    match = _TENTH.match(text, end)
    if match is None:
        return numeral, end
    extra = float("0." + "".join(str(VALUES[char]) for char in match.group(1))) if match.group(1) else 0.5
    return numeral.model_copy(update={"low": numeral.low + extra, "high": numeral.high + extra}), match.end()
