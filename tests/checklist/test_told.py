"""What the call gives as a fact or voices as a risk is not left out, whatever was asked."""

import pytest

from pipeline.checklist.judge import judge_items
from pipeline.checklist.load import load_checklist
from pipeline.checklist.told import told_in
from pipeline.conduct.risks import find_risks
from pipeline.domain.report import ItemResult
from pipeline.facts.extract import extract_facts
from tests.checklist.dialogue import call, judged


def judged_with_all(*lines: str, product: str, stage: str) -> dict[str, ItemResult]:
    talk = call(*lines)
    told = told_in(talk, extract_facts(talk, product, stage), find_risks(talk, product))
    return {result.id: result for result in judge_items(talk, load_checklist(product, stage), told=told)}


@pytest.mark.parametrize(
    ("lines", "product", "stage", "item", "rule"),
    [
        (
            ["坐：最近还顺当不？", "客：货堆在仓库里走不动。"],
            "business",
            "post_loan",
            "operation_change",
            "operating_difficulty",
        ),
        (
            ["坐：咱们核一下合同，年化四个点，三年。", "客：对，没错。"],
            "consumer",
            "in_review",
            "loan_term",
            "loan_term",
        ),
    ],
)
def test_a_fact_or_risk_in_the_customers_word_covers_its_item(
    lines: list[str], product: str, stage: str, item: str, rule: str
) -> None:
    found = judged_with_all(*lines, product=product, stage=stage)[item]
    assert judged(call(*lines), product, stage)[item].status != "verified"
    assert found.status == "verified"
    assert rule in found.evidence[0].rule


def test_what_only_the_agent_said_covers_nothing() -> None:
    lines = ["坐：还款日给您设在六号，可以吧？", "客：那利息打哪天算起？", "坐：放款那天起。", "客：哦。"]
    assert judged_with_all(*lines, product="consumer", stage="in_review")["repayment_day"].status == "unanswered"
