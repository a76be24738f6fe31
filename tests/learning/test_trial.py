"""A refitted reader is tried on calls that it was not fitted on, and nothing is adopted that was not measured."""

from dataclasses import replace

import pytest

from pipeline.checklist.load import load_checklist
from pipeline.dialogue.transcript import transcript_from_turns
from pipeline.dialogue.turns import SpokenTurn
from pipeline.domain.vocabulary import Role, Status
from pipeline.evaluation.metrics import Counts
from pipeline.learning.decisions import Decision
from pipeline.learning.trial import LEAST_CALLS, DecidedCall, Measures, Trial, is_kept_away, measures_of, run_trial
from pipeline.reader.reader import Reader
from pipeline.rules import shipped_rules

IDS = [f"c-{n}" for n in range(60)]
KEPT = [call_id for call_id in IDS if is_kept_away(call_id)]


@pytest.fixture(scope="module")
def call(plain_reader: Reader) -> DecidedCall:
    """One call that the plain reader has read, with no decision yet."""
    turns = [SpokenTurn(role=Role.AGENT, text="您的收入呢？"), SpokenTurn(role=Role.CUSTOMER, text="还可以吧。")]
    transcript, checklist = (
        transcript_from_turns(turns, shipped_rules().corrector),
        load_checklist("consumer", "pre_loan"),
    )
    read = plain_reader.read(transcript, "consumer", "pre_loan", checklist.asked)
    return DecidedCall("c", transcript, checklist, read, ())


def decided(call: DecidedCall, decisions: dict[str, dict[str, Status | bool]]) -> list[DecidedCall]:
    """The call under every id of decisions, with its decisions."""
    return [
        replace(
            call, call_id=i, decisions=tuple(Decision(call_id=i, id=what, value=value) for what, value in each.items())
        )
        for i, each in decisions.items()
    ]


def other_than(call: DecidedCall, item: str) -> Status:
    """A status that the reader does not give the item."""
    given = call.verdict(call.reading.labels).statuses[item]
    return Status.REFUSED if given is not Status.REFUSED else Status.UNANSWERED


def trial(call: DecidedCall, decisions: dict[str, dict[str, Status | bool]]) -> Trial:
    return run_trial(call.reading.labels, decided(call, decisions))


def test_what_all_decide_is_fitted_and_flips(call: DecidedCall) -> None:
    wanted = other_than(call, "income")
    tried = trial(call, {i: {"income": wanted} for i in IDS})
    assert tried.fitted == ("income",)
    assert tried.kept_away == len(KEPT)
    assert tried.after.accuracy > tried.before.accuracy
    assert tried.may_be_adopted
    assert {flip.what for flip in tried.changes} == {"income"}


def test_the_same_decisions_again_give_the_same_reader(call: DecidedCall) -> None:
    decisions: dict[str, dict[str, Status | bool]] = {i: {"income": other_than(call, "income")} for i in IDS}
    once = trial(call, decisions).labels
    read_by_it = replace(call, reading=call.reweighed(once))
    again = run_trial(once, decided(read_by_it, decisions))
    assert again.labels.status_shifts["income"] == pytest.approx(once.status_shifts["income"], abs=1e-3)
    assert again.labels.learned_from == once.learned_from


def test_what_is_worse_on_the_calls_kept_away_is_put_back(call: DecidedCall) -> None:
    right, wrong = call.verdict(call.reading.labels).statuses["income"], other_than(call, "income")
    tried = trial(call, {i: {"income": right if i in KEPT else wrong} for i in IDS})
    assert tried.left == ("income",)
    assert tried.fitted == ()
    assert not tried.may_be_adopted


def test_what_was_decided_in_one_part_alone_is_not_fitted(call: DecidedCall) -> None:
    wanted = other_than(call, "income")
    decisions: dict[str, dict[str, Status | bool]] = {i: {"threat" if i in KEPT else "income": i in KEPT} for i in IDS}
    decisions |= {i: {"income": wanted} for i in IDS if i not in KEPT}
    assert trial(call, decisions).fitted == ()


def test_the_clock_learns_nothing(call: DecidedCall) -> None:
    tried = trial(call, {i: {"off_hours_call": True} for i in IDS})
    assert tried.not_learned == len(IDS)
    assert not tried.may_be_adopted


@pytest.mark.parametrize(("count", "enough"), [(LEAST_CALLS, True), (LEAST_CALLS - 1, False)])
def test_below_so_many_decided_calls_nothing_may_be_adopted(call: DecidedCall, count: int, enough: bool) -> None:
    tried = trial(call, {i: {"income": other_than(call, "income")} for i in IDS[:count]})
    assert tried.learned_on + tried.kept_away == count
    assert (tried.enough, tried.may_be_adopted) == (enough, enough)


def test_calls_that_all_fall_to_one_part_are_not_enough(call: DecidedCall) -> None:
    many = [f"k-{n}" for n in range(200) if is_kept_away(f"k-{n}")][: LEAST_CALLS + 3]
    tried = trial(call, {i: {"income": other_than(call, "income")} for i in many})
    assert (tried.learned_on, tried.kept_away) == (0, len(many))
    assert not tried.enough


def test_a_third_of_the_calls_is_kept_away_and_always_the_same_ones() -> None:
    kept = [call_id for call_id in (f"call-{n}" for n in range(3000)) if is_kept_away(call_id)]
    assert 900 < len(kept) < 1100
    assert all(is_kept_away(call_id) for call_id in kept)


def test_what_nobody_decided_on_does_not_count(call: DecidedCall) -> None:
    verdict = call.verdict(call.reading.labels)
    right, wrong = verdict.statuses["income"], other_than(call, "loan_amount")
    (both,) = decided(call, {"c-1": {"income": right, "loan_amount": wrong, "threat": True, "off_hours_call": True}})
    found = measures_of(both, verdict)
    assert (found.statuses_right, found.statuses) == (1, 2)
    assert both.findings == {"threat": True}
    assert measures_of(call, verdict) == Measures()


@pytest.mark.parametrize(
    ("mine", "other", "worse"),
    [
        (Measures(statuses_right=8, statuses=10), Measures(statuses_right=8, statuses=10), False),
        (Measures(statuses_right=7, statuses=10), Measures(statuses_right=8, statuses=10), True),
        (Measures(statuses_right=9, statuses=10), Measures(statuses_right=8, statuses=10), False),
        (Measures(findings=Counts(tp=1, fp=1)), Measures(findings=Counts(tp=1)), True),
        (Measures(statuses_right=9, statuses=9, flagged=Counts(tp=1, fn=1)), Measures(flagged=Counts(tp=1)), True),
        (Measures(), Measures(), False),
    ],
)
def test_a_reader_is_worse_where_any_figure_is_lower(mine: Measures, other: Measures, worse: bool) -> None:
    assert mine.is_worse_than(other) is worse


def test_measures_of_many_calls_add_up() -> None:
    one = Measures(statuses_right=1, statuses=2, findings=Counts(tp=1))
    assert one + Measures() == one
    assert (one + one).accuracy == 0.5
    assert (one + one).statuses == 4
