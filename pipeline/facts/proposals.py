"""Every quantity of a call with the facts whose value it could be: what the reader chooses from.

Besides figures these are what is spelled out digit by digit: the ID number's end, the birth date, the mobile number.
"""

import re
from collections.abc import Callable, Iterator

from pydantic import Field

from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role
from pipeline.facts.measures import Circumstances, FigureRules, is_measure, mark, measured
from pipeline.numbers.find import quantities
from pipeline.numbers.quantity import Quantity, range_text
from pipeline.privacy.checksums import is_resident_id
from pipeline.reader.reading import Span
from pipeline.text.segmentation import sentences

_A_NOT_A = re.compile(r"([一-龥])[不没](?=\1)")
_LONE_ONE = re.compile(r"(?<![\d.])1(?=[个年期月笔次样共直起般套辆台家定点下些块天张把])")
_TAIL = re.compile(r"\d{3,5}[\dX]")
_TAIL_LENGTH = 4
_MOBILE = re.compile(r"1[3-9]\d{9}")
_BIRTH = re.compile(r"(19|20)\d\d-\d\d-\d\d")
# 一九九零零三一五; years of contract numbers (2024…) are no birth's.
_EIGHT_DIGITS = re.compile(r"(19[2-9]\d|200\d|201[0-2])(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_PAUSE = re.compile(r"[，,、。.…\s]*")
_X_AFTERWARDS = re.compile(
    r"[，,、。…\s]*(最后|后头|后面|末尾|末了|尾巴|一个|一位|是|个|头|面|位|带|加|有|还|再|跟|上|那|就|的|，|结尾|呢|一)*(叉|[Xx×]|艾克斯)"
)
_SOLAR = re.compile(r"阳历|公历|新历|身份证|证上")
_SOLAR_WITHIN = 8  # quantities behind a lunar date
_YEAR_AND_MONTH = 7  # characters of 1988-05


class Proposal(Span):
    """One quantity of an utterance. values: by fact what it would mean there.

    approximate: whether it was said as not meant to the digit.
    """

    text: str
    values: dict[str, str] = Field(default_factory=dict)
    approximate: bool = False


def proposals(transcript: Transcript, product: str, rules: FigureRules) -> tuple[Proposal, ...]:
    """The quantities that could be the value of at least one fact, in spoken order."""
    question, found = "", []
    for utterance in transcript.utterances:
        period = _period(question) if utterance.role is Role.CUSTOMER else ""
        spelled = _spelled(utterance.index, utterance.text)
        unsaid = Circumstances(period=period, product=product)
        for proposal in _measured(utterance.index, utterance.text, unsaid, rules):
            same_place = spelled.pop(proposal.start, None)
            values = proposal.values | (same_place.values if same_place else {})
            if values:
                found.append(proposal.model_copy(update={"values": values}))
        found += spelled.values()
        if utterance.role is Role.AGENT:
            question = utterance.text
    return tuple(sorted(found, key=lambda proposal: (proposal.utterance, proposal.start)))


def _period(question: str) -> str:
    """For which time an amount was asked for, where the question names just one."""
    yearly, monthly = "年" in question, "月" in question
    if yearly == monthly:
        return ""
    return "一年" if yearly else "一个月"


def _measured(utterance: int, text: str, unsaid: Circumstances, rules: FigureRules) -> Iterator[Proposal]:
    """Every figure with its value for each fact that it could be the value of."""
    for sentence in sentences(text):
        # Patterns read 有没有 as 有否有 and 1个月 as 一个月; the length stays.
        plain = _LONE_ONE.sub("一", _A_NOT_A.sub(r"\1否", sentence[0]))
        figures = quantities(sentence[0])
        for quantity in figures:
            values = {}
            if not is_measure(plain, quantity, figures):
                marked = mark(plain, figures, quantity)
                bounds = {fact: measured(rule, quantity, marked, unsaid) for fact, rule in rules.items()}
                values = {fact: range_text(value.low, value.high) for fact, value in bounds.items() if value}
            yield Proposal(
                utterance=utterance,
                start=sentence.start() + quantity.start,
                end=sentence.start() + quantity.end,
                text=quantity.text,
                values=values,
                approximate=quantity.approximate,
            )


def _spelled(utterance: int, text: str) -> dict[int, Proposal]:
    """By start the strings of digits and dates that could be an ID number's end, a telephone number or a birth date."""
    found: dict[int, Proposal] = {}
    for digits, quantity in spelled_strings(text):
        values = {fact: value for fact, read in SPELLED.items() if (value := read(digits))}
        if values:
            earlier = found[quantity.start].values if quantity.start in found else {}
            found[quantity.start] = Proposal(
                utterance=utterance,
                start=quantity.start,
                end=quantity.end,
                text=quantity.text,
                values=earlier | values,
            )
    return found


def spelled_strings(text: str) -> Iterator[tuple[str, Quantity]]:
    """The digits and dates of a text and the quantities they begin at; pieces with a pause between are joined too."""
    pieces = quantities(text)
    for n, piece in enumerate(pieces):
        following = pieces[n + 1] if n + 1 < len(pieces) else None
        if piece.kind == "date":
            yield _whole_date(text, piece, pieces[n + 1 : n + 1 + _SOLAR_WITHIN]), piece
        elif piece.digits:
            yield piece.digits + ("X" if _X_AFTERWARDS.match(text, piece.end) else ""), piece
            if following and following.digits and _PAUSE.fullmatch(text[piece.end : following.start]):
                yield f"{piece.digits}{following.digits}", piece


def _whole_date(text: str, date: Quantity, later: tuple[Quantity, ...]) -> str:
    """A date, with the month and day that the solar calendar or the ID card gives for it after a lunar one."""
    solar = next((other for other in later if other.value_text.startswith("--")), None)
    year, is_whole = date.value_text[:4], len(date.value_text) > _YEAR_AND_MONTH
    if not solar or not year.isdigit() or is_whole or not _SOLAR.search(text[date.end : solar.start]):
        return date.value_text
    return f"{year}{solar.value_text[1:]}"


def id_tail(digits: str) -> str | None:
    """The end of an ID number: four to six characters as said, or the last four of a whole valid number."""
    if _TAIL.fullmatch(digits):
        return digits
    return digits[-_TAIL_LENGTH:] if is_resident_id(digits) else None


def mobile_number(digits: str) -> str | None:
    """Eleven digits with a prefix that mobile networks use."""
    return digits if _MOBILE.fullmatch(digits) else None


def birth_date(value: str) -> str | None:
    """A whole date of this or the last century, also as eight digits read straight through."""
    if match := _EIGHT_DIGITS.fullmatch(value):
        value = "-".join(match.groups())
    return value if _BIRTH.fullmatch(value) else None


# By fact how a spelled string is read as its value.
SPELLED: dict[str, Callable[[str], str | None]] = {
    "id_tail": id_tail,
    "birth_date": birth_date,
    "phone": mobile_number,
}
