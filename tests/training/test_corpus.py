"""The labelled calls hold together, and what is read out of them stands where it should."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.errors import ChecklistError
from pipeline.rulebook.files import models_folder
from pipeline.rulebook.yamlfile import load_yaml
from pipeline.training.corpus import LabelledCall, labelled_calls, span_in

CALLS = models_folder() / "corpus" / "calls"
FIRST = min((CALLS / "train").glob("*.yaml"))


@pytest.fixture(scope="module")
def tune() -> tuple[LabelledCall, ...]:
    return labelled_calls("tune")


def test_every_writer_stands_in_one_part_alone() -> None:
    parts = {part: {path.stem[:4] for path in (CALLS / part).glob("*.yaml")} for part in ("train", "tune", "kept_away")}
    writers = Counter(writer for names in parts.values() for writer in names)
    assert parts["train"]
    assert parts["tune"]
    assert max(writers.values()) == 1


def test_every_mention_stands_in_the_text_that_judges_read(tune: tuple[LabelledCall, ...]) -> None:
    for call in tune:
        for mention in call.mentions:
            utterance = call.utterance_of[mention.turn]
            place = span_in(utterance, mention.text)
            assert place is not None
            assert 0 <= place[0] < place[1] <= len(utterance.text)


BROKEN: list[tuple[str, Callable[[Any], object], str]] = [
    ("turns", lambda call: call["turns"].update({"900 a": "喂"}), "stands at place"),
    ("items", lambda call: call["items"].popitem(), "items differ from the checklist"),
    ("facts", lambda call: call["facts"].update(shoe_size=44), "no fact is called shoe_size"),
    ("mentions", lambda call: call["mentions"][0].update(text="从来没有说过的话"), "does not stand in turn"),
    ("near", lambda call: call["near"].append({"id": "threat", "turn": 999, "why": "joke"}), "there is no turn 999"),
    ("acts", lambda call: call["items"]["identity"]["turns"].update({0: "sings"}), "Input should be"),
]


@pytest.mark.parametrize(("_", "breaks", "cause"), BROKEN, ids=[name for name, _, _ in BROKEN])
def test_what_does_not_hold_together_is_refused(
    _: str, breaks: Callable[[Any], object], cause: str, tmp_path: Path
) -> None:
    call = yaml.safe_load(FIRST.read_text(encoding="utf-8"))
    breaks(call)
    path = tmp_path / "call.yaml"
    path.write_text(yaml.safe_dump(call, allow_unicode=True, sort_keys=False), encoding="utf-8")
    with pytest.raises(ChecklistError, match=cause):
        load_yaml(path).parse(LabelledCall)
