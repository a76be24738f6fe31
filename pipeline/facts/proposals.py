"""Every quantity of a call with the facts whose value it could be: what the reader chooses from."""

import re
from collections.abc import Iterator

from pydantic import Field

from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role
from pipeline.facts.measures import Circumstances, is_measure, mark, measured
from pipeline.facts.rules import FigureRules
from pipeline.facts.spelled import READERS, strings_in
from pipeline.numbers.find import quantities
from pipeline.numbers.quantity import range_text
from pipeline.reader.reading import Span
from pipeline.text.segmentation import sentences

_A_NOT_A = re.compile(r"([一-龥])[不没](?=\1)")
_LONE_ONE = re.compile(r"(?<![\d.])1(?=[个年期月笔次样共直起般套辆台家定点下些块天张把])")


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
            also = spelled.pop(proposal.start, None)
            values = proposal.values | (also.values if also else {})
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
    for sentence in sentences(text):
        read, said = _plain(sentence[0]), quantities(sentence[0])
        for quantity in said:
            bounds = {}
            if not is_measure(read, quantity, said):
                marked = mark(read, said, quantity)
                bounds = {name: measured(name, rule, quantity, marked, unsaid) for name, rule in rules.items()}
            yield Proposal(
                utterance=utterance,
                start=sentence.start() + quantity.start,
                end=sentence.start() + quantity.end,
                text=quantity.text,
                values={name: range_text(found.low, found.high) for name, found in bounds.items() if found},
                approximate=quantity.approximate,
            )


def _spelled(utterance: int, text: str) -> dict[int, Proposal]:
    """The strings of digits and dates that could be an ID number's end, a telephone number or a birth date."""
    found: dict[int, Proposal] = {}
    for digits, quantity in strings_in(text):
        values = {fact: value for fact, read in READERS.items() if (value := read(digits))}
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


def _plain(text: str) -> str:
    """The text as patterns read it, of the same length: 有没有 as 有否有, 1个月 as 一个月."""
    return _LONE_ONE.sub("一", _A_NOT_A.sub(r"\1否", text))
