"""Names of persons, found by the talk around them and by whether the words read better as a name than as words.

A stretch that begins with a surname is weighed: how likely it is as a name where it stands (我叫, 担保人是, …先生您好)
against how likely the dictionary is to make words of it (马上, 高兴, 方向). Names without a Han surname are taken where
somebody is said to be called so.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Final

from pipeline.privacy.numbers import Turn
from pipeline.text.segmentation import person_names, word_frequencies
from pipeline.text.surnames import (
    GIVEN,
    NEVER_GIVEN,
    RARE_SURNAMES,
    SINGLE_SURNAMES,
    SURNAMES,
    TRANSLITERATED,
    is_word,
    may_be_foreign_name,
    surname_of,
)

_TITLES: Final = (
    "先生|女士|小姐|师傅|老师|经理|主任|老板|总(?!共|是|的|额|体|计)|大哥|大姐"
    "|阿姨|叔叔|医生|律师|科长|局长|行长|队长|同志"
)
_RELATIVES: Final = (
    "老婆|老公|爱人|妻子|丈夫|媳妇儿?|儿媳|女婿|太太|先生|对象|配偶|儿子|女儿|闺女|孩子|爸爸?|妈妈?|父亲|母亲|爹|娘|公公|婆婆|岳父|岳母"
    "|丈母娘|哥哥?|姐姐?|弟弟?|妹妹?|大哥|二哥|大姐|嫂子|姐夫|妹夫|弟媳|表[哥弟姐妹]|堂[哥弟姐妹]|叔叔?|舅舅?|姑姑?|姨|侄子|外甥|伯伯|大伯|二叔|婶|爷爷|奶奶|亲戚"
)
_ROLES: Final = (
    "联系人|担保人|共借人|借款人|保证人|共同借款人|共有人|法人|法定代表人|代表人|股东|合伙人|车主|户主|房主|业主|收件人|收款人|持卡人|开户人|经办人"
    "|经理|专员|客服|顾问|法务|律师|老板|会计|财务|同事|朋友|同学|邻居|战友|介绍人|中介|房东|同乡|老乡"
)
_TOLD: Final = re.compile(
    rf"(?:叫我|叫做?|名叫|名字[是叫]?|姓名[是叫]?|全名[是叫]?|真名[是叫]?|签名写?|户名[是叫]?|称呼|名为|(?:{_ROLES}|{_RELATIVES})(?:的姓名|的名字|写的|填的)?[是叫为：:]?|我姓([\u4e00-\u9fff])|姓([\u4e00-\u9fff]))[，,：:\s]?$"
)
_LIKELY_BEFORE: Final = re.compile(
    r"(?:我是|您是|你是|他是|她是|请问|请问是|是不是|您好|你好|是|找|问|和|跟|与|给|让|转|转接|寄给|说是|为|写|写的|签|填|在|那个|家|我|你们|您们|咱们|叫|及|、|喂|下面|不是|登记在|认识|名下|就是|还有|替|帮|对|到|于|哦|噢|嗯|哎|啊|呀)[，,。\s]?$"
)
_BEFORE_REACH: Final = 8  # characters before a name that are looked at
_TITLED: Final = re.compile(rf"(?:{_TITLES})")
_GREETED: Final = re.compile(r"[，,\s]?(?:您好|你好|本人|在吗|在不在|在家)")
_LIKELY_AFTER: Final = re.compile(
    r"$|[，。！？,.!?、：:；;\s…]|[他她您你我它]|是|的|在|吗|吧|啊|呀|呢|嘛|哈|就|电话|手机|身份证|证件|卡|车牌|今年|现在|做|两个|借|办|给|让|说|签|还|也|知道|联系|和|跟|那"
)
_ASKS_NAME: Final = re.compile(
    r"名字|姓名|全名|叫什么|怎么称呼|如何称呼|贵姓|姓什么|哪位|收件人|(?:联系人|担保人|股东|法人|配偶|共有人)[^，。]{0,6}(?:谁|哪|呢|叫)|名是|友叫$|叫$|是谁"
)
_CALLED: Final = re.compile(
    rf"(?:叫我|叫做?|名叫|名字[是叫]?|姓名[是叫]?|全名[是叫]?|英文名[是叫]?|拼的是|叫我|的是|真名[是叫]?|称呼|我是|您是|请问是|(?:登记在)|(?:{_ROLES}|{_RELATIVES})[是叫]?)[，,：:\s]?"
)
_FOREIGN_WRITTEN: Final = re.compile(r"[\u4e00-\u9fff]{2,10}[·•・‧][\u4e00-\u9fff]{2,12}")
_LATIN: Final = re.compile(r"[A-Z][A-Za-z]+(?:[ .·][A-Z][A-Za-z]*\.?){0,3}(?![A-Za-z0-9@._])")
_NO_NAMES: Final = frozenset(["APP", "LPR", "VIP", "ETC", "POS", "ATM", "QQ", "WiFi", "OK", "ID", "SIM"])
_FOREIGN_RUN: Final = re.compile(f"[{''.join(sorted(TRANSLITERATED))}]{{4,}}")
_SHORTEST, _SHORTEST_FOREIGN = 2, 3
_NO_WORDS: Final = -7.5  # a character; below it nothing in a stretch is a usual word
_HAN_RUN: Final = re.compile("[\u4e00-\u9fff]+")
_GIVEN_ALONE: Final = re.compile(
    r"(?:姓[\u4e00-\u9fff]{1,2}[，,]?(?:名?叫|名|单名(?:一个)?))([\u4e00-\u9fff]{1,2})(?=$|[，。！？,.!?\s字你您他她])"
)
_NEVER_ALONE: Final = frozenset("什么啥")
_SURNAME_HERE: Final = re.compile(f"(?={'|'.join(sorted(SURNAMES, key=len, reverse=True))})")
_LONGEST_SURNAME: Final = 4
# What makes the words before it the name of a firm, a product or a place.
_OF_NO_PERSON: Final = re.compile(
    "贷|公司|银行|集团|农商行|商行|信用社|支行|分行|店|路|街|村|镇|县|小区|保险|金融|科技|平台|花园|厂|学校|大学|中学|医院|超市|饭店|工地|机场|省|市"
)
_ENDED: Final = re.compile(r"$|[，。！？,.!?；;\s]|[就吗吧啊呀他她您是]")
_ADDRESSED: Final = frozenset("姐哥总工叔姨婶嫂爷奶妈爸伯局处科队董行所")  # 罗姐 tells as little as 罗女士
_LEAST_GAIN: Final = 0.5

# Natural logarithms: how likely a name is at some place, and each character in one.
_A_NAME: Final = -7.5
_TOLD_GAIN, _ANSWER_GAIN, _LIKELY_GAIN, _NOTHING_BEFORE = 8.0, 8.0, 2.0, -4.0
_TITLE_GAIN, _GREETED_GAIN, _AFTER_GAIN, _NOTHING_AFTER = 8.0, 4.0, 1.0, -3.0
_SURNAME_LOG, _RARE_SURNAME_LOG = -3.5, -6.0
_GIVEN_LOG, _RARE_LOG = -5.0, -9.0
_PERSONS_UP_TO: Final = 500  # uses in the dictionary; a person who is named more often is also a word
_LONGEST_WORD: Final = 4
_REACH: Final = 3


def names_in(turns: Sequence[Turn]) -> Iterator[tuple[int, int, int]]:
    """Utterance, start and end of every name that the talk of a call gives away."""
    for number, turn in enumerate(turns):
        asked = any(_ASKS_NAME.search(each.text) for each in turns[max(0, number - 1) : number])
        reached = 0
        others = list(_without_surname(turn.text, asked=asked))
        surnamed = [each for each in _surnamed(turn.text, asked=asked) if not _is_end_of(each, others)]
        others = [each for each in others if not _overlaps(each, surnamed)]
        for start, end in sorted((*surnamed, *others), key=lambda place: (place[0], -place[1])):
            if start >= reached:
                yield number, start, end
                reached = end


def _overlaps(place: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in others)


def _is_end_of(place: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start <= place[0] and place[1] <= end and end - start > place[1] - place[0] for start, end in others)


def _surnamed(text: str, *, asked: bool) -> Iterator[tuple[int, int]]:
    """The likeliest stretches that begin with a surname, none overlapping."""
    starts = (found.start() for found in _SURNAME_HERE.finditer(text))
    weighed = [each for start in starts for each in _weighed(text, start, asked=asked)]
    taken: list[tuple[int, int]] = []
    for _, start, end in sorted(weighed, key=lambda each: (-each[0], each[1])):
        if not _overlaps((start, end), taken):
            taken.append((start, end))
    yield from taken


def _weighed(text: str, start: int, *, asked: bool) -> Iterator[tuple[float, int, int]]:
    """How much better the stretches that begin here read as a name than as words, where they do."""
    surname = surname_of(text[start : start + _LONGEST_SURNAME])
    before, told = _before(text, start, asked=asked)
    before += _RARE_SURNAME_LOG if surname in RARE_SURNAMES else _SURNAME_LOG
    left = max(0, start - _REACH)
    for end in range(start + len(surname) + 1, min(len(text), start + len(surname) + 2) + 1):
        name, given = text[start:end], text[start + len(surname) : end]
        if not _HAN_RUN.fullmatch(name) or NEVER_GIVEN & set(given) or _OF_NO_PERSON.match(text, end):
            continue
        if given in _ADDRESSED or (text[end : end + 1] == "的" and text[end + 1 : end + 2] in {*name}):
            continue  # 罗姐, and 杨树的杨
        titled = _TITLED.match(text, end)
        if _TITLED.match(text, start + len(surname)) or (is_word(name) and not (titled or told)):
            continue
        if is_word(name) and not titled and not _ENDED.match(text, end):
            continue
        right = min(len(text), end + _REACH)
        likely = _A_NAME + before + _after(text, start, end)
        likely += sum(_GIVEN_LOG if letter in GIVEN else _RARE_LOG for letter in given)
        gain = _as_words(text[left:start]) + likely + _as_words(text[end:right]) - _as_words(text[left:right])
        if gain > _LEAST_GAIN:
            yield gain, start, end


def _before(text: str, start: int, *, asked: bool) -> tuple[float, bool]:
    """What stands before a place says for a name there, and whether it says so in so many words."""
    piece = text[max(0, start - _BEFORE_REACH) : start]
    if _TOLD.search(piece):
        return _TOLD_GAIN, True
    if asked and not piece.strip("，,。 嗯呃啊哦是的"):
        return _ANSWER_GAIN, True
    if not piece or _LIKELY_BEFORE.search(piece):
        return _LIKELY_GAIN, False
    return (0.0 if piece[-1] in "，。！？,.!? " else _NOTHING_BEFORE), False


def _after(text: str, start: int, end: int) -> float:
    if _TITLED.match(text, end) or (text[start : start + 1] == text[end : end + 1] and _TITLED.match(text, end + 1)):
        is_addressed = end - start <= _SHORTEST and text[end - 1] in SINGLE_SURNAMES  # 张先生 after another word
        return _AFTER_GAIN if is_addressed else _TITLE_GAIN
    if _GREETED.match(text, end):
        return _GREETED_GAIN
    return _AFTER_GAIN if _LIKELY_AFTER.match(text, end) else _NOTHING_AFTER


@lru_cache(maxsize=4096)
def _as_words(text: str) -> float:
    """How likely a stretch is as words of the dictionary: the best way to cut it."""
    best = [0.0]
    for end in range(1, len(text) + 1):
        ways = (best[start] + _log(text[start:end]) for start in range(max(0, end - _LONGEST_WORD), end))
        best.append(max(ways))
    return best[-1]


@lru_cache(maxsize=16384)
def _log(word: str) -> float:
    uses = word_frequencies().get(word, 0)
    if len(word) > 1 and (not uses or (uses <= _PERSONS_UP_TO and word in person_names())):
        return -math.inf
    return math.log(max(uses, 1) / _total())


@cache
def _total() -> int:
    return sum(word_frequencies().values())


def _without_surname(text: str, *, asked: bool) -> Iterator[tuple[int, int]]:
    for written in _FOREIGN_WRITTEN.finditer(text):
        yield _foreign_around(text, written)
    told_at = [cue.end() for cue in _CALLED.finditer(text)]
    for start in (*told_at, 0) if asked else told_at:
        yield from _latin_at(text, start)
        yield from _foreign_at(text, start)
    for written in _LATIN.finditer(text):
        if " " in written[0] and not _NO_NAMES & {*written[0].split()}:
            yield written.span()
    yield from _foreign_anywhere(text)
    for given in _GIVEN_ALONE.finditer(text):
        if not _NEVER_ALONE & set(given[1]):
            yield given.span(1)


def _latin_at(text: str, start: int) -> Iterator[tuple[int, int]]:
    """What begins here in Latin letters and is no usual abbreviation."""
    latin = _LATIN.match(text, start)
    if latin and latin[0] not in _NO_NAMES:
        yield latin.span()


def _foreign_at(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The longest stretch from here that is written as foreign names are."""
    run = _HAN_RUN.match(text, start)
    ends = range(min(run.end(), start + 10), start + 2, -1) if run else ()
    for end in ends:
        if may_be_foreign_name(text[start:end]):
            yield start, end
            return


