"""The words after a numeral that say what it measures, and those around it that say how exact it is."""

import re
from typing import Final

MONEY_UNITS: Final = "块钱|元钱|块|元|人民币"
POINTS: Final = "个基点|基点|个[Bb][Pp]|[Bb][Pp]"
PERCENT_UNITS: Final = "个百分点|个点|%|厘|分|成"
TERM_UNITS: Final = "年期|年|个半月|个月|期"
_COUNTS: Final = (
    "个工作日|工作日|个星期|星期|个小时|小时|个钟头|分钟|平方米|平方|平米|立方|公里|公斤|千瓦|兆瓦|个人|号人|口人|"
    "天|周|名|位|人|家|套|台|辆|间|层|户|条|份|只|件|箱|桌|股|倍|平|吨|亩|方|笔|张|次|口|米|斤|度|个"
)
UNIT: Final = re.compile(
    rf"(?P<money>{MONEY_UNITS})(?!儿|地|牌|板|石|砖|业务|内容)"
    rf"|(?P<basis_points>{POINTS})"
    rf"|(?P<percent>{PERCENT_UNITS})"
    rf"|(?P<months>{TERM_UNITS})(?!级|轻|底|初|头|间|工程|项目|厂房|资本金|建设)"
    r"|(?P<years>周岁|岁)"
    r"|(?P<day>号|日)(?![楼线院门库仓机店厅窗码称人常本报])"
    rf"|(?P<count>{_COUNTS})(?!民|口子|体户|性|别|来回|常|均|数据|人(?:消费|经营|贷|信|住房|账|卡|资|名|征|所得|按揭|综合))"
)
# Words of approximation before a numeral; the first group is what the quantity keeps as its qualifier.
BEFORE: Final = re.compile(
    r"(不到|不超过|超过|不低于|低于|不止|将近|接近|大概|大约|差不多|至少|起码|最少|最多|顶多|多于|少于|好|大|(?<!最)小|上|近|约)"
    r"(?:是|有|在|要|也就)?$"
)
# Which of these short words need what right behind them: 好几万 but not 正好五万.
BEFORE_NEEDS: Final = {"好": "几", "大": "几", "上": "百千万亿"}
AFTER: Final = re.compile(
    r"(?:的)?(?:(不到(?![位账期家手]))|左右|上下|以内|之内|以上|以下|出头|封顶|打底|起步|多一?点|不止|朝上|往上|前后|的?样子)"
)
LOOSE: Final = re.compile("[来多余几]")
IDIOM: Final = re.compile(
    r"三天两头|三番[五两]次|七七八八|乱七八糟|八九不离十|一五一十|一来二去|三三两两|五花八门|三言两语|一清二楚|一干二净|三长两短|"
    r"一年到头|一天到晚|一成不变|十有八九|[一半]分钱|一毛钱|(?:[一二两三四五六七八九]|十[一二]?|\d{1,2})点(?:钟|半|整|多|前|后|以|之|左|来|到|过|[一三]刻|[二三四五]?十[一二三四五六七八九]?分?|零.分|\d\d分)|"
    r"一百个(?:放心|愿意|不)|百分百|三下五除二|不三不四|四面八方|接二连三|五湖四海|七上八下|千家万户|三心二意|一分一厘|"
    "一天一[个夜]?|两码事|二维码|两口子|一百八十度|五险一金|三方|[一二两三四五六七八九]折"
)
ORDINAL_BEFORE: Final = re.compile(r"(?:第|初|星期|礼拜|周|[A-Za-z])$")
CLOCK_OR_PLACE_AFTER: Final = re.compile(
    r"点(?![几零一二三四五六七八九\d])|点[零一二三四五]?十|时|月|路|栋|幢|单元|室|楼|座|号楼|:\d|：\d|后(?!面)|[A-Za-z]"
)
PER_WORDS: Final = {
    "month": "每个月|一个月|每月|一月|月供|月入|月收入|月薪|月均|按月|月租|月付|月还|个月(?:要|得)?[还交付拿挣赚]",
    "year": "每年|一年(?!期|半|多|零)|年薪|年收入|年入|全年|年均|年营业额|年流水|年销售额|年产值|年租金",
    "quarter": "每个?季度?|一个季度|按季",
    "day": "每天|一天|每日|日均|天天",
}
