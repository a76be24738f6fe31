"""What may become a fact: a value with the place where it was said and how the two sides stand to it."""

from enum import StrEnum

from pipeline.domain.base import Frozen
from pipeline.domain.report import FactValue
from pipeline.domain.vocabulary import Role
from pipeline.facts.call import Call, Sentence
from pipeline.facts.schema import Talk
from pipeline.facts.uptake import Uptake, uptake


class How(StrEnum):
    """How a value came into the call; the Chinese is for reviewers."""

    ANSWERED = "客户回答{name}时说出"
    VOLUNTEERED = "客户主动说出{name}"
    AGREED = "坐席说出{name}，客户明确认可"
    WENT_ALONG = "坐席说出{name}，客户未提出异议"
    INFORMED = "坐席告知{name}，属告知事项"
    READ_OFF = "由客户对{name}的肯定或否定回答得出"
    RECKONED = "由客户所述推算出{name}"


class Candidate(Frozen):
    """One value for one fact.

    start, end: offsets of the value's words in the utterance's text. weight: how sure the rule is that the value
    belongs to the fact, 0 to 1. mends: said as a correction. secondary: for special times or parts only. total: said to
    include the others. label: what kind of thing it is about, where a fact adds several up.
    """

    fact: str
    value: FactValue
    how: How
    role: Role
    sentence: int
    utterance: int
    turn: int
    start: int
    end: int
    rule: str
    weight: float
    heard: float
    approximate: bool = False
    mends: bool = False
    secondary: bool = False
    total: bool = False
    label: str = ""

    @property
    def by_customer(self) -> bool:
        """Whether the customer's own words hold the value."""
        return self.how in (How.ANSWERED, How.VOLUNTEERED, How.READ_OFF, How.RECKONED)


def how_said(call: Call, sentence: Sentence, end: int, talk: Talk, *, under_question: bool, inform: bool) -> How | None:
    """How a value that ends at an offset of this sentence came into the call, None where it does not count.

    A customer's value counts; an agent's when the customer agrees or goes along, or when telling it is the agent's
    task.
    """
    if under_question:
        return How.ANSWERED
    if sentence.role is Role.CUSTOMER:
        return How.VOLUNTEERED
    taken = uptake(call, sentence, end, talk)
    if taken is Uptake.AGREED:
        return How.AGREED
    if taken is Uptake.DENIED:
        return None
    if inform:
        return How.INFORMED
    return How.WENT_ALONG if taken is Uptake.WENT_ALONG else None


def candidate_at(
    sentence: Sentence, start: int, end: int, *, fact: str, value: FactValue, how: How, rule: str, weight: float
) -> Candidate:
    """A candidate whose words stand at sentence.text[start:end], without any of the remarks that may be added."""
    return Candidate(
        fact=fact,
        value=value,
        how=how,
        role=sentence.role,
        sentence=sentence.number,
        utterance=sentence.utterance,
        turn=sentence.turn,
        start=sentence.start + start,
        end=sentence.start + end,
        rule=rule,
        weight=weight,
        heard=sentence.heard,
    )
