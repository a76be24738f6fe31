"""Folders of labels and reports."""

import json
from pathlib import Path

import pytest

from pipeline.domain.vocabulary import Role, Status
from pipeline.errors import ChecklistError, UsageError
from pipeline.evaluation.evaluate import evaluate
from pipeline.reports import codec
from tests.making import a_recording, a_report, an_utterance

LABELS = """
id: c-1
product: consumer
turns: [{a: 您好}]
gold:
  items: {identity: verified, income: missing}
  facts: {birth_date: 1988-07-15, loan_amount: 300000, intermediary_used: false}
  risks: []
"""


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
    ("name", "content", "said"),
    [
        ("c-1.json", "{", "is no call report"),
        ("c-1.turns.json", "{}", "spoken turns cannot be read"),
        ("c-1.turns.json", "nothing", "spoken turns cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(folder: Path, name: str, content: str, said: str) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=said) as caught:
        evaluate(folder, folder, folder)
    assert name in caught.value.subject


def test_folders_that_hold_nothing_are_refused(folder: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UsageError, match="holds no labelled call"):
        evaluate(empty, folder)
    with pytest.raises(UsageError, match="is no folder"):
        evaluate(folder, folder / "none")
