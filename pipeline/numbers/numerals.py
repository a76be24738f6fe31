"""Numerals as Chinese is spoken and as recognisers mix it with digits: 三万五, 3万5, 四五十万, 一百二十来万, 两个亿.

A numeral is read place by place: digits with 千, 百, 十 form a section below ten thousand, sections with 万 and 亿
form the number. The colloquial rules on top: a last digit without its unit is a tenth of the unit before it (三万五 is
35000), two neighbouring digits are a range (四五十 is 40 to 50), 几 is anything, and 来, 多, 余 mean "somewhat more".
"""

import re
from typing import NamedTuple

from pipeline.domain.base import Frozen

# Script and width folded one character to one character, so that offsets stay.
_FOLD = str.maketrans(
    "０１２３４５６７８９〇○萬億兩點幾個塊號來餘貳贰壹叁參肆伍陆陸柒捌玖拾佰仟圓圆％．～ｗｋＷＫ",
    "0123456789零零万亿两点几个块号来余二二一三三四五六六七八九十百千元元%.~wkWK",
)
# How digits are told apart over a bad line; elsewhere 洞 and 拐 are words.
_TOLD_APART = re.compile(
    r"(?=[零一二两三四五六七八九幺勾\d]*[洞拐])[零一二两三四五六七八九幺洞拐勾\d]{3,}+(?![十百千万亿个条间])"
)
_TELLING = str.maketrans("洞拐勾两", "零七九二")
VALUES = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "幺": 1}
PLACES = {"千": 1000, "百": 100, "十": 10}
_TENS = {"十": "一", "廿": "二", "卅": "三", "卌": "四"}
_SCALES = {"百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8}

_DIGIT = r"(?:[一二两三四五六七八九]|(?<![\d.])[1-9](?![\d]|[.,]\d))"
_PAIR = r"一二|一两|二三|两三|三四|三五|四五|五六|六七|七八|八九"
_PLACE = re.compile(rf"(零?)(?:({_PAIR}|{_DIGIT}|几)(千|百|十)|([十廿卅卌])|({_PAIR}|{_DIGIT}|好?几))")
# What turns a digit after 三万 into the start of the next quantity: 二十万三年 is 二十万 and 三年.
_OWN_UNIT = re.compile(
    r"(?:个|年|期|月|号|日|天|周|家|台|笔|次|成|厘|折|岁|套|张|户|万|亿|[%％]|点[\d零一二三四五六七八九几])|十|\d"
)
# Of these there are 两, so a 二 before them ends the number: 三千二家里出 is 3200.
_TAKES_LIANG = re.compile("二[个家台笔套张户天周]")
# What 一 is one of rather than a tenth of the unit before it: 两万一亩, 八十六万一把, 三万一样能贷.
_ONE_OF = re.compile("一[平亩台吨斤辆间箱件条只头棵株桶袋瓶米公人位口份桌层栋坪顿晚趟班车壶把分股样起共直并定下]")
_ARABIC = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?")
_LOWER_DIGITS = re.compile(rf"[1-9]\d{{3}}(?!\d)|[1-9]\d\d(?!{_OWN_UNIT.pattern}|\.)")
_FRACTION = re.compile(r"点(?:([零一二三四五六七八九]+|\d+)|([几多]))(?![十百千\d]|点)")
_INNER = re.compile(r"[来多余几]")
_SCALE = re.compile(
    r"(?:个(?:点([零一二三四五六七八九]+)|(半|多))?)?(亿)|个?(?:达不溜|达布溜|[wW](?![A-Za-z]))|(万)|([kK])(?![A-Za-z])"
)
_ARABIC_SCALE = re.compile("百万|千万|[百千]")
_LEADING = re.compile(r"(百八十|百十|千儿?八百|[百千万]把|万儿?八千)|(?<=[上近小过])([百千]万|[百千万亿])")
_LEADING_BOUNDS = {
    "百八十": (80, 100), "百十": (100, 120), "千八百": (800, 1000), "千儿八百": (800, 1000),
    "万八千": (8000, 10_000), "万儿八千": (8000, 10_000), "百把": (100, 100),
    "千把": (1000, 1000), "万把": (10_000, 10_000),
}  # fmt: skip


class Numeral(Frozen):
    """A numeral without its unit.

    low, high: bounds, equal when there is no range. end: offset behind the last character. qualifier: the approximating
    word inside it (来, 多, 几 …). scale: its largest unit (1 when none): 四十到五十万 needs it for its first part.
    bare: a single digit that means nothing without a unit. scaled: whether 万, 亿, w or k stands in it.
    """

    low: float
    high: float
    end: int
    qualifier: str = ""
    scale: float = 1
    bare: bool = False
    scaled: bool = False


class _Part(NamedTuple):
    """What has been read so far: bounds, the offset behind it, the last unit, and the vague word."""

    low: float
    high: float
    end: int
    top: float
    word: str = ""
    bare: bool = False


def fold(text: str) -> str:
    """Full-width digits, formal and Traditional numerals, 洞 and 拐 among digits as plain ones; the same length."""
    return _TOLD_APART.sub(lambda match: match.group().translate(_TELLING), text.translate(_FOLD))


def read_numeral(text: str, at: int) -> Numeral | None:
    """The longest numeral that begins at an offset of a folded text, or None."""
    return _leading(text, at) or _scaled(text, at)


def _bounds(digit: str) -> tuple[int, int]:
    """What one place can hold: a digit, two neighbours, or 几."""
    if digit.endswith("几"):
        return (3 if digit.startswith("好") else 2), 9
    if len(digit) == 2:
        return VALUES[digit[0]], VALUES[digit[1]]
    return (int(digit), int(digit)) if digit.isdigit() and digit.isascii() else (VALUES[digit], VALUES[digit])


def _section(text: str, at: int) -> _Part | None:
    """A number below ten thousand in places, or None."""
    part: _Part | None = None
    last = 10_000.0
    while match := _PLACE.match(text, part.end if part else at):
        grown = _with_place(text, part, last, match)
        if grown is None:
            break
        part, last = grown
        if last == 1 or part.low != part.high:
            break
    return part


def _with_place(text: str, part: _Part | None, last: float, match: re.Match[str]) -> tuple[_Part, float] | None:
    zero, digit, unit, ten, _ = match.groups()
    if ten:
        unit, digit = "十", _TENS[ten]
    if unit is None:
        return _with_ones(text, part, last, match)
    place = PLACES[unit]
    fits = place < last and (bool(zero) or place * 10 == last) if part else not zero
    if not fits:
        return None
    low, high = _bounds(digit)
    base = part or _Part(0, 0, match.start(), place)
    word = "几" if digit == "几" else ""
    return _Part(base.low + low * place, base.high + high * place, match.end(), base.top, word), place


def _with_ones(text: str, part: _Part | None, last: float, match: re.Match[str]) -> tuple[_Part, float] | None:
    zero, digit = match.group(1), match.group(5)
    word = digit if digit.endswith("几") else ""
    low, high = _bounds(digit)
    if part is None:
        return None if zero or word == "好几" else (_Part(low, high, match.end(), 1, word, bare=True), 1)
    if zero or last == 10:
        low = 1 if word == "几" else low
        return _Part(part.low + low, part.high + high, match.end(), part.top, word), 1
    end = _elided_end(text, match.start(5), match.end(5))
    if end is None:
        return None
    low, high = _bounds(text[match.start(5) : end])
    tenth = last / 10
    return _Part(part.low + low * tenth, part.high + high * tenth, end, part.top, word), 1


def _elided_end(text: str, start: int, end: int) -> int | None:
    """Where the digit that lost its unit ends, or None when it belongs to what follows."""
    while end > start and (
        _ONE_OF.match(text, end - 1) or (_OWN_UNIT.match(text, end) and not _TAKES_LIANG.match(text, end - 1))
    ):
        end -= 1
    return end if end > start else None


def _coefficient(text: str, at: int) -> tuple[_Part, bool] | None:
    """What stands before 万 or 亿, and whether it was written in several Arabic digits or has decimals."""
    if text[at : at + 1] == "零":  # 零点三五: a leading 零 is a place only where decimals follow
        below_one = _fraction(text, _Part(0, 0, at + 1, 1))
        if below_one:
            return below_one, True
    part = _section(text, at)
    if part is not None:
        fraction = _fraction(text, part)
        return (fraction, True) if fraction else (part, False)
    match = _ARABIC.match(text, at)
    if match is None:
        return None
    value = float(match.group().replace(",", ""))
    written = _Part(value, value, match.end(), 1)
    return _fraction(text, written) or written, True


def _fraction(text: str, part: _Part) -> _Part | None:
    match = _FRACTION.match(text, part.end)
    if match is None or part.low != part.high or part.low % 1:
        return None
    if match.group(2):
        least, most = (0.1, 0.9) if match.group(2) == "几" else (0.0, 0.0)
        return _Part(part.low + least, part.high + most, match.end(), part.top, match.group(2))
    tail = "".join(str(VALUES.get(char, char)) for char in match.group(1))
    value = float(f"{part.low:.0f}.{tail}")
    return _Part(value, value, match.end(), part.top)


def _scaled(text: str, at: int) -> Numeral | None:
    """A coefficient with everything that 万 and 亿 add to it: 三万五, 三万五千, 三亿五千万, 三万零五百."""
    found = _coefficient(text, at)
    if found is None:
        return None
    part, written = found
    if written and (unit := _ARABIC_SCALE.match(text, part.end)):
        factor = _SCALES[unit.group()]
        part = _Part(part.low * factor, part.high * factor, unit.end(), factor, part.word)
    part, inner = _with_inner(text, part)
    scale = _SCALE.match(text, part.end)
    if scale is None:
        lone_vague = part.word == "几" and part.bare
        numeral = Numeral(low=part.low, high=part.high, end=part.end, qualifier=inner, scale=part.top, bare=part.bare)
        return None if lone_vague else numeral
    part = _times(part, scale)
    low, high, end, word = part.low, part.high, part.end, part.word or inner
    if low == high and not word:
        tail = _lower_scale(text, part) or _tail(text, part)
        if tail:
            low, high, end, word = low + tail.low, high + tail.high, tail.end, tail.word
    return Numeral(low=low, high=high, end=end, qualifier=word, scale=part.top, scaled=True)


def _with_inner(text: str, part: _Part) -> tuple[_Part, str]:
    """The coefficient with the 来, 多, 余 or 几 that stands between it and 万; left out where no scale follows."""
    match = _INNER.match(text, part.end)
    if match is None or not _SCALE.match(text, match.end()):
        return part, part.word
    if match.group() != "几":
        return part._replace(end=match.end()), match.group()
    if part.low % 10 or part.low != part.high:
        return part, part.word
    return _Part(part.low + 1, part.high + 9, match.end(), part.top), "几"


def _times(part: _Part, match: re.Match[str]) -> _Part:
    """The coefficient times 万 or 亿, with the decimals of 一个点五亿."""
    decimals, half, yi, _, kilo = match.groups()
    factor = 1e8 if yi else 1e3 if kilo else 1e4
    extra = float("0." + "".join(str(VALUES[c]) for c in decimals)) if decimals else (0.5 if half == "半" else 0.0)
    word = "多" if half == "多" else part.word
    return _Part((part.low + extra) * factor, (part.high + extra) * factor, match.end(), factor, word)


def _lower_scale(text: str, part: _Part) -> _Part | None:
    """The 五千万 of 三亿五千万."""
    if part.top != 1e8:
        return None
    below = _scaled(text, part.end + (text[part.end : part.end + 1] == "零"))
    if below is None or not below.scaled or below.scale >= part.top:
        return None
    return _Part(below.low, below.high, below.end, below.scale, below.qualifier)


def _tail(text: str, part: _Part) -> _Part | None:
    """What stands below 万, or as a tenth below 亿: 三万零五百, 三万五千, 三万五, 3万5000."""
    zero = text[part.end : part.end + 1] == "零"
    section = _section(text, part.end + zero)
    if section is None:
        digits = _LOWER_DIGITS.match(text, part.end) if part.top == 1e4 else None
        return _Part(float(digits.group()), float(digits.group()), digits.end(), 1) if digits else None
    if section.bare and not zero:
        end = _elided_end(text, part.end, section.end)
        if end is None:
            return None
        low, high = (1, 9) if section.word else _bounds(text[part.end : end])
        return _Part(low * part.top / 10, high * part.top / 10, end, part.top / 10, section.word)
    below = part.top == 1e4 and (section.top == 1000 or (section.top == 100 and not _OWN_UNIT.match(text, section.end)))
    return section if zero or below else None


def _leading(text: str, at: int) -> Numeral | None:
    """Units that lead without a digit: 百八十万, 千把块, 上百万."""
    match = _LEADING.match(text, at)
    if match is None:
        return None
    if match.group(2):
        factor = _SCALES[match.group(2)]
        return Numeral(low=factor, high=factor, end=match.end(), qualifier="", scale=factor, scaled=factor >= 1e4)
    low, high = _LEADING_BOUNDS[match.group(1)]
    part, inner = _with_inner(text, _Part(low, high, match.end(1), high))
    scale = _SCALE.match(text, part.end)
    if scale is None:
        return Numeral(low=low, high=high, end=match.end(1), qualifier=inner or match.group(1), scale=high)
    part = _times(part, scale)
    word = inner or match.group(1)
    return Numeral(low=part.low, high=part.high, end=part.end, qualifier=word, scale=part.top, scaled=True)
