"""Passages become calls of a few turns; what does not hold together is refused by file and passage."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from pipeline.domain.vocabulary import Status
from pipeline.errors import ChecklistError
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.yamlfile import load_yaml
from pipeline.training.corpus import LabelledCall, span_in
from pipeline.training.passages import UNTOUCHED, invented_items, labelled_passages, passages_in, with_untouched_items

PASSAGES = models_folder() / "corpus" / "passages"
PASSAGE = {
    "id": 7,
    "product": "consumer",
    "stage": "pre_loan",
    "turns": [{"a": "收入呢，一个月多少？"}, {"c": "我爱人八千，我自己五千二。"}],
    "items": {"income": {"status": "verified", "turns": {0: "raises", 1: "answers"}}},
    "facts": {"monthly_income": 5200},
    "mentions": [
        {"fact": "monthly_income", "turn": 1, "text": "八千", "whose": "other"},
        {"fact": "monthly_income", "turn": 1, "text": "五千二"},
    ],
}


def read(tmp_path: Path, *passages: Any) -> list[LabelledCall]:
    path = tmp_path / "p900.yaml"
    path.write_text(yaml.safe_dump({"passages": list(passages)}, allow_unicode=True), encoding="utf-8")
    return passages_in(load_yaml(path))


def test_a_passage_is_a_call_in_which_nothing_else_is_touched(tmp_path: Path) -> None:
    (call,) = read(tmp_path, PASSAGE)
    assert call.id == "p900-07"
    assert call.speakers == ("a", "c")
    assert call.items["income"].status is Status.VERIFIED
    assert {label.status for item, label in call.items.items() if item != "income"} == {Status.MISSING}
    assert [mention.holds for mention in call.mentions] == [False, True]


def items(count: int) -> dict[str, dict[str, str]]:
    """A writer's own items."""
    return {f"own_{n}": {"name": f"事项{n}", "kind": "ask", "means": "客户说出来"} for n in range(count)}


def test_own_items_are_judged_where_they_are_touched_and_some_where_they_are_not(tmp_path: Path) -> None:
    touched = {"own_items": {"own_3": {"status": "verified", "turns": {1: "states"}}}}
    path = tmp_path / "p900.yaml"
    passages = [deepcopy(PASSAGE | touched | {"id": n}) for n in range(1, 12)]  # shared parts would be aliases
    path.write_text(yaml.safe_dump({"own_items": items(20), "passages": passages}), encoding="utf-8")
    calls = passages_in(load_yaml(path))
    for call in calls:
        asked = {item.id: item for item in call.own_items}
        assert len(asked) == 1 + UNTOUCHED
        assert asked["own_3"].text == "核实事项：事项3。客户说出来"
        assert {item for item in asked if call.items[item].status is Status.VERIFIED} == {"own_3"}
    assert {item.id for call in calls for item in call.own_items} == items(20).keys()


def test_a_call_is_judged_against_invented_items_that_it_does_not_touch(tmp_path: Path) -> None:
    path = tmp_path / "p900.yaml"
    touched = {"own_items": {"own_3": {"status": "verified", "turns": {1: "states"}}}}
    path.write_text(yaml.safe_dump({"own_items": items(20), "passages": [PASSAGE | touched]}), encoding="utf-8")
    invented = invented_items(passages_in(load_yaml(path)))
    assert len(invented) == 1 + UNTOUCHED
    (plain,) = read(tmp_path, PASSAGE)
    call = with_untouched_items(plain, invented, Random(1))
    assert {item.id for item in call.own_items} <= {item.id for item in invented}
    assert len(call.own_items) == UNTOUCHED
    assert {call.items[item.id].status for item in call.own_items} == {Status.MISSING}
    assert {item: label for item, label in call.items.items() if item in plain.items} == plain.items


@pytest.mark.parametrize(
    ("invented", "named", "cause"),
    [
        ("income", {}, "the product has items of these names: income"),
        ("revenue", {}, "the product has items of these names: revenue"),
        ("own_0", {"items": {"own_0": {"status": "missing"}}}, "names just what the writer invented"),
        ("own_0", {"own_items": {"income": {"status": "missing"}}}, "names just what the writer invented"),
    ],
)
def test_what_a_writer_invents_and_what_the_product_asks_are_kept_apart(
    invented: str, named: dict[str, Any], cause: str, tmp_path: Path
) -> None:
    path = tmp_path / "p900.yaml"
    own_items = {invented: items(1)["own_0"]}
    path.write_text(yaml.safe_dump({"own_items": own_items, "passages": [PASSAGE | named]}), encoding="utf-8")
    with pytest.raises(ChecklistError, match=cause):
        passages_in(load_yaml(path))


BROKEN: list[tuple[str, Callable[[dict[str, Any]], object], str]] = [
    ("fact", lambda p: p["facts"].update(loan_amount=5), "the facts and the mentions that hold disagree"),
    ("item", lambda p: p["items"].update(revenue={"status": "missing"}), "items differ from the checklist"),
    (
        "own item",
        lambda p: p.update(own_items={"unheard_of": {"status": "missing"}}),
        "names just what the writer invented.*unheard_of",
    ),
    ("unknown", lambda p: p.update(unknown=["revenue"]), "revenue is not asked for"),
    ("turn", lambda p: p["items"]["income"]["turns"].update({5: "answers"}), "there is no turn 5"),
    ("text", lambda p: p["mentions"][1].update(text="九千"), "does not stand in turn 1"),
    ("speaker", lambda p: p["turns"].append({"bank": "喂"}), "Input should be"),
    ("two at once", lambda p: p["turns"].append({"a": "喂", "c": "喂"}), "at most 1"),
    ("length", lambda p: p["turns"].extend({"c": "嗯"} for _ in range(40)), "at most 30"),
]


@pytest.mark.parametrize(("_", "breaks", "cause"), BROKEN, ids=[name for name, _, _ in BROKEN])
def test_what_does_not_hold_together_is_refused(
    _: str, breaks: Callable[[dict[str, Any]], object], cause: str, tmp_path: Path
) -> None:
    broken = yaml.safe_load(yaml.safe_dump(PASSAGE))
    breaks(broken)
    with pytest.raises(ChecklistError, match=cause):
        read(tmp_path, PASSAGE | {"id": 1}, broken)


@pytest.mark.slow  # every passage of every writer is read: three quarters of a minute of one core
def test_all_that_are_there_hold_together_and_their_values_stand_in_the_text() -> None:
    calls = [call for part in ("train", "tune", "kept_away") for call in labelled_passages(part)]
    assert len({call.id for call in calls}) == len(calls) > 0
    for call in calls:
        for mention in call.mentions:
            assert span_in(call.utterance_of[mention.turn], mention.text), f"{call.id}, turn {mention.turn}"


def test_every_writer_stands_in_one_part_alone() -> None:
    writers = [path.stem for path in PASSAGES.glob("*/*.yaml")]
    assert len(set(writers)) == len(writers)
