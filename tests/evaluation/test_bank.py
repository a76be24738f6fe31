"""How much of the phrase bank is recognised."""

from pipeline.domain.vocabulary import Role
from pipeline.evaluation.bank import recognised
from pipeline.intents.bank import Phrase, Speech

PHRASES = (
    Phrase(text="您这次想贷多少？", role=Role.AGENT, speech=Speech.RAISE, about="loan_amount"),
    Phrase(text="签字那笔是谁落的？", role=Role.AGENT, speech=Speech.RAISE, about="own_signature"),
    Phrase(text="三十万", role=Role.CUSTOMER, speech=Speech.ANSWER, about="loan_amount"),
    Phrase(text="电话里不方便说", role=Role.CUSTOMER, speech=Speech.REFUSE, about="income"),
    Phrase(text="今天天气不错", role=Role.AGENT, speech=Speech.RAISE, about="income"),
    Phrase(text="您稍等，我翻一下资料", role=Role.AGENT, speech=Speech.OTHER),
)


def test_each_phrase_that_does_something_is_tried_by_patterns_and_together() -> None:
    results = [(result.by_patterns, result.together) for result in recognised(PHRASES)]
    assert results == [(True, True), (False, True), (True, True), (True, True), (False, False)]
