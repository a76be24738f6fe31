"""Calls against their labels, counted by hand."""

import pytest

from pipeline.domain.vocabulary import Role, Status
from pipeline.evaluation.counts import Counts
from pipeline.evaluation.gold import GoldCall, Reference, Verdicts
from pipeline.evaluation.score import Evaluation, Mistake, score_call
from tests.making import a_report, an_utterance

GOLD = GoldCall(
    id="c-1",
    gold=Verdicts(
        items={
            "identity": Status.VERIFIED,
            "income": Status.INSUFFICIENT,
            "residence": Status.MISSING,
            "loan_term": Status.NOT_APPLICABLE,
        },
        facts={"loan_amount": 300000, "id_tail": "2718"},
        risks=frozenset({"overdue"}),
    ),
)


def test_a_report_that_says_what_the_label_says_is_right_throughout() -> None:
    report = a_report(items=dict(GOLD.gold.items), facts={"loan_amount": 300000, "id_tail": "2718"}, risks=("overdue",))
    scored = Evaluation(calls=(score_call(GOLD, report, None),))
    assert {name: counts.f1 for name, counts in scored.measures.items()} == dict.fromkeys(scored.measures, 1.0)
    assert scored.status_accuracy == 1.0
    assert scored.calls[0].mistakes == ()
    assert scored.text is None


def test_every_kind_of_mistake_is_counted_and_listed() -> None:
    report = a_report(
        items={"identity": Status.NOT_EVALUABLE, "income": Status.UNANSWERED, "residence": Status.VERIFIED},
        facts={"loan_amount": 250000, "employer": "甲公司"},
        risks=("complaint",),
        violations=("threat",),
    )
    scored = Evaluation(calls=(score_call(GOLD, report, None),))
    assert scored.measures == {
        # income is flagged although with another status; what could not be heard must be chased like a flag
        "flagged items": Counts(tp=1, fp=1, fn=1),
        "facts": Counts(tp=0, fp=2, fn=2),
        "risks": Counts(tp=0, fp=1, fn=1),
        "violations": Counts(tp=0, fp=1, fn=0),
        "mismatches": Counts(),
    }
    assert scored.status_accuracy == 0.0
    assert scored.confusion[Status.NOT_APPLICABLE] == {"absent": 1}
    assert scored.calls[0].mistakes == (
        Mistake(call_id="c-1", what="identity", have="not_evaluable", want="verified"),
        Mistake(call_id="c-1", what="income", have="unanswered", want="insufficient"),
        Mistake(call_id="c-1", what="residence", have="verified", want="missing"),
        Mistake(call_id="c-1", what="loan_term", have="absent", want="not_applicable"),
        Mistake(call_id="c-1", what="employer", have="甲公司", want="absent"),
        Mistake(call_id="c-1", what="id_tail", have="absent", want="2718"),
        Mistake(call_id="c-1", what="loan_amount", have="250000", want="300000"),
        Mistake(call_id="c-1", what="risks", have="complaint", want="overdue"),
        Mistake(call_id="c-1", what="violations", have="threat", want="none"),
    )


def test_a_call_without_a_report_misses_all_that_it_should_have_found() -> None:
    spoken = Reference.model_validate({"layout": "mono", "turns": [{"role": "agent", "start": 0, "text": "您好"}]})
    scored = Evaluation(calls=(score_call(GOLD, None, spoken),))
    assert scored.unreported == ("c-1",)
    assert scored.measures["flagged items"] == Counts(fn=2)
    assert scored.measures["facts"] == Counts(fn=2)
    assert scored.text is None


def test_items_are_gathered_over_calls() -> None:
    right = score_call(GOLD, a_report(items=dict(GOLD.gold.items)), None)
    scored = Evaluation(calls=(right, score_call(GOLD, None, None)))
    assert [judged.right for judged in scored.by_item["income"]] == [True, False]
    assert list(scored.by_item) == list(GOLD.gold.items)


def test_text_is_summed_over_the_calls_that_have_it() -> None:
    spoken = Reference.model_validate({"layout": "mono", "turns": [{"role": "agent", "start": 0, "text": "您好"}]})
    report = a_report(transcript=(an_utterance(0, Role.AGENT, "您", 0.0),))
    call = score_call(GOLD, report, spoken)
    text = Evaluation(calls=(call, call)).text
    assert text is not None
    assert (text.errors, text.characters, text.right_role) == (2, 4, 2)


@pytest.mark.parametrize(
    ("counts", "precision", "recall", "f1"),
    [
        (Counts(), 1, 1, 1),
        (Counts(fp=1), 0, 1, 0),
        (Counts(fn=1), 1, 0, 0),
        (Counts(tp=2, fp=1, fn=2), 2 / 3, 0.5, 4 / 7),
    ],
)
def test_precision_and_recall(counts: Counts, precision: float, recall: float, f1: float) -> None:
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx((precision, recall, f1))
