"""A refitted reader is tried on calls that it was not fitted on, and nothing is adopted that was not measured."""

from dataclasses import replace

import pytest

from pipeline.checklist.load import load_checklist
from pipeline.dialogue.transcript import SpokenTurn, transcript_from_turns
from pipeline.domain.vocabulary import Role, Status
from pipeline.learning.decisions import Decision
from pipeline.learning.trial import DecidedCall, Trial, is_kept_away, run_trial
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
