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
_NAME_OF_MAILBOX: Final = rf"(?:[A-Za-z0-9._+\-]|{DIGIT}|下划线|杠|点|\s(?=[A-Za-z0-9]|下划线|点|杠)){{1,64}}"
_HOST: Final = r"(?:[A-Za-z0-9\-]|[一二三六幺]){2,20}(?:\s?(?:\.|点|dot)\s?[A-Za-z0-9\-]{2,20}){1,3}"
_LEVEL: Final = "(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区|市|区|县|旗|州))"
_ROAD: Final = "[\u4e00-\u9fff0-9]{1,10}?(?:路|街|大道|道|巷|弄|胡同|村|镇|乡|小区|花园|家园|苑|新城|公寓|大厦|广场)"
_DOOR: Final = r"(?:[0-9A-Za-z一二三四五六七八九十百零〇幺]{1,6}(?:号楼?|弄|栋|幢|座|楼|层|单元|室|户|组|队|门)院?)"
# Nothing but addresses is found in a text without one of these, and most texts have none.
MAY_HOLD: Final = re.compile(
    rf"@|艾特|圈a|(?<![A-Za-z])at(?![A-Za-z])|[A-Za-z]{_PAUSE}(?:{DIGIT}|[A-Za-z]{_PAUSE}{DIGIT})"
)
_PATTERNS: Final = {
    PLATE: (
        rf"{_PROVINCE}\s?[A-HJ-Za-hj-z]{_PAUSE}"
        rf"(?:(?:[A-Za-z]|{DIGIT}){_PAUSE}){{4,5}}(?:[A-Za-z]|{DIGIT})[挂学警港澳]?"
    ),
    DOCUMENT: (
        rf"(?<![A-Za-z0-9_\-])(?!(?i:[A-Z]{{1,2}}20[0-3]\d[01]\d[0-3]\d))"
        rf"(?:[EeGgDdSsPpHhMmCcWwKkTt]{_PAUSE}(?:{DIGIT}{_PAUSE}){{7}}(?:{DIGIT}{_PAUSE}){{0,2}}{DIGIT}"
        rf"|[A-Za-z]{{2}}{_PAUSE}(?:{DIGIT}{_PAUSE}){{6}}{DIGIT}|[A-Z]\d{{6}}[（(]?[\dA][)）]?)(?![A-Za-z0-9])"
    ),
    EMAIL: rf"(?<![A-Za-z0-9]){_NAME_OF_MAILBOX}\s?(?:@|艾特|圈a|(?<![A-Za-z])at(?![A-Za-z]))\s?{_HOST}",
    ADDRESS: rf"{_LEVEL}{{0,3}}{_ROAD}{_DOOR}{{1,5}}|{_LEVEL}{{2,3}}{_ROAD}",
}


@cache
def recognisers(*, addresses: bool = False) -> tuple[PatternRecognizer, ...]:
    """Those for all that holds letters; addresses: also the one for places where people live."""
    return tuple(_patterned(entity, pattern) for entity, pattern in _PATTERNS.items() if addresses or entity != ADDRESS)


def _patterned(entity: str, pattern: str) -> PatternRecognizer:
    patterns = [Pattern(entity, pattern, _LIKELY)]
    return PatternRecognizer(supported_entity=entity, supported_language=_LANGUAGE, patterns=patterns, context=[])
