"""Digits that are told one by one, as people read numbers out: 138-0013, 幺三八, 双八, 三个零, 洞拐, 三四二叉.

What counts something (20万, 三十六期, 3点, 2026年) is no number of this kind and is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_VALUES: Final = dict(zip("0123456789０１２３４５６７８９", "0123456789" * 2, strict=True)) | dict(
    zip("零〇洞一幺么妖腰二两三四五六七拐八九勾", "0001111122345677899", strict=True)
)
DIGIT: Final = "[0-9０-９零〇一二三四五六七八九幺两洞拐勾]"
_COUNTS: Final = dict(zip("两俩二三四五六七八2345678", (2, 2, 2, 3, 4, 5, 6, 7, 8, 2, 3, 4, 5, 6, 7, 8), strict=True))
_TOKEN: Final = re.compile(
    rf"双(?P<twice>{DIGIT})"
    rf"|(?P<count>[两俩二三四五六七八2-8])个(?P<repeated>{DIGIT})(?![个月半点百千万十多年块元])"
    rf"|(?<![什怎那这多要])[么妖腰](?={DIGIT}{{2}})"
    rf"|{DIGIT}"
)
# What people say or write between the digits of one number.
FILLER: Final = (
    r"[\s\-－—–_.．·,，、/\\|…。;；:：~*]|嗯|呃|啊|额|哦|唉"
    r"|那个|这个|然后|就是|横杠|横线|横|杠|空格|再来|再是|再|接着|完了|转分机|分机|转|是"
)
_GAP: Final = re.compile(rf"(?:{FILLER}){{0,8}}|[*\s\-－，,、.]*\*[*\s\-－，,、.]{{0,40}}")  # or what was masked
_X: Final = re.compile(
    r"(?:[\s，,、。…]|最后|末尾|后面|一个|个|是|带|加|有|还|再|那|就|的|大写|字母){0,5}(?P<x>[xXＸ×]|叉|[艾埃爱]克斯)(?![A-Za-z0-9])"
)
_WHOLE: Final = re.compile(r"1[3-9]\d{9}|[1-9]\d{16}[\dX]|0\d{9,11}|6\d{15}|6\d{18}")
# What follows a figure that counts something, and what stands before one.
_UNIT: Final = re.compile(
    r"\s?(?:[十百千万亿元块毛角期年月日天周岁厘折倍户套辆台米里次笔间层斤吨成股季分半%％‰]|(?<=[一1])个|个(?!\s?[0-9０-９零〇一二三四五六七八九幺洞])"
    r"|(?<=[一1])[下会起样定般些直共遍]|[边方手环楼栋幢室]|点(?![cCnN])|号(?![码头])|人(?!工)|口人|代|家|多[块元个年万]|来[万块个年])"
)
_BEFORE: Final = re.compile(
    r"(?:[十百千万亿第厘块]|\d\s?点|[零一二两三四五六七八九十百千]点|[百千万]分之|[:：][0-5]?|[$￥¥])$"
)
_WRITTEN_DATE: Final = r"(?:19|20)\d\d[-/.年](?:0?[1-9]|1[0-2])[-/.月](?:0?[1-9]|[12]\d|3[01])(?!\d)"
_COUNTED: Final = re.compile(
    rf"(?<!\d){_WRITTEN_DATE}|(?<!\d)\d{{1,2}}[:：]\d\d(?:[:：]\d\d)?(?!\d)|(?<![\d.,])\d{{1,3}}(?:,\d{{3}})+(?:\.\d{{1,2}})?(?![,\d])"
    r"|(?<![\d.])\d{1,8}\.\d{1,4}(?![\d.])|[A-Za-z][A-Za-z0-9]*[-_]?\d[\d\-_]*"
)
_HAN: Final = re.compile(r"[一-鿿]")
_SHORT: Final = 3
_LONG: Final = 7  # no count has so many digits
_STRONG_UNITS: Final = frozenset("十百千万亿元块期年月日天点%％")
_AFTER_ONE: Final = frozenset("个下会起样定般些直共遍")
_YEAR: Final = re.compile(r"(?:19|20)\d\d$")


@dataclass(frozen=True)
class Token:
    """text[start:end] tells these digits, most often one."""

    start: int
    end: int
    digits: str


@dataclass(frozen=True)
class Group:
    """Digits with nothing between them."""

    tokens: tuple[Token, ...]

    @property
    def start(self) -> int:
        """Where it begins in its text."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where it ends in its text."""
        return self.tokens[-1].end

    @property
    def digits(self) -> str:
        """What it tells."""
        return "".join(token.digits for token in self.tokens)


