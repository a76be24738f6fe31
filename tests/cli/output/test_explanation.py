"""The lines of an account of one verdict, from accounts that the test decides."""

from typing import Any

import pytest

from pipeline.cli.output.explanation import explanation_lines
from pipeline.domain.grounds import ConductAccount, Contribution, FactAccount, ItemAccount
from pipeline.domain.vocabulary import Role
from pipeline.services.explain import Explanation, HourAccount
from tests.making import EVIDENCE, a_report, an_utterance

REPORT = a_report().model_copy(
    update={
        "transcript": (
            an_utterance(0, Role.AGENT, "您这次想贷多少？", 65.0),
            an_utterance(1, Role.CUSTOMER, "贷二十万。", 68.0),
        )
    }
)
ASKED = Contribution(utterance=0, does="raises", probability=0.9, weight=0.25)
ANSWERED = Contribution(utterance=1, does="states", probability=0.8, weight=-0.125)
SHOWN = [
    "  1:05 agent raises (0.90, weight +0.25): 您这次想贷多少？",
    "  1:08 customer states (0.80, weight -0.12): 贷二十万。",
]
NOTHING = "  no utterance does anything to it"


def lines(what: str, **accounts: Any) -> list[str]:
    return list(explanation_lines(Explanation(id=what, report=REPORT, **accounts)))


@pytest.mark.parametrize(("contributions", "shown"), [((ASKED, ANSWERED), SHOWN), ((), [NOTHING])])
def test_an_item_is_its_statuses_the_likeliest_first_and_what_bears_them_out(
    contributions: tuple[Contribution, ...], shown: list[str]
) -> None:
    statuses = {"missing": 0.1, "verified": 0.7, "refused": 0.2}
    account = ItemAccount(item="loan_amount", statuses=statuses, contributions=contributions)
    assert lines("loan_amount", item=account) == [
        "loan_amount: verified 0.70, refused 0.20, missing 0.10",
        "  read 2 utterances; weight: what leaving an utterance out takes from the verdict",
        *shown,
    ]


@pytest.mark.parametrize(("standing", "value"), [(200000, "200000"), ("装修", "装修"), (None, "nothing")])
def test_a_fact_is_the_value_that_stands_and_what_bears_it_out(standing: int | str | None, value: str) -> None:
    account = FactAccount(standing=standing, threshold=0.5, contributions=(ANSWERED,))
    assert lines("loan_amount", fact=account) == [
        f"loan_amount as a fact: {value} stands; reported from 0.50",
        "  of values that are about equally sure the last counts",
        SHOWN[1],
    ]


@pytest.mark.parametrize(
    ("probability", "outcome"),
    [
        (0.8, "reported, 0.800"),
        (0.798, "listed for the reviewer, 0.798"),
        (0.3, "listed for the reviewer, 0.300"),
        (0.299, "not found, 0.299"),
        (0.0, "not found, 0.000"),
    ],
)
def test_a_risk_is_reported_listed_or_not_found(probability: float, outcome: str) -> None:
    account = ConductAccount(probability=probability, reported_from=0.8, listed_from=0.3, contributions=(ASKED,))
    assert lines("overdue", conduct=account) == [
        f"overdue: {outcome}; reported from 0.80, listed for the reviewer from 0.30",
        SHOWN[0],
    ]


def test_a_verdict_of_the_clock_shows_its_evidence() -> None:
    assert lines("off_hours_call", hour=HourAccount(began="2026-03-11T22:30", evidence=(EVIDENCE,))) == [
        "off_hours_call: by the time of the call, not by what was said",
        "  0:00 [测试] 测试: 录音",
    ]


def test_what_judged_before_and_what_reads_now_come_first_where_they_differ() -> None:
    pairs = (("consumer.pre_loan@1", "consumer.pre_loan@2"), ("reader-1", "reader-2"))
    assert lines("overdue", superseded=pairs) == [
        "judged by consumer.pre_loan@1; read again by consumer.pre_loan@2",
        "judged by reader-1; read again by reader-2",
    ]


def test_a_name_that_an_item_and_a_fact_share_has_both_accounts_the_item_first() -> None:
    item = ItemAccount(item="loan_amount", statuses={"verified": 1.0}, contributions=())
    fact = FactAccount(standing=None, threshold=0.5, contributions=())
    assert [line for line in lines("loan_amount", item=item, fact=fact) if not line.startswith("  ")] == [
        "loan_amount: verified 1.00",
        "loan_amount as a fact: nothing stands; reported from 0.50",
    ]
