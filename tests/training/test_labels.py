"""What the heads tell apart comes from the taxonomy; what they shall say of a call stands where its labels stand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from pipeline.reader.encoding import windows
from pipeline.reader.layout import Shape
from pipeline.reader.reading import Span
from pipeline.rulebook.taxonomy import taxonomy
from pipeline.rulebook.yamlfile import load_yaml
from pipeline.training.corpus import LabelledCall
from pipeline.training.labels import NOT_LEARNED, Targets, description, sizes, targets_of
from pipeline.training.passages import passages_in
from tests.reader.models import CharacterModel

LABELS = description(Shape(layers=1), "test", 3)
PASSAGE = {
    "id": 1,
    "product": "consumer",
    "stage": "pre_loan",
    "turns": [{"a": "收入呢？"}, {"c": "我爱人是八千，我是五千。"}, {"c": "我叫王芳，结婚了。"}, {"c": "没欠款。"}],
    "items": {"income": {"status": "verified", "turns": {0: "raises", 1: "answers"}}},
    "facts": {"monthly_income": 5000, "customer_name": "王芳", "marital_status": "married", "existing_debt": 0},
    "mentions": [
        {"fact": "monthly_income", "turn": 1, "text": "八千", "whose": "other"},
        {"fact": "monthly_income", "turn": 1, "text": "五千"},
        {"fact": "customer_name", "turn": 2, "text": "王芳"},
        {"fact": "marital_status", "turn": 2, "text": "结婚"},
        {"fact": "existing_debt", "turn": 3, "text": "没欠款"},
    ],
    "risks": {"income_loss": [1]},
    "near": [{"id": "overdue", "turn": 3, "why": "denied"}],
}
ITEMS = list(taxonomy().items_of("consumer", "pre_loan"))


def call_of(tmp_path: Path, **changes: Any) -> LabelledCall:
    path = tmp_path / "p900.yaml"
    path.write_text(yaml.safe_dump({"passages": [PASSAGE | changes]}, allow_unicode=True), encoding="utf-8")
    (call,) = passages_in(load_yaml(path))
    return call


def spans_of(call: LabelledCall, turn: int, *texts: str) -> list[Span]:
    utterance = call.utterance_of[turn]
    starts = [utterance.text.index(text) for text in texts]
    return [
        Span(utterance=utterance.index, start=start, end=start + len(text))
        for start, text in zip(starts, texts, strict=True)
    ]


def targets(call: LabelledCall, spans: list[Span] | None = None) -> Targets:
    tokenizer = CharacterModel().tokenizer
    (window,) = windows(tokenizer, call.transcript.utterances, call.product, call.stage)
    return targets_of(call, LABELS, window, ITEMS, spans or [])


def test_a_description_names_every_word_of_the_taxonomy_that_is_read_off_words() -> None:
    known = taxonomy()
    assert LABELS.items == tuple(known.items)
    assert set(known.risks) | set(known.violations) == {*LABELS.conduct, "off_hours_call"}
    assert LABELS.acts[0] == "none"
    assert LABELS.tags[0] == "O"
    assert "not_evaluable" not in LABELS.statuses
    truths = {value.value for value in LABELS.values if value.fact == "intermediary_used"}
    assert truths == {True, False}


def test_sizes_count_what_the_description_names() -> None:
    counts = sizes(LABELS)
    assert counts.calls == len(LABELS.products) * len(LABELS.stages)
    for name in ("items", "acts", "statuses", "conduct", "figures", "values", "tags"):
        assert getattr(counts, name) == len(getattr(LABELS, name))


def test_acts_and_statuses_stand_at_their_items(tmp_path: Path) -> None:
    want = targets(call_of(tmp_path))
    income = ITEMS.index("income")
    assert [LABELS.acts[act] for act in want.acts[:, income]] == ["raises", "answers", "none", "none"]
    assert LABELS.statuses[want.statuses[income]] == "verified"
    others = np.delete(want.statuses, income)
    assert {LABELS.statuses[status] for status in others} == {"missing"}


def test_a_status_that_nobody_can_tell_is_not_learned(tmp_path: Path) -> None:
    want = targets(call_of(tmp_path, unknown=["income"]))
    assert want.statuses[ITEMS.index("income")] == NOT_LEARNED


@pytest.mark.parametrize(
    ("facts", "mentions", "act"),
    [
        ({}, [], "answers"),  # an identifier that is no fact
        ({"id_tail": "3412"}, [{"fact": "id_tail", "turn": 1, "text": "3412"}], "answers"),
        ({"id_tail": "3412"}, [{"fact": "id_tail", "turn": 3, "text": "3412"}], "vague"),
    ],
)
def test_a_name_alone_identifies_nobody_where_an_identifier_is_given(
    facts: dict[str, str], mentions: list[dict[str, Any]], act: str, tmp_path: Path
) -> None:
    call = call_of(
        tmp_path,
        turns=[{"a": "您是王芳吗？"}, {"c": "是我，3412。"}, {"a": "身份证后四位？"}, {"c": "3412。"}],
        items={
            "identity": {"status": "verified", "turns": {0: "raises", 1: "answers", 2: "raises", 3: "answers"}},
        },
        facts=facts,
        mentions=mentions,
        risks={},
        near=[],
    )
    given = targets(call).acts[1, ITEMS.index("identity")]
    assert LABELS.acts[given] == act


def test_conduct_and_near_misses_are_marked_apart(tmp_path: Path) -> None:
    want = targets(call_of(tmp_path))
    assert np.argwhere(want.conduct).tolist() == [[1, LABELS.conduct.index("income_loss")]]
    assert np.argwhere(want.near).tolist() == [[3, LABELS.conduct.index("overdue")]]


def test_a_span_is_the_figure_that_is_mentioned_there_and_valid_where_it_holds(tmp_path: Path) -> None:
    call = call_of(tmp_path)
    want = targets(call, [*spans_of(call, 1, "8000", "5000"), *spans_of(call, 2, "王芳")])
    figure = 1 + LABELS.figures.index("monthly_income")
    assert want.figures.tolist() == [figure, figure, 0]
    assert want.valid.tolist() == [0, 1, 0]


def test_values_stand_at_their_turns_and_a_zero_is_no_false(tmp_path: Path) -> None:
    want = targets(call_of(tmp_path))
    marked = [(turn, LABELS.values[n].fact, LABELS.values[n].value) for turn, n in np.argwhere(want.values)]
    assert marked == [(2, "marital_status", "married"), (3, "existing_debt", 0)]


@pytest.mark.parametrize(("is_figure", "value"), [(False, [(1, "all")]), (True, [])])
def test_spending_the_whole_loan_is_a_value_where_no_figure_gives_it(
    is_figure: bool, value: list[tuple[int, str]], tmp_path: Path
) -> None:
    call = call_of(
        tmp_path,
        turns=[{"a": "贷了十万。"}, {"c": "十万全用完了。"}],
        items={},
        facts={"loan_amount": 100000, "funds_used": 100000},
        mentions=[
            {"fact": "loan_amount", "turn": 0, "text": "十万"},
            {"fact": "funds_used", "turn": 1, "text": "十万" if is_figure else "全用完"},
        ],
        risks={},
        near=[],
    )
    utterance = call.utterance_of[1]
    spans = [Span(utterance=utterance.index, start=0, end=utterance.text.index("全"))] if is_figure else []
    marked = [(int(turn), LABELS.values[n].value) for turn, n in np.argwhere(targets(call, spans).values)]
    assert marked == value


def test_a_name_begins_and_goes_on(tmp_path: Path) -> None:
    call = call_of(tmp_path)
    want = targets(call)
    tags = [LABELS.tags[tag] for tag in want.tags if tag]
    assert tags == ["B-customer_name", "I-customer_name"]
    (window,) = windows(CharacterModel().tokenizer, call.transcript.utterances, call.product, call.stage)
    tokens = [window.ids[len(window.prefix) + n] for n in np.flatnonzero(want.tags)]
    assert CharacterModel().tokenizer.decode(tokens).replace(" ", "") == "王芳"
