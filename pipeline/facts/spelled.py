"""Candidates for what is spelled out digit by digit: the ID number's end, the birth date, the mobile number."""

import re
from collections.abc import Callable, Iterator

from pipeline.domain.vocabulary import Role
from pipeline.facts.call import Sentence
from pipeline.facts.candidates import Candidate, candidate_at, how_said
from pipeline.facts.listening import Listening
from pipeline.facts.scope import masked, of_another
from pipeline.language.numbers import quantities
from pipeline.language.quantity import Quantity

_WEIGHT = 0.9
_TAIL = re.compile(r"\d{3,5}[\dX]")
_WHOLE_ID = re.compile(r"\d{17}[\dX]")
_TAIL_LENGTH = 4
_MOBILE = re.compile(r"1[3-9]\d{9}")
_BIRTH = re.compile(r"(19|20)\d\d-\d\d-\d\d")
_PAUSE = re.compile(r"[，,、。.…\s]*")
_AGENTS_OWN = re.compile(r"(我的|我这|打我|加我|我手机|我电话|我微信|记一下我)")
_X_TOLD_APART = re.compile(
    r"[，,、。…\s]*(最后|后头|后面|末尾|末了|尾巴|一个|一位|是|个|头|面|位|带|加|有|还|再|跟|上|那|就|的|，|结尾|呢|一)*(叉|[Xx×]|艾克斯)"
)
_SOLAR = re.compile(r"阳历|公历|新历|身份证|证上")
_YEAR_AND_MONTH = 7  # characters of 1988-05
_A_NUMBER = re.compile(r"手机|电话|号")
_FOR_CONTACTS = "contact_relation"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def valid_id_number(digits: str) -> bool:
    """Whether 18 characters end in their own check character, as GB 11643-1999 computes it."""
    if not _WHOLE_ID.fullmatch(digits):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, digits, strict=False))
    return _ID_CHECKS[total % 11] == digits[-1]


def id_tail(digits: str) -> str | None:
    """The end of an ID number: four to six characters as said, or the last four of a whole valid number."""
    if _TAIL.fullmatch(digits):
        return digits
    return digits[-_TAIL_LENGTH:] if valid_id_number(digits) else None


def mobile_number(digits: str) -> str | None:
    """Eleven digits with a prefix that mobile networks use."""
    return digits if _MOBILE.fullmatch(digits) else None


def birth_date(value: str) -> str | None:
    """A whole date of this or the last century."""
    return value if _BIRTH.fullmatch(value) else None


READERS: dict[str, Callable[[str], str | None]] = {
    "id_tail": id_tail,
    "birth_date": birth_date,
    "phone": mobile_number,
}


def spelled_candidates(listening: Listening) -> Iterator[Candidate]:
    """Every string of digits that answers for one of the three; pauses may cut it into several sentences."""
    for turn in listening.call.turns:
        facts = _facts_of(listening, turn)
        if facts:
            for digits, quantity in strings_in(listening.call.turn_texts[turn[0].turn]):
                yield from _read(listening, turn, facts, digits, quantity)


def _facts_of(listening: Listening, turn: tuple[Sentence, ...]) -> tuple[str, ...]:
    """The spelled facts that a turn may give: asked for, or named in it; a mobile number speaks for itself."""
    named = {fact for fact in READERS for sentence in turn if _names(listening, fact, sentence)}
    if turn[0].role is Role.CUSTOMER:
        asked = listening.questions.open_for(turn[-1])
        if _FOR_CONTACTS in asked[:1]:
            return ()
        named |= {"phone", *(fact for fact in READERS if fact in asked)}
    return tuple(fact for fact in READERS if fact in named)


def _names(listening: Listening, fact: str, sentence: Sentence) -> bool:
    topic = listening.topics[fact]
    if fact == "phone":
        return bool(_A_NUMBER.search(sentence.plain)) and not _AGENTS_OWN.search(sentence.plain)
    return bool(topic.ask.search(sentence.plain)) and not topic.unless.search(sentence.plain)


def strings_in(text: str) -> Iterator[tuple[str, Quantity]]:
    """The digits and dates of a text and the quantities they begin at; pieces with a pause between are joined too."""
    pieces = quantities(text)
    for number, piece in enumerate(pieces):
        if piece.kind == "date":
            yield _whole_date(text, piece, pieces[number + 1 :]), piece
        elif piece.digits:
            yield piece.digits + ("X" if _X_TOLD_APART.match(text, piece.end) else ""), piece
            if number + 1 < len(pieces) and (joined := _joined(text, piece, pieces[number + 1])):
                yield joined, piece


def _whole_date(text: str, date: Quantity, later: tuple[Quantity, ...]) -> str:
    """A date, with the month and day that the solar calendar or the ID card gives for it after a lunar one."""
    solar = next((other for other in later if other.value_text.startswith("--")), None)
    year = date.value_text[:4]
    if (
        solar
        and year.isdigit()
        and len(date.value_text) <= _YEAR_AND_MONTH
        and _SOLAR.search(text[date.end : solar.start])
    ):
        return f"{year}{solar.value_text[1:]}"
    return date.value_text


def _joined(text: str, first: Quantity, second: Quantity) -> str | None:
    pause_only = _PAUSE.fullmatch(text[first.end : second.start])
    return f"{first.digits}{second.digits}" if pause_only and first.digits and second.digits else None


def _read(
    listening: Listening, turn: tuple[Sentence, ...], facts: tuple[str, ...], digits: str, quantity: Quantity
) -> Iterator[Candidate]:
    sentence, start = _place(turn, quantity.start)
    end = min(start + len(quantity.text), len(sentence.text))
    marked = masked(sentence.plain, start, end)
    by_customer = sentence.role is Role.CUSTOMER
    how = how_said(listening.call, sentence, end, listening.talk, under_question=by_customer, inform=False)
    if how is None or listening.scope.negated.search(marked) or of_another(listening.scope, marked):
        return
    mends = bool(listening.talk.correction.search(marked[:start]))
    for fact in facts:
        if value := READERS[fact](digits):
            found = candidate_at(
                sentence, start, end, fact=fact, value=value, how=how, rule=f"{fact}.digits", weight=_WEIGHT
            )
            yield found.model_copy(update={"mends": mends})


def _place(turn: tuple[Sentence, ...], offset: int) -> tuple[Sentence, int]:
    """The sentence that holds an offset of the turn's text, and the offset in it."""
    for sentence in turn:
        if offset < len(sentence.text):
            return sentence, offset
        offset -= len(sentence.text)
    return turn[-1], len(turn[-1].text)
