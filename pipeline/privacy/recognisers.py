"""Presidio's recognisers with patterns of our own, for what is written or told with letters: plates, passports, e-mail.

Numbers of digits alone are found by the whole call (numbers.py), names by the talk around them (names.py).
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from presidio_analyzer import Pattern, PatternRecognizer

from pipeline.privacy.digits import DIGIT

if TYPE_CHECKING:
    from pipeline.privacy.mask import Kind

PLATE, DOCUMENT, EMAIL, ADDRESS = "CN_PLATE", "CN_PASSPORT_OR_PERMIT", "EMAIL_ADDRESS", "CN_ADDRESS"
KINDS: Final[dict[str, "Kind"]] = {
    PLATE: "plate",
    DOCUMENT: "passport_or_permit",
    EMAIL: "email",
    ADDRESS: "address",
}
_LANGUAGE: Final = "zh"
_LIKELY: Final = 0.5
_PAUSE: Final = r"(?:[\s\-·•.，,、…]|嗯|呃|啊|杠|点){0,3}"
_PROVINCE: Final = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_SIGN: Final = "下划线|下横线|中划线|减号|横线|横杠|短横|杠|小数点|点儿?|加号"
_AT: Final = "@|艾特|爱特|埃特|诶特|圈[aA诶]|[aA]圈|小老鼠|花[aA]|(?<![A-Za-z])[aA][tT](?![A-Za-z])"
_MAIL_PAUSE: Final = r"[\s，,、]{0,2}"
_NAME_OF_MAILBOX: Final = (
    rf"(?:[A-Za-z0-9._+\-]|{DIGIT}|{_SIGN}|(?:双|两个|[三四]个)(?=[A-Za-z]|{DIGIT})|[大小]写的?(?=[A-Za-z])"
    rf"|[\s，,、]{{1,2}}(?=[A-Za-z0-9]|{DIGIT}|{_SIGN})){{1,64}}"
)
_HOST: Final = (
    rf"(?:(?:[A-Za-z0-9\-]|{DIGIT}|\s(?=[A-Za-z0-9]|{DIGIT})){{2,20}}|新浪|网易|搜狐|雅虎|谷歌|腾讯|企鹅|扣扣|邮箱)"
    rf"(?:{_MAIL_PAUSE}(?:\.|点儿?|dot){_MAIL_PAUSE}(?:[A-Za-z0-9\-](?:\s(?=[A-Za-z](?![A-Za-z])))?){{2,20}}|{_MAIL_PAUSE}点儿?(?:康姆|康母|抗姆|科姆|靠姆|西恩|中国)){{0,3}}"
)
_LEVEL: Final = "(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区|市|区|县|旗|州))"
_ROAD: Final = "[\u4e00-\u9fff0-9]{1,10}?(?:路|街|大道|道|巷|弄|胡同|村|镇|乡|小区|花园|家园|苑|新城|公寓|大厦|广场)"
_DOOR: Final = r"(?:[0-9A-Za-z一二三四五六七八九十百零〇幺]{1,6}(?:号楼?|弄|栋|幢|座|楼|层|单元|室|户|组|队|门)院?)"
# Orders, files and contracts have numbers of letters and digits too.
_OF_NO_DOCUMENT: Final = "".join(f"(?<!{thing}号{is_})" for thing in "单案编同据订" for is_ in ("", "是", "："))
# Nothing but addresses is found in a text without one of these, and most texts have none.
MAY_HOLD: Final = re.compile(rf"{_AT}|军字|[A-Za-z]{_PAUSE}(?:{DIGIT}|[A-Za-z]{_PAUSE}{DIGIT})")
_PATTERNS: Final = {
    PLATE: (
        rf"{_PROVINCE}\s?[A-HJ-Za-hj-z]{_PAUSE}"
        rf"(?:(?:[A-Za-z]|{DIGIT}){_PAUSE}){{4,5}}(?:[A-Za-z]|{DIGIT})[挂学警港澳]?"
    ),
    DOCUMENT: (
        rf"{_OF_NO_DOCUMENT}(?<![A-Za-z0-9_\-])(?!(?i:[A-Z]{{1,2}}20[0-3]\d(?:[01]\d[0-3]\d|[零〇一幺二三])))"
        rf"(?:[EeGgDdSsPpHhMmCcWwKkTt]{_PAUSE}(?:{DIGIT}{_PAUSE}){{7}}(?:{DIGIT}{_PAUSE}){{0,2}}{DIGIT}"
        rf"|[A-Za-z]{{2}}{_PAUSE}(?:{DIGIT}{_PAUSE}){{6}}{DIGIT}|[A-Z]\d{{6}}[（(]?[\dA][)）]?"
        rf"|[A-Z]{{3}}{_PAUSE}(?:{DIGIT}{_PAUSE}){{11,14}}{DIGIT}|军字第?(?:{DIGIT}{_PAUSE}){{6,8}}{DIGIT}号?)(?![A-Za-z0-9])"
    ),
    EMAIL: rf"(?<![A-Za-z0-9]){_NAME_OF_MAILBOX}{_MAIL_PAUSE}(?:{_AT}){_MAIL_PAUSE}{_HOST}",
    ADDRESS: rf"{_LEVEL}{{0,3}}{_ROAD}{_DOOR}{{1,5}}|{_LEVEL}{{2,3}}{_ROAD}",
}


@cache
def recognisers(*, addresses: bool = False) -> tuple[PatternRecognizer, ...]:
    """Those for all that holds letters; addresses: also the one for places where people live."""
    return tuple(_patterned(entity, pattern) for entity, pattern in _PATTERNS.items() if addresses or entity != ADDRESS)


def _patterned(entity: str, pattern: str) -> PatternRecognizer:
    patterns = [Pattern(entity, pattern, _LIKELY)]
    return PatternRecognizer(supported_entity=entity, supported_language=_LANGUAGE, patterns=patterns, context=[])