def runs(text: str) -> list[tuple[Group, ...]]:
    """The groups of digits of a text that count nothing; those with only pauses and fillers between stand together."""
    found: list[list[Group]] = []
    for group in _groups(text):
        if found and _GAP.fullmatch(text, found[-1][-1].end, group.start):
            found[-1].append(group)
        else:
            found.append([group])
    return [tuple(run) for run in found if not _is_masked(text, run)]


def _is_masked(text: str, run: list[Group]) -> bool:
    """Whether these are the ends that an earlier masking left."""
    shown = sum(len(group.digits) for group in run)
    return shown <= _LONG and "*" in text[run[0].start : run[-1].end]


def _groups(text: str) -> Iterator[Group]:
    counted = [found.span() for found in _COUNTED.finditer(text) if not _is_split_number(found[0])]
    tokens: list[Token] = []
    for token in _tokens(text):
        if any(start <= token.start < end for start, end in counted):
            continue
        if tokens and token.start != tokens[-1].end:
            yield from _spelled(text, tokens)
            tokens = []
        tokens.append(token)
    if tokens:
        yield from _spelled(text, tokens)


def _is_split_number(written: str) -> bool:
    """Whether what looks like a code or an amount has as many digits as a telephone or an identity number."""
    return not written[0].isalpha() and bool(_WHOLE.fullmatch(re.sub(r"\D", "", written)))


def _tokens(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        if found["twice"]:
            digits = _VALUES[found["twice"]] * 2
        elif found["count"]:
            digits = _VALUES[found["repeated"]] * _COUNTS[found["count"]]
        else:
            digits = _VALUES[found[0]]
        yield Token(found.start(), found.end(), digits)


def _spelled(text: str, tokens: list[Token]) -> Iterator[Group]:
    """The tokens without those that count something, and with the X that an identity number may end in."""
    digits = "".join(token.digits for token in tokens)
    if not _WHOLE.fullmatch(digits):
        if _BEFORE.search(text[max(0, tokens[0].start - 4) : tokens[0].start]):
            tokens = tokens[_first_swallowed(text, tokens) :]
        unit = _UNIT.match(text, tokens[-1].end) if tokens else None
        if unit:
            tokens = tokens[: len(tokens) - _last_swallowed(text, tokens, unit[0].strip())]
    if not tokens or (len(tokens) == 1 and _is_within_words(text, tokens[0])):
        return
    ending = _X.match(text, tokens[-1].end)
    if ending and (len(tokens) >= _SHORT - 1):
        tokens = [*tokens, Token(ending.start("x"), ending.end("x"), "X")]
    yield Group(tuple(tokens))


def _first_swallowed(text: str, tokens: list[Token]) -> int:
    """How many tokens belong to a figure that began before: the 五 of 三千五."""
    if len(tokens) <= _SHORT or text[tokens[0].start].isascii():
        return len(tokens)
    return 1


def _last_swallowed(text: str, tokens: list[Token], unit: str) -> int:
    """How many tokens at the end count something: the 五 of 幺三八…五万."""
    written = [text[token.start : token.end] for token in tokens]
    if unit == "年":
        four = _YEAR.search("".join(token.digits for token in tokens))
        return min(len(tokens), 4 if four else 2)
    if len(tokens) >= _LONG and unit[0] not in _STRONG_UNITS and not (written[-1] == "一" and unit in _AFTER_ONE):
        return 0
    if written[-1].isascii():
        return next((n for n, each in enumerate(reversed(written)) if not each.isascii()), len(written))
    return len(tokens) if len(tokens) <= _SHORT else 1


def _is_within_words(text: str, token: Token) -> bool:
    """Whether one spoken digit by itself is part of a word: 统一, 二手, 一会儿."""
    if text[token.start : token.end].isascii() or token.end - token.start > 1:
        return False
    fillers = "嗯呃啊额哦是再横杠转号码为"
    beside = (text[token.start - 1 : token.start], text[token.end : token.end + 1])
    return any(_HAN.match(letter) and letter not in fillers for letter in beside)
