"""What money is counted in: jiao and fen below the yuan, and currencies that are not the yuan."""

import re
from typing import Final

from pipeline.numbers.numerals import VALUES

YUAN_IN: Final = {"毛": 0.1, "毛钱": 0.1, "角": 0.1, "角钱": 0.1, "分钱": 0.01}  # by unit; 1 where it is not named

_D: Final = r"[一二三四五六七八九两\d]"
# A digit is a tenth of the unit before it unless it begins the next quantity: 五块三个, 四千块一平.
_LAST: Final = (
    r"(?![\d十百千万个年月天期点分成次家台笔号人套平亩吨斤辆间箱件条只份张包股毛角块手维险方季]|[二三四五六七八九两几零](?![块毛元]))"
    r"(?:(?<![一1])|(?=$|[，。！？、；,.!?;\s了的吧呢啊嘛哈左上多钱以不整]))"
)
_FEN: Final = rf"零?(?P<fen>{_D})(?:分钱?(?!之)|{_LAST})"
_BELOW_YUAN: Final = re.compile(
    rf"零?(?P<jiao>{_D})[毛角](?:{_FEN})?钱?"
    rf"|零(?P<few>{_D})(?:分钱?|{_LAST})|(?P<sole>{_D})分(?=$|[钱整，。！？、；,.!?;\s])钱?"
)
_BELOW_JIAO: Final = re.compile(_FEN)
_TENTH: Final = re.compile(rf"({_D}){_LAST}")

_NAMES: Final = (
    "美元|美金|美刀|美钞|港币|港元|港纸|澳门币|葡币|新?台币|欧元|日元|日币|英镑|澳元|澳币|加元|加币|纽币|纽元|"
    "韩元|韩币|韩圆|泰铢|新加坡元|新加坡币|新元|新币|坡币|瑞士法郎|瑞郎|卢布|卢比|越南盾|印尼盾|马币|林吉特|比索|迪拉姆"
)
_CODES: Final = "USDT?|HKD|EUR|JPY|GBP"
_SHORT_NAMES: Final = r"欧(?![洲美盟姆派阳拉冠罗总女先小老])|镑|刀(?=$|[，。！？、；,.!?;\s的左])"
_FOREIGN_AFTER: Final = re.compile(rf"(?:多|来)?(?:个|块|元)?(?:左右|上下)?(?:的)?(?:{_NAMES}|{_CODES}|{_SHORT_NAMES})")
_FOREIGN_BEFORE: Final = re.compile(rf"(?:(?:{_NAMES})(?:是|有|就|才|大概|大约|差不多)?|(?:{_CODES}|[$€£])\s?)$")
_YUAN_AFTER: Final = re.compile("(?:块钱?|元)?人民币|(?<=人民币)")


def below_yuan(text: str, end: int, unit: str) -> tuple[float, int] | None:
    """The yuan that follow a unit of money in jiao and fen, and where they end; None where none do.

    After 块: 三毛五, 零八分, 零五毛, and a sole digit for jiao (三块五). After 元 jiao and fen are named. After 毛 and
    角 only fen can follow.
    """
    if unit in ("毛", "角"):
        match = _BELOW_JIAO.match(text, end)
        return (_digit(match.group("fen")) / 100, match.end()) if match else None
    if unit not in ("块", "元"):
        return None
    if match := _BELOW_YUAN.match(text, end):
        jiao, fen, few, sole = (_digit(match.group(name)) for name in ("jiao", "fen", "few", "sole"))
        if unit == "块" or match.group()[-1] in "毛角分钱" or jiao:
            return jiao / 10 + (fen + few + sole) / 100, match.end()
    tenth = _TENTH.match(text, end) if unit == "块" else None
    return (_digit(tenth.group(1)) / 10, tenth.end()) if tenth else None


def _digit(spoken: str | None) -> float:
    return 0.0 if spoken is None else float(VALUES[spoken] if spoken in VALUES else int(spoken))


def is_foreign(text: str, end: int) -> bool:
    """Whether a currency other than the yuan is named behind a numeral: 五万美元, 三千多块美金."""
    return _FOREIGN_AFTER.match(text, end) is not None


def follows_foreign(text: str, start: int, end: int) -> bool:
    """Whether a currency other than the yuan is named before an amount at [start, end): 美元三万."""
    return _FOREIGN_BEFORE.search(text[max(0, start - 9) : start]) is not None and not _YUAN_AFTER.match(text, end)
