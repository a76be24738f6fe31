"""Labels and spoken turns as they are read, and when a reported fact counts as the labelled one."""

import json
from datetime import date
from pathlib import Path

import pytest

from pipeline.domain.report import FactValue
from pipeline.domain.vocabulary import Role, Status
from pipeline.errors import ChecklistError, UsageError
from pipeline.evaluation.gold import GoldValue, read_gold, read_reference, same_fact


@pytest.mark.parametrize(
    ("name", "want", "have"),
    [
        ("loan_amount", 300000, "300,000"),
        ("loan_amount", 300000, 300000.0),
        ("annual_rate", 4.35, "4.350"),
        ("monthly_income", "8000~10000", "8000-10000"),
        ("monthly_income", "8000~10000", "8000.0至10000"),
        ("intermediary_used", False, "false"),
        ("intermediary_used", True, True),
        ("birth_date", date(1988, 7, 15), "1988-07-15"),
        ("id_tail", "123x", "123X"),
        ("customer_name", "陈志强", "陈志强先生"),
        ("employer", "市第二建筑公司", "第二建筑公司"),
        ("loan_purpose", "renovation", " renovation"),
    ],
)
def test_values_that_say_the_same(name: str, want: GoldValue, have: FactValue) -> None:
    assert same_fact(name, want, have)


@pytest.mark.parametrize(
    ("name", "want", "have"),
    [
        ("loan_amount", 300000, 250000),
        ("loan_amount", 300000, "300000~350000"),
        ("id_tail", "2718", "27180"),
        ("customer_name", "陈志强", "陈志刚"),
        ("employer", "市第二建筑公司", ""),
        ("intermediary_used", False, True),
        ("loan_purpose", "vehicle", "veh"),
    ],
)
def test_values_that_do_not(name: str, want: GoldValue, have: FactValue) -> None:
    assert not same_fact(name, want, have)


def test_labelled_calls_come_by_the_names_of_their_files_and_keep_only_their_labels(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.yaml").write_text(
            f"id: {name}\nmade_by: hand\ngold:\n  items: {{income: missing}}\n  facts: {{birth_date: 1988-07-15}}\n",
            encoding="utf-8",
        )
    (tmp_path / "notes.txt").write_text("no label", encoding="utf-8")
    first, second = read_gold(tmp_path)
    assert (first.id, second.id) == ("a", "b")
    assert first.gold.items == {"income": Status.MISSING}
    assert first.gold.facts == {"birth_date": date(1988, 7, 15)}
    assert first.gold.risks == frozenset()


@pytest.mark.parametrize(
    "label", ["items: {income: perhaps}", "items: {income: missing}\n  moods: [cross]", "risks: []"]
)
def test_a_label_that_does_not_hold_to_the_form_is_refused(tmp_path: Path, label: str) -> None:
    (tmp_path / "a.yaml").write_text(f"id: a\ngold:\n  {label}\n", encoding="utf-8")
    with pytest.raises(ChecklistError, match=r"a\.yaml"):
        read_gold(tmp_path)


def test_spoken_turns_are_read_as_they_were_spoken(tmp_path: Path) -> None:
    turns = {"layout": "mono", "turns": [{"role": "customer", "voice": "b", "start": 1.5, "end": 2, "text": "你好"}]}
    (tmp_path / "c-1.turns.json").write_text(json.dumps(turns), encoding="utf-8")
    reference = read_reference(tmp_path, "c-1")
    assert reference.layout == "mono"
    assert [(turn.role, turn.start, turn.text) for turn in reference.turns] == [(Role.CUSTOMER, 1.5, "你好")]


@pytest.mark.parametrize("content", [None, "", "[]", '{"layout": "quad", "turns": []}', '{"layout": "mono"}'])
def test_spoken_turns_that_cannot_be_read_are_refused_with_the_form_they_need(
    tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "c-1.turns.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match="the spoken turns cannot be read") as refused:
        read_reference(tmp_path, "c-1")
    assert "stereo|mono" in str(refused.value)
