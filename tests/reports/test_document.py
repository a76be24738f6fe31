"""A report as a spaCy Doc."""

import pytest

from pipeline.domain.report import CallReport, evidence_in
from pipeline.domain.vocabulary import Role, Status
from pipeline.reports.document import GROUPS, document
from tests.making import a_report, an_utterance

UTTERANCES = (
    an_utterance(0, Role.AGENT, "您这次想贷多少？", 1.0),
    an_utterance(1, Role.CUSTOMER, "贷20万，分36期还。", 4.0),
)


def report_with(quote: str) -> CallReport:
    evidence = evidence_in(UTTERANCES[1], quote, rule="loan_amount.read.answers", explanation="客户作出了答复")
    made = a_report(items={"loan_amount": Status.VERIFIED}).model_copy(update={"transcript": UTTERANCES})
    items = tuple(item.model_copy(update={"evidence": (evidence,)}) for item in made.items)
    return made.model_copy(update={"items": items, "facts": (), "risks": (), "violations": ()})


@pytest.mark.parametrize(("quote", "words"), [("贷20万", "贷20万"), ("贷20万，分36期还。", "贷20万，分36期还。")])
def test_evidence_is_a_span_labelled_by_what_it_bears_out(quote: str, words: str) -> None:
    doc = document(report_with(quote))
    (span,) = doc.spans["items"]
    assert (span.text, span.label_) == (words, "loan_amount")
    assert [utterance._.role for utterance in doc.spans["utterances"]] == [Role.AGENT, Role.CUSTOMER]


def test_every_group_is_there_and_what_stands_nowhere_is_left_out() -> None:
    doc = document(report_with("贷**万"))
    assert {group: len(doc.spans[group]) for group in GROUPS} == dict.fromkeys(GROUPS, 0)
