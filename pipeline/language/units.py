"""The words after a numeral that say what it measures, and the phrases in which a numeral measures nothing."""

import re
from typing import Final

_MONEY: Final = "块[来多]?钱|元钱|块|元|人民币"
_POINTS: Final = "个基点|基点|个[Bb][Pp]|[Bb][Pp]"
_SHARES: Final = "个百分点|个半点|个点|%|厘|分|成"
_TERMS: Final = "年期|年|个半月|个月|期"
_COUNTS: Final = (
    "个工作日|工作日|个星期|星期|个小时|小时|个钟头|分钟|平方米|平方|平米|立方|公里|公斤|千瓦|兆瓦|个人|号人|口人|"
    "天|周|名|位|人|家(?!里|人|中|庭)|套|台|辆|间|层|户|条|份|只|件|箱|桌|股|倍|平|吨|亩|方|笔|张|次|口|米|斤|度|个"
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
    rf"{_CLOCK}|三天两头|三番[五两]次|七七八八|乱七八糟|八九不离十|一五一十|一来二去|三三两两|五花八门|三言两语|"
    r"一清二楚|一干二净|三长两短|一年到头|一年(?:一年|比一年)|一天到晚|一天比一天|一成不变|十有八九|"
    r"[一半]分(?:钱|都|也|没|不)|一毛(?:钱|不拔)|一百个(?:放心|愿意|不)|百分百|三下五除二|不三不四|四面八方|接二连三|"
    r"五湖四海|七上八下|千家万户|三心二意|一分一厘|一天一[个夜]?|两码事|二维码|两口子|一百八十度|五险一金|三方|"
    r"[一二两三四五六七八九]折|万[一能事般]|万分(?!之)|百[姓般]|千万(?:别|不|要|得|记|小心|甭|莫|当心)"
)
ORDINAL_BEFORE: Final = re.compile(r"(?:第|初|星期|礼拜|周|[A-Za-z]|\d[:：])$")
LAST_DIGITS_BEFORE: Final = re.compile("[后末前尾号]$")
STREET_BEFORE: Final = re.compile("[路街道巷弄胡村里]$")
CLOCK_OR_PLACE_AFTER: Final = re.compile(
    r"点(?![几零一二三四五六七八九\d])|时|月|路|栋|幢|单元|室|楼|座|号楼|:\d|：\d|后(?!面)|[A-Za-z]"
)
