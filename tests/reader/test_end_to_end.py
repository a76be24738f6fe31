"""The shipped reader with its weights, on talk that only sounds like something and on talk that is something."""

from pathlib import Path

import pytest

from pipeline.checklist.load import load_checklist
from pipeline.domain.job import Job
from pipeline.judges import Findings, ReaderJudge
from tests.reader.readings import talk

pytestmark = pytest.mark.weights


def judged(reader_judge: ReaderJudge, *lines: str, product: str = "consumer", stage: str = "pre_loan") -> Findings:
    job = Job(call_id="c-1", path=Path(__file__), product=product, stage=stage)
    return reader_judge.judge(job, talk(*lines), load_checklist(product, stage))


OPENING = (
    "坐：您好，这里是江州银行信贷部，我姓卢，工号三三零六，这通电话会录音。请问是葛长河先生吗？",
    "客：对，我是葛长河。",
    "坐：身份证号后四位麻烦您报一下。",
    "客：二七一九。",
)


def test_what_was_said_is_verified_and_what_was_not_is_missing(reader_judge: ReaderJudge) -> None:
    found = judged(reader_judge, *OPENING, "坐：您这次想贷多少？", "客：贷十五万。", "坐：好，再见。")
    statuses = {item.id: item.status for item in found.items}
    assert statuses["recording_notice"] == statuses["agent_identity"] == statuses["loan_amount"] == "verified"
    assert statuses["emergency_contact"] == statuses["marital_status"] == "missing"
    facts = {fact.name: fact.value for fact in found.facts}
    assert facts["loan_amount"] == 150000
    assert facts["id_tail"] == "2719"


def test_the_same_call_gives_the_same_findings(reader_judge: ReaderJudge) -> None:
    assert judged(reader_judge, *OPENING) == judged(ReaderJudge(), *OPENING)


def test_a_call_without_a_word_is_all_missing(reader_judge: ReaderJudge) -> None:
    found = judged(reader_judge)
    assert {item.status for item in found.items} == {"missing"}
    assert (found.facts, found.risks, found.violations) == ((), (), ())


def test_every_finding_quotes_its_utterance(reader_judge: ReaderJudge) -> None:
    transcript = talk(*OPENING)
    found = judged(reader_judge, *OPENING)
    by_items = [evidence for item in found.items for evidence in item.evidence]
    for evidence in by_items + [evidence for fact in found.facts for evidence in fact.evidence]:
        assert evidence.quote in transcript.utterances[evidence.utterance].text
