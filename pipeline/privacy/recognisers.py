"""Presidio's recognisers with patterns of our own: Chinese identity, telephone and card numbers, and names.

A number that its checksum confirms is sure; one that it does not is masked all the same, for recognisers mishear
digits.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from presidio_analyzer import Pattern, PatternRecognizer

from pipeline.privacy.checksums import is_card_number, is_resident_id
from pipeline.text.segmentation import word_frequencies

_COMPOUND: Final = "欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 令狐 东方 夏侯 端木"
_SINGLE: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕"
    "聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边"
)
SURNAMES: Final = (*_COMPOUND.split(), *_SINGLE)

RESIDENT_ID, CARD, PHONE, TAIL, NAME = "CN_RESIDENT_ID", "CN_BANK_CARD", "CN_PHONE", "CN_NUMBER_TAIL", "CN_NAME"
_LANGUAGE: Final = "zh"
_LIKELY: Final = 0.5
_SPOKEN: Final = str.maketrans("零〇一二三四五六七八九幺两０１２３４５６７８９", "00123456789120123456789")
_DIGIT: Final = r"[0-9０-９零〇一二三四五六七八九幺两]"
_PAUSE: Final = r"[ \-－，,、]?"
_ALONE: Final = (rf"(?<!{_DIGIT}{_PAUSE})", rf"(?!{_PAUSE}{_DIGIT}|[xX]|[十百千万亿.]{_DIGIT}?)")
_SHORTEST_WORD: Final = 2
_SHORTEST_TAIL: Final = 4
_HAN: Final = "[\u4e00-\u9fff]"
_BEFORE: Final = (
    "我叫|名字叫|名字是|姓名是|姓名|联系人是|联系人叫|本人是|您是|你是|请问是|老婆叫|老公叫|爱人叫|妻子叫|丈夫叫"
)
_TITLES: Final = "经理|主任|老师|师傅|先生|女士|小姐|老板|行长|总|哥|姐|阿姨|叔叔"
# What follows a name where one is stated; a name that is not at an end may be the beginning of anything.
_END: Final = rf"(?=[，。！？,.!?、：\s]|$|(?:{_TITLES})|本人|是吗|是吧|对吗|对吧|吗|吧|啊|呀)"


class NumberRecogniser(PatternRecognizer):
    """Runs of digits, written or spoken, with or without pauses; check says whether they are what they look like."""

    def __init__(self, entity: str, digits: str, check: Any) -> None:
        """Take what is looked for: digits is how many and which, as a pattern of what is between two ends."""
        pattern = Pattern(entity, f"{_ALONE[0]}{digits}{_ALONE[1]}", _LIKELY)
        super().__init__(supported_entity=entity, supported_language=_LANGUAGE, patterns=[pattern], context=[])
        self._check = check

    def validate_result(self, pattern_text: str) -> bool | None:
        """True is certain; None leaves the pattern's own score."""
        digits = "".join(c for c in pattern_text.translate(_SPOKEN) if c.isdecimal() or c in "xX")
        return True if self._check(digits) else None


class NameRecogniser(PatternRecognizer):
    """Names where people state or ask for them; what the dictionary knows as a word is none."""

    def validate_result(self, pattern_text: str) -> bool | None:
        """False takes the find back."""
        return False if word_frequencies().get(pattern_text[:_SHORTEST_WORD]) else None


@cache
def number_recognisers() -> tuple[PatternRecognizer, ...]:
    """The recognisers that need to know nothing of the call, the more specific first."""
    step = f"{_DIGIT}{_PAUSE}"
    mobile = f"[1１一幺]{_PAUSE}[3-9３-９三四五六七八九]{_PAUSE}(?:{step}){{8}}{_DIGIT}"
    landline = f"[0０零]{_PAUSE}(?:{step}){{9,10}}{_DIGIT}"
    return (
        NumberRecogniser(RESIDENT_ID, f"(?:{step}){{17}}[0-9０-９xX零〇一二三四五六七八九幺]", is_resident_id),
        NumberRecogniser(CARD, f"(?:{step}){{12,18}}{_DIGIT}", is_card_number),
        NumberRecogniser(PHONE, f"(?:{mobile}|{landline})", lambda _: False),
        _patterned(
            TAIL,
            rf"(?<=(?:尾号|[后末][四六4６6４]位)[^0-9０-９零〇一二三四五六七八九幺两]{{0,6}}){_DIGIT}{{3,6}}[xX]?(?!{_DIGIT})",
        ),
    )


def known_name_recogniser(names: Iterable[str]) -> PatternRecognizer | None:
    """Finds these names wherever they stand; None where there are none. Names of one character are left out."""
    listed = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)
    return _patterned(NAME, "|".join(map(re.escape, listed))) if listed else None


def known_number_recogniser(numbers: Iterable[str]) -> PatternRecognizer | None:
    """Finds these digits where they stand alone and are no amount, date or count; None where there are none."""
    listed = sorted({number for number in numbers if number.isalnum() and len(number) >= _SHORTEST_TAIL})
    alternatives = "|".join(map(re.escape, listed))
    pattern = rf"(?<![0-9.])(?:{alternatives})(?![0-9xX]|[.,][0-9]|[元块万千百年月个%])"
    return _patterned(TAIL, pattern) if listed else None


@cache
def stated_name_recogniser() -> PatternRecognizer:
    """Finds names that are stated or asked for: 我叫…, 请问是…先生吗."""
    surname = "|".join(SURNAMES)
    pattern = rf"(?<={_BEFORE})(?:{surname}){_HAN}{{1,2}}?(?<!{_TITLES}){_END}"
    return _patterned(NAME, pattern, NameRecogniser)


def _patterned(entity: str, pattern: str, kind: type[PatternRecognizer] = PatternRecognizer) -> PatternRecognizer:
    patterns = [Pattern(entity, pattern, _LIKELY)]
    return kind(supported_entity=entity, supported_language=_LANGUAGE, patterns=patterns, context=[])
