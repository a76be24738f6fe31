"""Telephone, card and identity numbers: strings of digits, with the pauses in which people say them."""

import re

from pipeline.numbers.numerals import VALUES
from pipeline.numbers.quantity import Quantity

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
_PLAIN_ARABIC = re.compile(r"[1-9]\d{0,5}(?:\.\d+)?$")
_MARK = re.compile("[Xx×叉]|艾克斯|埃克斯")
_COUNTED = re.compile("([二两三四])个(.)")
_FILLING = re.compile(r"[^0-9零一二三四五六七八九幺X" + _HEARD_ONE + "]")


def read_digits(text: str, at: int) -> Quantity | None:
    """A string of digits that begins at an offset of a folded text, or None.

    Mobile numbers may hold pauses and 腰, 由 or 有 for 幺; other runs need three Chinese digits without a unit, a
    leading zero, seven Arabic digits, or an X at the end. Shorter Arabic runs (8500) are left to be read as numbers.
    """
    for pattern in (_MOBILE, _LONG, _TAIL_X, _SPELT, _RUN):
        match = pattern.match(text, at)
        if match is None:
            continue
        value = _digits_of(match.group())
        if _plausible(pattern, match.group(), value):
            return _quantity(match, value)
    return None


def _plausible(pattern: re.Pattern[str], said: str, value: str) -> bool:
    if pattern is _MOBILE:
        return len(value) == 11
    if pattern is _RUN:
        return _PLAIN_ARABIC.match(said) is None
    return True


def _digits_of(said: str) -> str:
    marked = _MARK.sub("X", said)
    unfolded = _COUNTED.sub(lambda match: match.group(2) * VALUES[match.group(1)], marked)
    return "".join(_digit(char) for char in _FILLING.sub("", unfolded))


def _digit(char: str) -> str:
    if char in _HEARD_ONE:
        return "1"
    return str(VALUES[char]) if char in VALUES else char


def _quantity(match: re.Match[str], value: str) -> Quantity:
    return Quantity(
        start=match.start(), end=match.end(), text=match.group(), kind="digits", low=0, high=0, value_text=value
    )
