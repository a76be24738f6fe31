"""Evidence stands where its utterance stands, and a report names its schema."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.domain.job import Job
from pipeline.domain.report import SCHEMA_ID, CallReport, evidence_in
from pipeline.domain.transcript import Utterance
from pipeline.domain.vocabulary import Role

UTTERANCE = Utterance(index=7, start=1.5, end=3.0, role=Role.CUSTOMER, heard="五千二", text="5200")


def test_evidence_has_the_place_of_its_utterance() -> None:
    evidence = evidence_in(UTTERANCE, "5200", rule="income.read", explanation="收入")
    assert (evidence.utterance, evidence.start, evidence.end) == (7, 1.5, 3.0)
    assert (evidence.quote, evidence.rule, evidence.explanation) == ("5200", "income.read", "收入")


def test_a_report_of_another_schema_is_refused() -> None:
    with pytest.raises(ValidationError, match=SCHEMA_ID):
        CallReport.model_validate({"schema": "tinghe.call-report/2"})


@pytest.mark.parametrize(
    ("application", "customer"),
    [({}, ""), ({"customer_name": " 王芳 "}, "王芳"), ({"loan_amount": "100000"}, "")],
)
def test_the_customer_is_named_by_the_loan_file(application: dict[str, str], customer: str) -> None:
    assert Job(call_id="c-1", path=Path("c.wav"), application=application).customer == customer
