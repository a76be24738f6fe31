"""Calls against their labels, counted by hand, and folders of labels and reports."""

import json
from pathlib import Path

import pytest

from pipeline.domain.report import FactValue
from pipeline.domain.vocabulary import Role, Status
from pipeline.errors import ChecklistError, UsageError
from pipeline.evaluation.gold import GoldCall, GoldValue, Reference, Verdicts
from pipeline.evaluation.metrics import Counts
from pipeline.evaluation.score import Evaluation, Mistake, evaluate, fact_counts, score_call
from pipeline.reports import codec
from tests.making import a_recording, a_report, an_utterance

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
LABELS = """
id: c-1
product: consumer
turns: [{a: 您好}]
gold:
  items: {identity: verified, income: missing}
  facts: {birth_date: 1988-07-15, loan_amount: 300000, intermediary_used: false}
  risks: []
"""


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


def test_confidences_are_ranked_over_the_items_that_were_reported_and_over_all_facts() -> None:
    report = a_report(
        items={"identity": Status.VERIFIED, "income": Status.MISSING}, facts={"loan_amount": 1, "id_tail": "2718"}
    )
    unsure = tuple(item.model_copy(update={"confidence": 0.2}) for item in report.items if item.id == "income")
    report = report.model_copy(update={"items": (report.items[0], *unsure)})
    ranked = Evaluation(calls=(score_call(GOLD, report, None), score_call(GOLD, None, None))).confidence_rankings
    assert [(each.share, each.results, each.mistakes, each.of_mistakes) for each in ranked["items"]] == [
        (0.1, 1, 1, 1.0),
        (0.2, 1, 1, 1.0),
    ]
    assert [each.results for each in ranked["facts"]] == [1, 1]


@pytest.mark.parametrize(
    ("status", "flagged"),
    [
        (Status.VERIFIED, False),
        (Status.NOT_APPLICABLE, False),
        (Status.MISSING, True),
        (Status.NOT_EVALUABLE, True),
    ],
)
def test_what_a_reviewer_must_chase_counts_as_flagged(status: Status, flagged: bool) -> None:
    (judged,) = score_call(
        GoldCall(id="c-1", gold=Verdicts(items={"income": Status.MISSING})), a_report(items={"income": status}), None
    ).items
    assert judged.counts == (Counts(tp=1) if flagged else Counts(fn=1))


@pytest.mark.parametrize(
    ("want", "have", "counts"),
    [
        ({}, {}, Counts()),
        ({"loan_term": 36}, {"loan_term": 36}, Counts(tp=1)),
        ({"loan_term": 36}, {"loan_term": 24}, Counts(fp=1, fn=1)),
        ({"loan_term": 36}, {}, Counts(fn=1)),
        ({}, {"loan_term": 36}, Counts(fp=1)),
    ],
)
def test_a_wrong_value_counts_as_missed_and_as_made_up(
    want: dict[str, GoldValue], have: dict[str, FactValue], counts: Counts
) -> None:
    assert fact_counts(want, have) == counts


def test_text_is_summed_over_the_calls_that_have_it() -> None:
    spoken = Reference.model_validate({"layout": "mono", "turns": [{"role": "agent", "start": 0, "text": "您好"}]})
    report = a_report(transcript=(an_utterance(0, Role.AGENT, "您", 0.0),))
    call = score_call(GOLD, report, spoken)
    text = Evaluation(calls=(call, call)).text
    assert text is not None
    assert (text.errors, text.characters, text.right_role) == (2, 4, 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Labels, a report that is right, and the words said, all in one folder."""
    (tmp_path / "c-1.yaml").write_text(LABELS, encoding="utf-8")
    report = a_report(
        a_recording("c-1"),
        items={"identity": Status.VERIFIED, "income": Status.MISSING},
        facts={"birth_date": "1988-07-15", "loan_amount": 300000, "intermediary_used": False},
        transcript=(an_utterance(0, Role.AGENT, "您好", 0.0),),
    )
    (tmp_path / "c-1.json").write_text(codec.to_json(report), encoding="utf-8")
    turns = {"layout": "stereo", "turns": [{"role": "agent", "voice": "a", "start": 0.5, "end": 1, "text": "您好！"}]}
    (tmp_path / "c-1.turns.json").write_text(json.dumps(turns), encoding="utf-8")
    return tmp_path


def test_a_right_report_scores_full_marks_in_everything(folder: Path) -> None:
    scores = evaluate(folder, folder, folder)
    assert all(counts.f1 == 1 for counts in scores.measures.values())
    assert scores.measures["facts"].tp == 3
    assert scores.text is not None
    assert (scores.text.characters, scores.text.errors, scores.text.right_role) == (2, 0, 2)


def test_without_the_words_said_there_are_no_error_rates(folder: Path) -> None:
    assert evaluate(folder, folder).text is None


def test_a_label_that_cannot_be_meant_is_refused_with_its_line(folder: Path) -> None:
    (folder / "c-2.yaml").write_text("id: c-2\ngold:\n  items: {identity: perhaps}\n", encoding="utf-8")
    with pytest.raises(ChecklistError, match=r"c-2\.yaml:3"):
        evaluate(folder, folder)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("c-1.json", "{", "is no call report"),
        ("c-1.turns.json", "{}", "spoken turns cannot be read"),
        ("c-1.turns.json", "nothing", "spoken turns cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(folder: Path, name: str, content: str, message: str) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=message) as caught:
        evaluate(folder, folder, folder)
    assert name in caught.value.subject


def test_folders_that_hold_nothing_are_refused(folder: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UsageError, match="holds no labelled call"):
        evaluate(empty, folder)
    with pytest.raises(UsageError, match="is no folder"):
        evaluate(folder, folder / "none")
