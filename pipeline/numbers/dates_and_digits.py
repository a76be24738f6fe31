"""Quantities whose value is a text: calendar dates, and strings of digits (telephone, card and identity numbers).

Dates are read as they are spoken and written (八八年五月六号, 1988-05-06, 九零年), digits with the pauses in which
people say them.
"""

import re
from calendar import monthrange

from pipeline.numbers.numerals import VALUES, read_numeral
from pipeline.numbers.quantity import Quantity

_D = "[0-9零一二三四五六七八九]"
_SPOKEN = "[0-9一二三四五六七八九十零廿卅]{1,3}"
_YEAR = re.compile(rf"({_D}{{4}}|{_D}{{2}}|[二两]千[零一二三四五六七八九十]{{0,4}})年(?:的)?[，,、 ]?")
_MONTH = re.compile(rf"({_SPOKEN}|元)月(?!份?(?:均|供|息|费))份?(?:的)?[，,、 ]?")
_DAY = re.compile(rf"({_SPOKEN})(?:号|日)?")
_MARKED_DAY = re.compile(rf"({_SPOKEN})(?:号|日)(?![楼线院门库仓机店厅窗院室])")
# Behind a month without its year a day of two characters needs no 号, unless a unit follows or 一月 means a month.
_PLAIN_DAY = re.compile(
    r"(?:(?<=十一月)|(?<=11月)|(?<![一1]月))(?<!月份)([一二]?十[一二三四五六七八九]?|三十一?|[廿卅][一二三四五六七八九]?|[12]\d|3[01])"
    r"(?=$|[，。！？、；,.!?;\s的吧了呢啊哈嘛前后那这左我就还到发扣出])(?!来|几|到[一二三四五六七八九十]+[万千百块个])"
)
_LUNAR = re.compile("(?:农历|阴历|旧历)[^，。；！？,;!?…证]{0,8}$")
_WRITTEN = re.compile(r"(19\d\d|20\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?!\d)|((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)")
_RANGE_YEARS = re.compile("一二|三四|三五|四五|五六|六七|七八|八九")
_BORN = re.compile(r"生(?![意产活病鲜])|属|出生")

_DIGIT = "[0-9零一二三四五六七八九幺]"
# What a recogniser makes of 幺; only a complete mobile number is evidence enough to read them so.
_HEARD_ONE = "腰由有妖邀"
_PHONE_DIGIT = f"[0-9零一二三四五六七八九幺{_HEARD_ONE}]"
_PAUSE = r"(?:[，,、。.…\s·—–-]{1,3}|[，,、\s]?(?:呃|嗯|啊|哎)[，,、\s]?)?"
_REPEATED = r"[二两三四]个[零一二三四五六七八九幺0-9]"
_MOBILE = re.compile(
    rf"(?<![0-9零一二三四五六七八九幺])[1一幺{_HEARD_ONE}]{_PAUSE}[3-9三四五六七八九]"
    rf"(?:{_PAUSE}(?:{_REPEATED}|{_PHONE_DIGIT})){{4,9}}(?!{_DIGIT})"
)
# 17 digits with a check character, 15 or 18 digits, or a card: written or spoken in groups.
_LONG = re.compile(rf"{_DIGIT}(?:{_PAUSE}{_DIGIT}){{14,18}}(?:{_PAUSE}(?:[Xx×叉]|艾克斯|埃克斯))?(?!{_DIGIT})")
_TAIL_X = re.compile(rf"{_DIGIT}(?:{_PAUSE}{_DIGIT}){{2,4}}{_PAUSE}(?:[Xx×叉]|艾克斯|埃克斯)(?![A-Za-z])")
_SPELT = re.compile(
    r"\d(?:[，,、\s]\d){3,5}(?![\d.万千百十年个])|\d\d\s\d\d(?![\d.万千百十年个])"
    r"|[零一二三四五六七八九幺](?:[，,、\s…][零一二三四五六七八九幺]){3}(?![零一二三四五六七八九幺十百千万\d])"
    r"|[零一二三四五六七八九幺]{2}[，,、\s…][零一二三四五六七八九幺]{2}(?![零一二三四五六七八九幺十百千万亿\d年个点])"
)
_RUN = re.compile(r"[零一二三四五六七八九幺0-9]{3,}(?![十百千万亿成厘%]|个?点|块|元)")
# A service number or a landline with its area code, in three groups.
_GROUPS = re.compile(rf"(?:四零零|零{_DIGIT}{{2,3}})(?:[，,、\s-]{_DIGIT}{{3,4}}){{2}}(?!{_DIGIT}|[十百千万亿年个点])")
_PLAIN_ARABIC = re.compile(r"[1-9]\d{0,5}(?:\.\d+)?$")
_MARK = re.compile("[Xx×叉]|艾克斯|埃克斯")
_COUNTED = re.compile("([二两三四])个(.)")
_WHOLE_YEAR = 4  # from so many characters on what stands before 年 is no length of time
_FILLING = re.compile(r"[^0-9零一二三四五六七八九幺X" + _HEARD_ONE + "]")


