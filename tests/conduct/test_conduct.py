from datetime import datetime, timedelta, timezone

import pytest

from pipeline.conduct.risks import find_risks
from pipeline.conduct.rules import conduct_rules
from pipeline.conduct.violations import find_violations
from pipeline.resources import taxonomy
from tests.checklist.dialogue import call

BEIJING = timezone(timedelta(hours=8))
NOON = datetime(2026, 3, 3, 12, 0, tzinfo=BEIJING)


def risks(*lines: str, product: str = "consumer") -> set[str]:
    return {f.id for f in find_risks(call(*lines), product)}


def violations(*lines: str, at: datetime | None = NOON) -> set[str]:
    return {f.id for f in find_violations(call(*lines), at, "consumer")}


# What is said, by whom, and the risks that a reviewer must see in it.
RISKS = [
    ("客：其实是帮我表弟贷的，他征信不行。", "consumer", {"third_party_borrowing"}),
    ("客：钱下来拿去凑首付。", "consumer", {"prohibited_use"}),
    ("客：先还掉那几个网贷。", "consumer", {"debt_rollover"}),
    ("客：中介收了我三个点。", "consumer", {"intermediary_fee"}),
    ("客：我上个月被裁了。", "consumer", {"income_loss"}),
    ("客：厂子停工半个月了，货款也收不回来。", "business", {"operating_difficulty"}),
    ("客：这个月怕是还不上了。", "consumer", {"overdue"}),
    ("客：公司账户被冻结了。", "business", {"litigation"}),
    ("客：我没申请过什么贷款啊。", "consumer", {"identity_doubt"}),
    ("客：我要去投诉你们。", "consumer", {"complaint"}),
    ("客：你不会是骗子吧？", "consumer", {"scam_doubt"}),
    ("坐：您已经逾期12天了。", "consumer", {"overdue"}),
    ("客：要是碰上个骗子呢，谁赔我？", "consumer", {"scam_doubt"}),
    ("客：上上个月是刷信用卡交的车贷。", "consumer", {"debt_rollover"}),
    # the same words where they are harmless
    ("客：我从来没有逾期过。", "consumer", set()),
    ("客：没有中介收我钱。", "consumer", set()),
    ("客：万一还不上怎么办？", "consumer", set()),
    ("客：我不炒股，哪会炒股。", "consumer", set()),
    ("客：没打过官司。", "business", set()),
    ("客：每个月拿工资还房贷。", "consumer", set()),
    ("客：我不会投诉你的，放心。", "consumer", set()),
    ("坐：你不会是骗子吧？", "consumer", set()),
]


@pytest.mark.parametrize(("line", "product", "expected"), RISKS, ids=[r[0] for r in RISKS])
def test_risks_are_what_the_customer_says_in_earnest(line: str, product: str, expected: set[str]) -> None:
    assert risks(line, product=product) == expected


VIOLATIONS = [
    ("坐：您放心，我这边包过的。", {"approval_promise"}),
    ("坐：流水不够我找人给您刷一刷。", {"false_material"}),
    ("坐：服务费三个点，下款以后转给我。", {"illegal_fee"}),
    ("坐：不还我们就去你单位堵你。", {"threat"}),
    ("坐：不买保险这笔批不下来。", {"tied_sale"}),
    ("坐：利息一天才两块钱，跟没有一样。", {"misleading_rate"}),
    ("坐：你这种人就是老赖。", {"abusive_language"}),
    ("坐：复核问起来，你就说没找过中介。", {"leading_answer"}),
    # the same words where they are harmless
    ("坐：我不能保证一定批，要看审批。", set()),
    ("坐：我们不收任何手续费、服务费。", set()),
    ("坐：请您如实填写，不能包装流水。", set()),
    ("坐：保险自愿，不买也不影响审批。", set()),
    ("坐：逾期会依法上征信，我是如实告知您。", set()),
    ("坐：那就不客气了，再见。", set()),
    ("客：他说包过的。", set()),
    ("客：中介让我先交两千服务费转给他。", set()),
]


@pytest.mark.parametrize(("line", "expected"), VIOLATIONS, ids=[v[0] for v in VIOLATIONS])
def test_violations_are_what_the_agent_says_in_earnest(line: str, expected: set[str]) -> None:
    assert violations(line) == expected


def test_telling_a_relative_of_the_loan_is_disclosure() -> None:
    lines = ("坐：请问是孙浩吗？", "客：他不在，我是他妈，有什么事跟我说。", "坐：他有笔贷款3个月没还了。")
    assert "third_party_disclosure" in violations(*lines)
    assert risks(*lines) >= {"identity_doubt"}


def test_asking_a_relative_for_a_call_back_is_none() -> None:
    lines = ("坐：请问是孙浩吗？", "客：他不在，我是他妈，有什么事跟我说。", "坐：麻烦他回个电话就行。")
    assert "third_party_disclosure" not in violations(*lines)


def test_once_the_borrower_is_on_the_line_the_loan_may_be_spoken_of() -> None:
    lines = ("坐：请问是孙浩吗？", "客：他在忙，我是他弟，我叫他。", "客：喂，我是孙浩，你说。", "坐：您的贷款该还了。")
    assert "third_party_disclosure" not in violations(*lines)


@pytest.mark.parametrize(
    ("hour", "minute", "fires"), [(7, 59, True), (8, 0, False), (21, 59, False), (22, 0, True), (0, 30, True)]
)
def test_calls_belong_between_eight_and_ten(hour: int, minute: int, fires: bool) -> None:
    found = violations("坐：您好。", at=NOON.replace(hour=hour, minute=minute))
    assert ("off_hours_call" in found) is fires


def test_call_hours_are_not_judged_where_nobody_knows_them() -> None:
    assert violations("坐：您好。", at=None) == set()


def test_a_finding_quotes_its_sentence_and_its_seconds() -> None:
    (finding,) = find_risks(call("坐：您好。", "客：你好。我上个月被裁了，没工作。嗯。"), "consumer")
    evidence = finding.evidence[0]
    assert (evidence.quote, evidence.utterance, evidence.start) == ("我上个月被裁了，没工作", 1, 3.0)


def test_there_is_a_rule_for_every_risk_and_violation_of_the_taxonomy() -> None:
    assert set(conduct_rules().risks) == set(taxonomy().risks)
    assert set(conduct_rules().violations) == set(taxonomy().violations)
