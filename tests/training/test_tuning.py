"""Thresholds are those that fit the labels best, the temperature the one that makes them likeliest."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.reader.reading import Reading
from pipeline.rulebook.yamlfile import load_yaml
from pipeline.training.corpus import LabelledCall
from pipeline.training.passages import passages_in
from pipeline.training.tuning import LEAST_CONDUCT, ReadCall, read_calls, tuned
from tests.reader.readings import LABELS, a_reading


def call_of(folder: Path, **labels: Any) -> LabelledCall:
    passage = {
        "id": 1,
        "product": "consumer",
        "stage": "pre_loan",
        "turns": [{"c": "我结婚了。"}, {"c": "嗯。"}],
    } | labels
    path = folder / "p900.yaml"
    path.write_text(yaml.safe_dump({"passages": [passage]}, allow_unicode=True), encoding="utf-8")
    (call,) = passages_in(load_yaml(path))
    return call


MARRIED: dict[str, Any] = {
    "facts": {"marital_status": "married"},
    "mentions": [{"fact": "marital_status", "turn": 0, "text": "结婚"}],
}


def test_a_threshold_parts_what_is_labelled_from_what_is_not(tmp_path: Path) -> None:
    right, wrong = call_of(tmp_path, **MARRIED), call_of(tmp_path)
    read = [
        ReadCall(call, a_reading(call.transcript, values={("marital_status", "married"): {0: probability}}), ())
        for call, probability in ((right, 0.8), (wrong, 0.6))
    ]
    assert 0.6 < tuned(LABELS, read).thresholds.value <= 0.8


@pytest.mark.parametrize(
    ("shown", "innocent", "least", "most"),
    [(0.9, 0.75, 0.75, 0.9), (0.5, 0.1, LEAST_CONDUCT, LEAST_CONDUCT)],
)
def test_nobody_is_accused_by_less_than_the_least(
    shown: float, innocent: float, least: float, most: float, tmp_path: Path
) -> None:
    read = [
        ReadCall(call, a_reading(call.transcript, conduct={"overdue": {0: probability}}), ())
        for call, probability in (
            (call_of(tmp_path, risks={"overdue": [0]}), shown),
            (call_of(tmp_path), innocent),
        )
    ]
    assert least <= tuned(LABELS, read).thresholds.default_conduct <= most


def test_passages_take_part_in_thresholds_but_not_in_the_temperature(tmp_path: Path) -> None:
    call = call_of(tmp_path, items={"income": {"status": "verified", "turns": {0: "answers"}}})
    sure = ReadCall(call, a_reading(call.transcript, statuses={"income": {"verified": 0.9, "missing": 0.1}}), ())
    wrong = ReadCall(call, a_reading(call.transcript, statuses={"income": {"verified": 0.1, "missing": 0.9}}), ())
    alone = tuned(LABELS, [sure])
    assert tuned(LABELS, [sure], [wrong]).temperature == alone.temperature
    assert tuned(LABELS, [sure, wrong]).temperature > alone.temperature


class EveryItemMissing:
    """A reader that says of every call that nothing is in it."""

    def read(self, transcript: Any, product: str, stage: str, *_: Any) -> Reading:
        return a_reading(transcript, product=product, stage=stage)


def test_calls_are_read_with_their_spans(tmp_path: Path) -> None:
    call = call_of(tmp_path, turns=[{"c": "我每个月收入五千二百元。"}])
    (read,) = read_calls(EveryItemMissing(), [call])  # type: ignore[arg-type]
    assert read.call is call
    assert {span.utterance for span in read.spans} == {0}
    assert any("monthly_income" in span.values for span in read.spans)
