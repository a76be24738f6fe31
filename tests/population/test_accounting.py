"""Every row comes to one thing, and the sums close whatever the list and the store are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.population.accounting import Accounting, Disposition, Expected, Milestone, ReceivedCall, account


def a_call(call_id: str = "c-1", **more: object) -> ReceivedCall:
    """A judged call, if nothing else is said."""
    known = {"case_id": "k-1", "product": "consumer", "stage": "pre_loan", "heard": True, "stands": True}
    return ReceivedCall.model_validate({"call_id": call_id, **known, "judgements": 1, **more})


def a_failure(call_id: str = "c-1", failures: int = 1) -> ReceivedCall:
    return ReceivedCall(call_id=call_id, is_call=False, failures=failures, reason="is empty")


def accounted(*expected: Expected, store: tuple[ReceivedCall, ...] = ()) -> Accounting:
    return account(expected, store, sum(each.is_call for each in store))


CALL = Expected(row=2, call_id="c-1")
LOAN = Expected(row=2, case_id="k-1")


@pytest.mark.parametrize(
    ("expected", "store", "disposition"),
    [
        (CALL, (), "not_received"),
        (CALL, (a_call("c-2"), a_failure("c-3")), "not_received"),
        (CALL, (a_failure(),), "failed"),
        (CALL, (a_call(),), "judged"),
        (CALL, (a_call(failures=2, reason="is empty"),), "judged"),
        (CALL, (a_call(heard=False),), "nothing_heard"),
        (CALL, (a_call(stands=False),), "unjudged"),
        (CALL, (a_call(stands=False, failures=1),), "failed"),
        (LOAN, (a_failure(),), "not_received"),
        (LOAN, (a_call(case_id="k-2"), a_call("c-2", case_id="")), "not_received"),
        (LOAN, (a_call(heard=False), a_call("c-2")), "judged"),
        (LOAN, (a_call(heard=False), a_call("c-2", stands=False)), "unjudged"),
        (LOAN.model_copy(update={"stage": "pre_loan"}), (a_call(),), "judged"),
        (LOAN.model_copy(update={"stage": "post_loan"}), (a_call(),), "other_stage"),
        (LOAN.model_copy(update={"product": "mortgage"}), (a_call(),), "other_product"),
        (LOAN.model_copy(update={"product": "mortgage", "stage": "post_loan"}), (a_call(),), "other_product"),
        (LOAN.model_copy(update={"product": "consumer", "stage": "post_loan"}), (a_call(),), "other_stage"),
    ],
)
def test_a_row_comes_to_how_far_its_calls_came(
    expected: Expected, store: tuple[ReceivedCall, ...], disposition: str
) -> None:
    accounting = accounted(expected, store=store)
    assert [each.disposition for each in accounting.outcomes] == [disposition]
    assert accounting.imbalances() == ()


def test_the_farthest_call_of_a_loan_stands_first() -> None:
    (outcome,) = accounted(LOAN, store=(a_call("c-1", heard=False), a_call("c-3"), a_call("c-2"))).outcomes
    assert [call.call_id for call in outcome.calls] == ["c-2", "c-3", "c-1"]


def test_what_no_row_asked_for_stands_apart() -> None:
    store = (a_call(), a_call("c-2"), a_failure("c-3"))
    accounting = accounted(CALL, store=store)
    assert [each.call_id for each in accounting.unexpected] == ["c-2", "c-3"]
    assert accounting.unplaced == ()


def test_a_call_of_the_loan_at_a_stage_that_was_not_asked_for_stands_apart() -> None:
    store = (a_call(), a_call("c-2", stage="post_loan"))
    accounting = accounted(Expected(row=2, case_id="k-1", stage="pre_loan"), store=store)
    assert [each.call_id for each in accounting.unexpected] == ["c-2"]


def test_a_failure_cannot_be_placed_under_a_loan() -> None:
    accounting = accounted(LOAN, store=(a_call(), a_failure("c-9")))
    assert [each.call_id for each in accounting.unplaced] == ["c-9"]
    assert accounting.unexpected == ()


def test_the_same_recording_under_two_call_ids_is_seen_from_both() -> None:
    store = (a_call(recording_sha256="a"), a_call("c-2", recording_sha256="a"), a_call("c-3", recording_sha256="b"))
    accounting = accounted(*(Expected(row=n, call_id=f"c-{n}") for n in (1, 2, 3)), store=store)
    assert [each.twins for each in accounting.outcomes] == [("c-2",), ("c-1",), ()]


def test_one_recording_of_very_many_calls_costs_no_more_than_a_few_names_each() -> None:
    store = tuple(a_call(f"c-{n}", recording_sha256="a") for n in range(20_000))
    accounting = accounted(*(Expected(row=n, call_id=f"c-{n}") for n in range(20_000)), store=store)
    assert {len(each.twins) for each in accounting.outcomes} == {6}


@pytest.mark.parametrize(
    ("listed", "stored", "other"), [("k-1", "k-1", False), ("k-1", "k-2", True), ("", "k-2", False)]
)
def test_a_call_that_list_and_store_give_to_different_loans_is_seen(listed: str, stored: str, other: bool) -> None:
    expected = Expected(row=2, call_id="c-1", case_id=listed)
    assert accounted(expected, store=(a_call(case_id=stored),)).outcomes[0].in_other_case is other


def test_a_sum_that_does_not_close_is_named() -> None:
    accounting = accounted(CALL, store=(a_call(),)).model_copy(update={"expected": 3, "stored": 5})
    assert [(each.name, each.whole, each.parts) for each in accounting.imbalances()] == [
        ("expected", 3, 1),
        ("stored", 5, 1),
    ]


NAMES = [f"c-{n}" for n in range(8)]
CASES = ["", "k-1", "k-2", "k-3"]
STAGES = ["pre_loan", "post_loan"]
calls = st.builds(
    ReceivedCall,
    call_id=st.sampled_from(NAMES),
    is_call=st.just(True),
    case_id=st.sampled_from(CASES),
    product=st.sampled_from(["consumer", "mortgage"]),
    stage=st.sampled_from(STAGES),
    recording_sha256=st.sampled_from(["a", "b", "c"]),
    heard=st.booleans(),
    stands=st.booleans(),
    failures=st.integers(0, 2),
)
failed = st.builds(a_failure, st.sampled_from(NAMES), st.integers(1, 3))
stores = st.lists(calls | failed, unique_by=lambda each: each.call_id).map(tuple)
call_lists = st.lists(st.builds(Expected, row=st.just(2), call_id=st.sampled_from(NAMES)), unique_by=lambda e: e.key)
loans = st.builds(
    Expected,
    row=st.just(2),
    case_id=st.sampled_from(CASES[1:]),
    stage=st.sampled_from(["", *STAGES]),
    product=st.sampled_from(["", "consumer", "mortgage"]),
)
lists = (call_lists | st.lists(loans, unique_by=lambda e: e.key)).map(tuple)


@given(lists, stores)
def test_the_sums_close_for_every_list_and_store(
    expected: tuple[Expected, ...], store: tuple[ReceivedCall, ...]
) -> None:
    accounting = accounted(*expected, store=store)
    assert len(expected) == sum(accounting.counts().values())
    assert [each.expected for each in accounting.outcomes] == list(expected)
    assert accounting.imbalances() == ()
    placed = {call.call_id for outcome in accounting.outcomes for call in outcome.calls}
    apart = [each.call_id for each in (*accounting.unexpected, *accounting.unplaced)]
    assert sorted([*placed, *apart]) == sorted(each.call_id for each in store)


@given(lists, stores)
def test_the_funnel_only_narrows_and_every_step_is_explained(
    expected: tuple[Expected, ...], store: tuple[ReceivedCall, ...]
) -> None:
    accounting = accounted(*expected, store=store)
    reached = [accounting.reached(each) for each in Milestone]
    lost = [sum(n for d, n in accounting.counts().items() if d.reached == each) for each in Milestone]
    assert reached == [sum(lost[n:]) for n in range(len(lost))]
    assert (reached[0], reached[-1]) == (len(expected), accounting.counts().get(Disposition.JUDGED, 0))