def read_date(text: str, at: int) -> Quantity | None:
    """A date that begins at an offset of a folded text, as far as it was spoken, or None.

    Two digits are a year of the last century from 30 to 99 and of this one below; 三五年 and 25年 without more are
    terms, and left to be read as such.
    """
    written = _WRITTEN.match(text, at)
    if written:
        year, month, day = (int(group) for group in written.groups() if group and group.isdigit())
        if _exists(year, month, day):
            return _date(text, at, written.end(), year, month, day)
    return _spoken_date(text, at)


def _spoken_date(text: str, at: int) -> Quantity | None:
    year_match = _YEAR.match(text, at)
    year = _year(year_match.group(1)) if year_match else None
    month_match = _MONTH.match(text, year_match.end() if year_match and year else at)
    month = _at_most(12, month_match.group(1)) if month_match else None
    if month and _LUNAR.search(text[max(0, at - 10) : at]):  # 农历八八年六月: of that calendar only the year is known
        return _date(text, at, year_match.end(1) + 1, year) if year_match and year else None
    if month_match and month:
        return _with_day(text, at, year, month, month_match.end())
    if year_match and year:
        digits, end = year_match.group(1), year_match.end(1) + 1
        if len(digits) >= _WHOLE_YEAR or not _is_term(text, digits, end):
            return _date(text, at, end, year)
    return None


def _with_day(text: str, at: int, year: int | None, month: int, after_month: int) -> Quantity | None:
    """The date with the day behind its month; a month alone is a date only with its year."""
    readers = (_DAY,) if year else (_MARKED_DAY, _PLAIN_DAY)
    day_match = next((match for reader in readers if (match := reader.match(text, after_month))), None)
    day = _at_most(31, day_match.group(1)) if day_match else None
    if day_match and day and _exists(year or 2000, month, day):
        return _date(text, at, day_match.end(), year, month, day)
    end = after_month - (text[after_month - 1] in "，,、 ")
    return _date(text, at, end, year, month) if year else None


def _is_term(text: str, digits: str, end: int) -> bool:
    """三五年 and 25年 are lengths of time unless a birth is spoken of."""
    if _BORN.search(text[end : end + 4]) or "零" in digits:
        return False
    if digits.isascii():
        return int(digits) <= 40
    return _RANGE_YEARS.fullmatch(digits) is not None


def _year(digits: str) -> int | None:
    """The year of two or four digits, or None where the four are no year of a living person or a loan."""
    if "千" in digits:
        spoken = read_numeral(digits, 0)
        value = int(spoken.low) if spoken and spoken.end == len(digits) else 0
        return value if value // 100 == 20 else None
    value = int("".join(str(VALUES.get(char, char)) for char in digits))
    if len(digits) == 2:
        return value + (1900 if value >= 30 else 2000)
    return value if 1900 <= value <= 2099 else None


def _at_most(most: int, number: str) -> int | None:
    """The number of a month or of a day, from 1 to most, or None."""
    if number.isascii():
        value = int(number)
    elif number == "元":
        value = 1
    elif number.startswith("零") and len(number) == 2:
        value = VALUES.get(number[1], 0)
    else:
        numeral = read_numeral(number, 0)
        value = int(numeral.low) if numeral and numeral.end == len(number) and numeral.low == numeral.high else 0
    return value if 1 <= value <= most else None


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _date(text: str, start: int, end: int, year: int | None, *month_and_day: int) -> Quantity:
    """A date from its year (None where only month and day were spoken), month and day as far as they are known."""
    value = "-".join([f"{year:04d}" if year else "-", *(f"{part:02d}" for part in month_and_day)])
    return Quantity(start=start, end=end, text=text[start:end], kind="date", low=0, high=0, value_text=value)


def read_digits(text: str, at: int) -> Quantity | None:
    """A string of digits that begins at an offset of a folded text, or None.

    Mobile numbers may hold pauses and 腰, 由 or 有 for 幺; other runs need three Chinese digits without a unit, a
    leading zero, seven Arabic digits, or an X at the end. Shorter Arabic runs (8500) are left to be read as numbers.
    """
    for pattern in (_MOBILE, _LONG, _TAIL_X, _GROUPS, _SPELT, _RUN):
        match = pattern.match(text, at)
        if match is None:
            continue
        value = _digits_of(match.group())
        incomplete = pattern is _MOBILE and len(value) != 11
        plain_number = pattern is _RUN and _PLAIN_ARABIC.match(match.group())
        if not incomplete and not plain_number:
            return Quantity(
                start=at, end=match.end(), text=match.group(), kind="digits", low=0, high=0, value_text=value
            )
    return None


def _digits_of(spoken: str) -> str:
    """两个零四叉 as 004X."""
    marked = _MARK.sub("X", spoken)
    unfolded = _COUNTED.sub(lambda match: match.group(2) * VALUES[match.group(1)], marked)
    digits = _FILLING.sub("", unfolded)
    return "".join("1" if char in _HEARD_ONE else str(VALUES.get(char, char)) for char in digits)
