"""Several calls of one loan, taken together."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.cases.overview import CaseCall, CaseOverview, FollowUpRules, overview_of, read_follow_up_rules
from pipeline.domain.report import FactValue, FollowUp, Mismatch
from pipeline.domain.vocabulary import Status
from pipeline.errors import ChecklistError
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rules import shipped_rules
from tests.making import EVIDENCE, a_fact, an_item


def a_call(
    name: str,
    day: int | None = None,
    *,
    items: dict[str, Status] | None = None,
    facts: dict[str, FactValue] | None = None,
    risks: tuple[str, ...] = (),
) -> CaseCall:
    return CaseCall(
        call_id=name,
        stage="pre_loan",
        started_at=datetime(2026, 3, day, 10, tzinfo=UTC) if day else None,
        items=tuple(an_item(item, status) for item, status in (items or {}).items()),
        facts=tuple(a_fact(fact, value) for fact, value in (facts or {}).items()),
        risks=risks,
        mismatches=(Mismatch(fact="loan_term", stated=12, application=24, evidence=(EVIDENCE,)),)
        if name == "x"
        else (),
        follow_up=tuple(FollowUp(item=item, question=f"请问{item}") for item in items or {}),
    )


def case(*calls: CaseCall) -> CaseOverview:
    return overview_of("k-1", calls, shipped_rules().follow_up)


@pytest.mark.parametrize(
    ("earlier", "later", "best", "call"),
    [
        (Status.VERIFIED, Status.MISSING, Status.VERIFIED, "a"),
        (Status.MISSING, Status.VERIFIED, Status.VERIFIED, "b"),
        (Status.REFUSED, Status.UNANSWERED, Status.REFUSED, "a"),
        (Status.INSUFFICIENT, Status.REFUSED, Status.INSUFFICIENT, "a"),
        (Status.NOT_EVALUABLE, Status.MISSING, Status.NOT_EVALUABLE, "a"),
        (Status.NOT_APPLICABLE, Status.MISSING, Status.NOT_APPLICABLE, "a"),
        (Status.VERIFIED, Status.VERIFIED, Status.VERIFIED, "b"),
    ],
)
def test_the_best_state_of_an_item_counts_and_names_its_call(
    earlier: Status, later: Status, best: Status, call: str
) -> None:
    whole = case(a_call("b", 9, items={"income": later}), a_call("a", 2, items={"income": earlier}))
    (state,) = (*whole.settled, *whole.open)
    assert (state.status, state.call_id) == (best, call)


def test_what_is_open_is_asked_the_heaviest_first_with_its_question() -> None:
    whole = case(a_call("a", 2, items={"residence": Status.MISSING, "identity": Status.REFUSED}))
    assert [(state.item, state.question) for state in whole.open] == [
        ("identity", "请问identity"),
        ("residence", "请问residence"),
    ]


@pytest.mark.parametrize(
    ("fact", "first", "second", "contradicts"),
    [
        ("monthly_income", 8000, 12000, True),
        ("monthly_income", 8000, 8000, False),
        ("monthly_income", "8000~12000", 9000, False),
        ("marital_status", "married", "divorced", True),
        ("customer_name", "陈志远", "陈之远", False),
        ("project_progress", 30, 60, False),
        ("intermediary_used", False, True, True),
    ],
)
def test_two_calls_that_tell_a_fact_differently_contradict(
    fact: str, first: FactValue, second: FactValue, contradicts: bool
) -> None:
    found = case(a_call("b", 9, facts={fact: second}), a_call("a", 2, facts={fact: first})).contradictions
    assert [(one.first_call, one.first, one.second_call, one.second) for one in found] == (
        [("a", first, "b", second)] if contradicts else []
    )


def test_the_more_and_the_heavier_the_risks_the_sooner() -> None:
    due = [
        case(a_call("a", 2, risks=risks)).due for risks in ((), ("complaint",), ("overdue",), ("overdue", "litigation"))
    ]
    assert due == sorted(due, key=lambda day: day or date.min, reverse=True)
    assert len(set(due)) == len(due)
    assert due[0] == date(2026, 5, 31)


def test_a_case_without_times_has_no_date() -> None:
    assert case(a_call("a")).due is None


def test_what_differs_from_the_loan_file_is_kept_with_its_call() -> None:
    assert [(each.call_id, each.mismatch.fact) for each in case(a_call("x", 2)).mismatches] == [("x", "loan_term")]


def test_the_rules_name_what_there_is() -> None:
    rules, words = shipped_rules().follow_up, taxonomy()
    assert set(rules.risks) == set(words.risks)
    assert set(rules.items) <= set(words.items)
    assert rules.changing <= set(words.facts)


def test_the_steps_need_not_be_in_order() -> None:
    rules = FollowUpRules.model_validate(
        {
            "risks": {"overdue": 5},
            "steps": [{"from": 5, "days": 3}, {"from": 0, "days": 60}],
            "items": {},
            "changing": [],
        }
    )
    assert (rules.days_for(frozenset()), rules.days_for(frozenset({"overdue"}))) == (60, 3)


def test_calls_stand_in_the_order_of_their_times_and_those_without_one_first() -> None:
    whole = case(a_call("d", 9), a_call("c", 2), a_call("b"), a_call("a", 9))
    assert whole.calls == ("b", "c", "a", "d")


def test_every_risk_of_the_calls_is_named_once() -> None:
    whole = case(a_call("a", 2, risks=("overdue", "complaint")), a_call("b", 9, risks=("litigation", "overdue")))
    assert whole.risks == ("overdue", "complaint", "litigation")


@pytest.mark.parametrize(
    ("status", "settled"),
    [(status, status in {Status.VERIFIED, Status.NOT_APPLICABLE}) for status in Status],
)
def test_what_is_neither_verified_nor_inapplicable_is_open(status: Status, settled: bool) -> None:
    whole = case(a_call("a", 2, items={"income": status}))
    assert ([state.item for state in whole.settled], [state.item for state in whole.open]) == (
        (["income"], []) if settled else ([], ["income"])
    )


@pytest.mark.parametrize(
    ("status", "second"),
    [(Status.VERIFIED, EVIDENCE.start), (Status.INSUFFICIENT, EVIDENCE.start), (Status.MISSING, None)],
)
def test_a_state_names_the_second_that_bears_it_out(status: Status, second: float | None) -> None:
    whole = case(a_call("a", 2, items={"income": status}))
    assert [state.second for state in (*whole.settled, *whole.open)] == [second]


def test_a_question_is_that_of_the_call_whose_state_counts() -> None:
    later = a_call("b", 9, items={"income": Status.MISSING})
    earlier = a_call("a", 2, items={"income": Status.REFUSED}).model_copy(update={"follow_up": ()})
    assert [(state.call_id, state.question) for state in case(later, earlier).open] == [("a", "")]


def test_each_pair_of_calls_that_contradict_is_named() -> None:
    told = (("a", 2, "married"), ("b", 5, "divorced"), ("c", 9, "married"))
    calls = [a_call(name, day, facts={"marital_status": value}) for name, day, value in told]
    assert [(one.first_call, one.second_call) for one in case(*calls).contradictions] == [("a", "b"), ("b", "c")]


def test_a_case_without_calls_is_empty() -> None:
    whole = case()
    assert (whole.case_id, whole.calls, whole.open, whole.due) == ("k-1", (), (), None)


RULES = {
    "risks": {"overdue": 5, "complaint": 2},
    "steps": [{"from": 0, "days": 60}, {"from": 3, "days": 10}, {"from": 5, "days": 3}],
    "items": {"identity": 9},
    "changing": [],
}


@pytest.mark.parametrize(
    ("risks", "days"),
    [
        (set(), 60),
        ({"complaint"}, 60),
        ({"unlisted"}, 60),
        ({"complaint", "unlisted"}, 10),
        ({"overdue"}, 3),
        ({"overdue", "complaint"}, 3),
    ],
)
def test_risks_add_up_and_one_that_is_not_listed_weighs_one(risks: set[str], days: int) -> None:
    assert FollowUpRules.model_validate(RULES).days_for(frozenset(risks)) == days


def test_where_no_step_is_reached_the_longest_wait_counts() -> None:
    rules = FollowUpRules.model_validate({**RULES, "steps": [{"from": 2, "days": 7}, {"from": 4, "days": 9}]})
    assert rules.days_for(frozenset()) == 9


def test_an_item_that_is_not_listed_weighs_one() -> None:
    rules = FollowUpRules.model_validate(RULES)
    assert (rules.weight_of("identity"), rules.weight_of("income")) == (9, 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("risks: {}\nsteps: []\nitems: {}\nchanging: []\n", "steps"),
        ("risks: {}\nsteps:\n  - {from: 0, days: 0}\nitems: {}\nchanging: []\n", "days"),
        ("risks: {}\nsteps:\n  - {from: -1, days: 3}\nitems: {}\nchanging: []\n", "from"),
        ("risks: {}\nsteps:\n  - {from: 0, days: 3}\nitems: {}\n", "changing"),
    ],
)
def test_a_file_that_does_not_hold_to_its_schema_is_refused_by_its_key(tmp_path: Path, text: str, line: str) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "follow_up.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ChecklistError, match=rf"follow_up\.yaml.*{line}"):
        read_follow_up_rules(tmp_path)
