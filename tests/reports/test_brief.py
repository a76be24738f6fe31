"""The lines that an agent reads before a call, and what they leave out."""

from datetime import date
from typing import Any

import pytest

from pipeline.cases.overview import CaseOverview, Contradiction, FileMismatch, ItemState
from pipeline.domain.report import FactValue, Mismatch
from pipeline.domain.vocabulary import Status
from pipeline.reports.brief import brief_lines

SETTLED = ItemState(item="loan_term", status=Status.VERIFIED, call_id="c-1", second=1.0, question="")


def a_case(**known: Any) -> CaseOverview:
    """A case of two calls of which nothing is known, if nothing else is said."""
    nothing: dict[str, Any] = dict.fromkeys(("settled", "open", "contradictions", "mismatches", "risks"), ())
    return CaseOverview(**{"case_id": "k-1", "calls": ("c-1", "c-2"), "due": None, **nothing, **known})


def an_open(item: str, status: Status, question: str = "", second: float | None = None) -> ItemState:
    return ItemState(item=item, status=status, call_id="c-2", second=second, question=question)


def a_contradiction(fact: str, first: FactValue, second: FactValue) -> Contradiction:
    return Contradiction(fact=fact, first=first, first_call="c-1", second=second, second_call="c-2")


def a_mismatch(fact: str, stated: FactValue, application: FactValue) -> FileMismatch:
    return FileMismatch(
        call_id="c-2", mismatch=Mismatch(fact=fact, stated=stated, application=application, evidence=())
    )


def test_a_case_of_which_nothing_is_open_is_one_line() -> None:
    assert list(brief_lines(a_case(settled=(SETTLED, SETTLED)))) == ["案件 k-1：已通话2次，2项已落实，0项待问"]


@pytest.mark.parametrize(
    ("state", "line"),
    [
        (
            an_open("income", Status.MISSING, "请问您每月收入多少？"),
            "  1. 请问您每月收入多少？（收入情况：未涉及，c-2）",
        ),
        (an_open("income", Status.REFUSED, "请问收入？", 83.2), "  1. 请问收入？（收入情况：客户拒答，c-2，1:23）"),
        (an_open("income", Status.UNANSWERED, "请问收入？", 0.0), "  1. 请问收入？（收入情况：已问未答，c-2，0:00）"),
        (an_open("income", Status.NOT_EVALUABLE), "  1. 收入情况（收入情况：无法判定，c-2）"),
        (an_open("our_own_item", Status.INSUFFICIENT), "  1. our_own_item（our_own_item：核实不足，c-2）"),
    ],
)
def test_what_is_open_is_a_question_with_what_became_of_it_and_where(state: ItemState, line: str) -> None:
    assert list(brief_lines(a_case(open=(state,)))) == [
        "案件 k-1：已通话2次，0项已落实，1项待问",
        "需要问的：",
        line,
    ]


@pytest.mark.parametrize(
    ("contradiction", "line"),
    [
        (a_contradiction("loan_amount", 200_000, "250000~300000"), "贷款金额前后不一致：c-1说20万元，c-2说25～30万元"),
        (a_contradiction("loan_term", 12, 36), "贷款期限前后不一致：c-1说12个月，c-2说36个月"),
        (a_contradiction("marital_status", "married", "divorced"), "婚姻状况前后不一致：c-1说已婚，c-2说离异"),
    ],
)
def test_a_difference_between_calls_is_told_with_both_values(contradiction: Contradiction, line: str) -> None:
    assert list(brief_lines(a_case(contradictions=(contradiction,))))[1:] == ["需要澄清的：", f"  1. {line}"]


@pytest.mark.parametrize(
    ("mismatch", "line"),
    [
        (a_mismatch("loan_amount", 300_000, "250000"), "贷款金额与申请资料不一致：c-2说30万元，资料为25万元"),
        (a_mismatch("annual_rate", 4.35, 3.6), "年化利率与申请资料不一致：c-2说4.35%，资料为3.6%"),
    ],
)
def test_a_difference_from_the_loan_file_is_told_with_both_values(mismatch: FileMismatch, line: str) -> None:
    assert list(brief_lines(a_case(mismatches=(mismatch,))))[1:] == ["需要澄清的：", f"  1. {line}"]


@pytest.mark.parametrize(
    ("fact", "name"),
    [
        ("customer_name", "客户姓名"),
        ("id_tail", "证件号末位"),
        ("phone", "手机号"),
        ("birth_date", "出生日期"),
        ("employer", "工作单位"),
        ("a fact of a later version", "a fact of a later version"),
    ],
)
def test_who_somebody_is_is_never_written_out(fact: str, name: str) -> None:
    case = a_case(
        contradictions=(a_contradiction(fact, "秘密一", "秘密二"),), mismatches=(a_mismatch(fact, "秘密三", "秘密四"),)
    )
    assert list(brief_lines(case))[1:] == [
        "需要澄清的：",
        f"  1. {name}前后不一致（c-1、c-2）",
        f"  2. {name}与申请资料不一致（c-2）",
    ]


def test_every_section_counts_from_one_and_keeps_its_order() -> None:
    case = a_case(
        settled=(SETTLED,),
        open=(an_open("residence", Status.MISSING, "住哪里？"), an_open("income", Status.MISSING, "收入？")),
        contradictions=(a_contradiction("loan_term", 12, 24),),
        risks=("overdue", "litigation"),
        due=date(2026, 3, 5),
    )
    assert list(brief_lines(case)) == [
        "案件 k-1：已通话2次，1项已落实，2项待问",
        "需要问的：",
        "  1. 住哪里？（居住情况：未涉及，c-2）",
        "  2. 收入？（收入情况：未涉及，c-2）",
        "需要澄清的：",
        "  1. 贷款期限前后不一致：c-1说12个月，c-2说24个月",
        "需要留意的风险：",
        "  1. 已逾期或预计还不上",
        "  2. 涉诉、被执行、资产被查封",
        "建议最迟联系日期：2026-03-05",
    ]
