"""Birth dates: a day with its year, told as somebody's birthday, or too long ago to be a day of a loan."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.privacy.numbers import Turn

_NUMERAL: Final = "零〇幺一二三四五六七八九十"
_PAUSE: Final = r"[，,、\s]?(?:嗯|呃|那个|好像是?|大概是?|应该是?)?[，,、\s]?"
_BEGINS: Final = f"(?:(?<![\\d{_NUMERAL}])|(?<=十[一二三四五六七八九]))"  # 八十三四一年: an age before it
_MONTH: Final = "(?:1[0-2]|0?[1-9]|十[一二幺]?|[零〇]?[一二三四五六七八九幺]|正|元|冬|腊)"
_DAY: Final = re.compile(
    rf"{_BEGINS}(?P<year>(?:19|20)\d\d|\d\d|[一二][九〇零][{_NUMERAL}]{{2}}|[{_NUMERAL}]{{2}})年(?:生?的?){_PAUSE}"
    rf"(?:农历|阴历|阳历|公历)?(?P<month>{_MONTH})月份?(?:的|农历|阴历)?{_PAUSE}"
    rf"(?P<day>[零〇][一二三四五六七八九]|初[一二三四五六七八九十]|[廿][一二三四五六七八九]?|二?三?十[一二三四五六七八九幺]?|[一二三四五六七八九幺]|3[01]|[12]\d|0?[1-9])(?![\d千百万块])[日号]?"
    r"|(?<!\d)(?P<written>(?:19|20)\d\d)[-/.](?:0?[1-9]|1[0-2])[-/.](?:3[01]|[12]\d|0?[1-9])(?!\d)"
    r"|(?<!\d)(?P<packed>19\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
)
_PART: Final = re.compile(
    rf"(?<![\d{_NUMERAL}])(?:19\d\d|[4-9]\d|一九[{_NUMERAL}]{{2}}|[三四五六七八九][零〇一二三四五六七八九])年(?!\s?[后来多了代])"
    rf"|[零〇][{_NUMERAL}]年(?=的|生|出生)"
    rf"|(?<![\d{_NUMERAL}个]){_MONTH}月份?"
    rf"(?:初[一二三四五六七八九十]|[廿][一二三四五六七八九]?|二?三?十[一二三四五六七八九]?|[一二三四五六七八九]|3[01]|[12]\d|0?[1-9])(?![\d个千百万块])[日号]?"
    rf"|(?<![\d{_NUMERAL}个]){_MONTH}月(?:份|(?=[底初中的生，。,！？\s]|出生|$)|节)"
)
_BESIDE: Final = 8  # characters
_BIRTH: Final = re.compile(
    r"生日|出生|生的|几几年|哪年生|身份证上|生于|岁数|哪年哪月|属[鼠牛虎兔龙蛇马羊猴鸡狗猪]|老人家|多大|几岁|年龄|周岁|虚岁|高寿|中间.{0,2}八位"
    r"|[四五六七八]十[一二三四五六七八九多]{1,2}(?:了|岁)"
)
_OTHER: Final = re.compile(
    r"签|放款|结清|到期|开户|成立|注册|买的|结婚|离婚|入职|毕业|参加|开始|办的|贷的|借的|发放|还款|拿证|领证|上班"
)
_LATEST: Final = 2006  # who was born later borrows nothing
_ASKED_BEFORE: Final = 3
_CENTURY: Final = 100
_DIGITS: Final = str.maketrans("零〇一幺二三四五六七八九", "001123456789")


def birth_dates(turns: Sequence[Turn]) -> Iterator[tuple[int, int, int]]:
    """Utterance, start and end of every birth date of a call, and of the parts of one that answer a question for it."""
    told = [
        (n, found) for n, turn in enumerate(turns) for found in _DAY.finditer(turn.text) if _is_birth(turns, n, found)
    ]
    yield from ((number, *found.span()) for number, found in told)
    for number, turn in enumerate(turns):
        if _is_asked(turns, number):
            whole = [found.span() for n, found in told if n == number]
            for part in _PART.finditer(turn.text):
                inside = any(start <= part.start() < end for start, end in whole)
                if not inside and not _is_other(turn.text, part):
                    yield number, *part.span()
    again = {found[0] for _, found in told} | {f"{found['year']}年" for _, found in told if found["year"]}
    if again:
        same = re.compile("|".join(map(re.escape, sorted(again, key=len, reverse=True))))
        places = {(n, at) for n, found in told for at in range(*found.span())}
        for number, turn in enumerate(turns):
            spans = (found.span() for found in same.finditer(turn.text) if (number, found.start()) not in places)
            yield from ((number, *span) for span in spans)


def _is_birth(turns: Sequence[Turn], number: int, found: re.Match[str]) -> bool:
    return _is_asked(turns, number) or (_year(found) <= _LATEST and not _is_other(turns[number].text, found))


def _is_asked(turns: Sequence[Turn], number: int) -> bool:
    """Whether somebody asked for a birthday in this utterance or shortly before."""
    return any(_BIRTH.search(each.text) for each in turns[max(0, number - _ASKED_BEFORE) : number + 1])


def _is_other(text: str, found: re.Match[str]) -> bool:
    """Whether the words beside it say that it is the day of something else."""
    return bool(_OTHER.search(text[max(0, found.start() - _BESIDE) : found.end() + _BESIDE]))


def _year(found: re.Match[str]) -> int:
    """The year as a whole; of two figures that of the last century, but for those before now."""
    told = next(filter(None, found.group("written", "packed", "year"))).translate(_DIGITS)
    if not told.isdecimal():
        return _LATEST + 1
    year = int(told)
    return year if year >= _CENTURY else year + (1900 if year > 30 else 2000)
