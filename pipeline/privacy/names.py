"""Names of persons in the talk of a call.

A stretch that may be a name (a surname with what follows, or two characters that given names are made of) is weighed by
the evidence for it (name_evidence.py). Foreign and minorities' names are taken where somebody is said to be called so.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pipeline.privacy.name_cues import RELATIVES, ROLES, TITLED
from pipeline.privacy.name_evidence import Stretch, Talk, as_words, evidence_around, evidence_of_itself, statistics
from pipeline.privacy.numbers import Turn
from pipeline.text.segmentation import word_frequencies
from pipeline.text.surnames import NEVER_GIVEN, SURNAMES, TRANSLITERATED, is_word, may_be_foreign_name, surname_of

_CALLED: Final = re.compile(
    rf"(?:叫我|叫做?|名叫|名字[是叫]?|姓名[是叫]?|全名[是叫]?|英文名[是叫]?|拼的是|叫我|的是|真名[是叫]?|称呼|我是|您是|请问是|(?:登记在)|(?:{ROLES}|{RELATIVES})[是叫]?)[，,：:\s]?"
)
_FOREIGN_WRITTEN: Final = re.compile(r"[\u4e00-\u9fff]{2,10}[·•・‧][\u4e00-\u9fff]{2,12}")
_POINT: Final = re.compile("[·•・‧]")
_LATIN: Final = re.compile(r"[A-Z][A-Za-z]+(?:[ .·][A-Z][A-Za-z]*\.?){0,3}(?![A-Za-z0-9@._])")
_NO_NAMES: Final = frozenset(["APP", "LPR", "VIP", "ETC", "POS", "ATM", "QQ", "WiFi", "OK", "ID", "SIM"])
_FOREIGN_RUN: Final = re.compile(f"[{''.join(sorted(TRANSLITERATED))}]{{4,}}")
_SHORTEST, _SHORTEST_FOREIGN = 2, 3
_NO_WORDS: Final = -7.5  # a character; below it nothing in a stretch is a usual word
_HAN_RUN: Final = re.compile("[\u4e00-\u9fff]+")
_GIVEN_ALONE: Final = re.compile(
    r"(?:姓[\u4e00-\u9fff]{1,2}[，,]?(?:名?叫|名|单名(?:一个)?))([\u4e00-\u9fff]{1,2})(?=$|[，。！？,.!?\s字你您他她])"
)
_SURNAME_HERE: Final = re.compile(f"(?={'|'.join(sorted(SURNAMES, key=len, reverse=True))})")
_LONGEST_SURNAME: Final = 4
# What makes the words before it the name of a firm, a product or a place.
_OF_NO_PERSON: Final = re.compile(
    "贷|公司|银行|集团|农商行|商行|信用社|支行|分行|店|路|街|村|镇|县|小区|保险|金融|科技|平台|花园|厂|学校|大学|中学|医院|超市|饭店|工地|机场|省|市"
)
_ADDRESSED: Final = frozenset("姐哥总工叔姨婶嫂爷奶妈爸伯局处科队董行所孃嬢")  # 罗姐 tells as little as 罗女士
_NEVER_ALONE: Final = frozenset("什么啥姓名念字叫")
_PLACE_ENDS: Final = frozenset("镇村路沟屯庄堡街县市区店厂")
_OF_PEOPLE: Final = frozenset("人籍族话")  # 江苏人
_NO_PERSONS: Final = frozenset(["高中生", "岳父母"])  # jieba's dictionary has them for names
_COUNTS: Final = re.compile("[一两几][年下月天次张个点些直样起边家半会把]")  # 查一下, 满一年
_USUAL_ALONE: Final = 300  # uses in the dictionary; a word used oftener is seldom a given name by itself
_NEVER: Final = -99.0
_LEAST_ALONE: Final = -15.0  # natural logarithm: two characters that are seldom of a given name


def names_in(turns: Sequence[Turn]) -> Iterator[tuple[int, int, int]]:
    """Utterance, start and end of every name that the talk of a call gives away."""
    talk = Talk(turns)
    for number, turn in enumerate(turns):
        reached = 0
        others = list(_without_surname(turn.text, asked=talk.asked(number) > 0))
        likely = [each for each in _likeliest(talk, number) if not _is_end_of(each, others)]
        others = [each for each in others if not _overlaps(each, likely)]
        for start, end in sorted((*likely, *others), key=lambda place: (place[0], -place[1])):
            if start >= reached:
                yield number, start, end
                reached = end


def _overlaps(place: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in others)


def _is_end_of(place: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start <= place[0] and place[1] <= end and end - start > place[1] - place[0] for start, end in others)


def _likeliest(talk: Talk, turn: int) -> Iterator[tuple[int, int]]:
    """The stretches of an utterance that are likelier names than not, the likeliest first, none overlapping."""
    found = ((likelihood(talk, each), each.start, each.end) for each in stretches(talk.texts[turn], turn))
    taken: list[tuple[int, int]] = []
    for _, start, end in sorted((each for each in found if each[0] > 0), key=lambda each: (-each[0], each[1])):
        if not _overlaps((start, end), taken):
            taken.append((start, end))
    yield from taken


def likelihood(talk: Talk, at: Stretch) -> float:
    """How much likelier a stretch is a name than not; above nought it is taken for one."""
    kind = "surnamed" if at.surname else "alone"
    known = statistics()
    made = evidence_of_itself(talk, at)
    likely = weighed(known.weights[kind], made)
    if likely < known.hopeless[kind]:
        return -math.inf
    return likely + weighed(known.weights[kind], evidence_around(talk, at, made)) - known.least[kind]


def weighed(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    """The sum of what the pieces of evidence weigh."""
    return sum(weights[name] * value for name, value in found.items() if name in weights)


def stretches(text: str, turn: int) -> Iterator[Stretch]:
    """What may be names in an utterance, longer and shorter ones from the same place."""
    for found in _SURNAME_HERE.finditer(text):
        start = found.start()
        surname = surname_of(text[start : start + _LONGEST_SURNAME])
        if TITLED.match(text, start + len(surname)):
            continue
        for end in range(start + len(surname) + 1, min(len(text), start + len(surname) + 2) + 1):
            given = text[start + len(surname) : end]
            of_people = given[-1] in _OF_PEOPLE and is_word(text[start : end - 1])
            if given not in _ADDRESSED and not of_people and _may_be_given(text, start, end, given):
                yield Stretch(turn, start, end, surname)
    yield from _given_alone(text, turn)


def _given_alone(text: str, turn: int) -> Iterator[Stretch]:
    """Two characters that given names are made of, and that are no usual word."""
    known, uses = statistics(), word_frequencies()
    first = [known.first.get(letter, _NEVER) for letter in text]
    last = [known.last.get(letter, _NEVER) for letter in text[1:]]
    for start, (one, other) in enumerate(zip(first, last, strict=False)):
        if one + other > _LEAST_ALONE:
            given = text[start : start + 2]
            is_odd = _NEVER_ALONE & {*given} or uses.get(given, 0) >= _USUAL_ALONE
            if not is_odd and _may_be_given(text, start, start + 2, given):
                yield Stretch(turn, start, start + 2, "")


def _may_be_given(text: str, start: int, end: int, given: str) -> bool:
    """Whether a given name can end here. start: where the whole name begins."""
    if not _HAN_RUN.fullmatch(given) or NEVER_GIVEN & set(given) or given[-1] in _PLACE_ENDS:
        return False
    if _OF_NO_PERSON.match(text, end) or _COUNTS.fullmatch(given):
        return False
    around = (text[start : end + 1], text[max(0, start - 1) : end], text[start:end])
    return not any(len(word) > _SHORTEST and (is_word(word) or word in _NO_PERSONS) for word in around)


def _without_surname(text: str, *, asked: bool) -> Iterator[tuple[int, int]]:
    for written in _FOREIGN_WRITTEN.finditer(text):
        if not _joins_words(written[0]):
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
            if may_be_foreign_name(stretch) and as_words(stretch) < _NO_WORDS * len(stretch):
                yield run.start(), end
                break


def _joins_words(written: str) -> bool:
    """Whether a point stands between two usual words, as in the name of a stage: 贷时审查·风险评估."""
    before, after = _POINT.split(written)
    return all(as_words(side) >= _NO_WORDS * len(side) for side in (before[-2:], after[:2]))


def _foreign_around(text: str, written: re.Match[str]) -> tuple[int, int]:
    """What of both sides of the point belongs to the name."""
    point = next(at for at in range(written.start(), written.end()) if _POINT.match(text[at]))
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