def _foreign_anywhere(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of four and more characters of foreign names that make no words: 卓玛央金."""
    for run in _FOREIGN_RUN.finditer(text):
        for end in range(run.end(), run.start() + _SHORTEST_FOREIGN, -1):
            stretch = text[run.start() : end]
            if may_be_foreign_name(stretch) and _as_words(stretch) < _NO_WORDS * len(stretch):
                yield run.start(), end
                break


def _foreign_around(text: str, written: re.Match[str]) -> tuple[int, int]:
    """What of both sides of the point belongs to the name."""
    point = next(at for at in range(written.start(), written.end()) if text[at] in "·•・‧")
    start = next(
        (at for at in range(written.start(), point - 1) if may_be_foreign_name(text[at:point], part=True)), point - 2
    )
    end = next(
        (at for at in range(written.end(), point + 2, -1) if may_be_foreign_name(text[point + 1 : at], part=True)), 0
    )
    return start, end or min(written.end(), point + 3)


def known_places(texts: Sequence[str], known: Iterable[str]) -> Iterator[tuple[int, int, int]]:
    """Text, start and end of every place where a known name stands; longer names first."""
    listed = sorted((name for name in known if len(name) > 1), key=lambda name: (-len(name), name))
    if not listed:
        return
    pattern = re.compile("|".join(map(re.escape, listed)))
    for number, text in enumerate(texts):
        yield from ((number, found.start(), found.end()) for found in pattern.finditer(text))
