"""Fits what the evidence for a name weighs (models/names.json): two logistic regressions, with a surname and without.

    python -m pipeline.training.names tests/privacy/data/*.yaml

The files are dialogues in which all names are labelled (tests/privacy/data/README.md). Beside them stand the labelled
calls of models/corpus/calls/train, of which the customer's name is labelled; what reads like a name there by the
dialogues alone and is not labelled is left out, for it is most often the agent's.
"""

import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml

from pipeline.privacy.name_evidence import FILE, Stretch, Talk, evidence_around, evidence_of_itself, statistics
from pipeline.privacy.names import stretches, weighed
from pipeline.privacy.numbers import Turn
from pipeline.rulebook.files import models_folder
from pipeline.text.segmentation import person_names
from pipeline.text.surnames import TRANSLITERATED, surname_of

_CALLS: Final = "corpus/calls/train/*.yaml"
_OF_CORPUS: Final = 20.0  # a name of the corpus counts as so many of jieba's dictionary, many of which are none
_LEAST_SEEN: Final = 5
_UNSEEN: Final = 3
_SMOOTHED: Final = 2000
_WEIGHT_OF_CALL: Final = 0.3
_EVERY: Final = 20  # of the utterances of a call without its customer's name
_L2: Final = 1.0
_ROUNDS: Final = 30
_LIKE_A_NAME: Final = -0.7
_LEAST: Final = {"surnamed": -0.9, "alone": 0.0}  # by fits on two files, seen on the third
_HOPELESS: Final = 0.5  # percent of the names that are told at all, by what they reach by themselves
_HOW: Final = (
    "python -m pipeline.training.names {files}: logistic regressions over the evidence of pipeline/privacy/"
    "name_evidence.py. surname, first and last: natural logarithms of how often a character stands there in names, of "
    "jieba's dictionary and of the labelled calls; the empty one for those seldom seen."
)


@dataclass(frozen=True)
class Example:
    """The evidence for one stretch. itself: what its own characters say of it. weight: how much it counts."""

    kind: str
    itself: Mapping[str, float]
    evidence: Mapping[str, float]
    is_name: bool
    weight: float = 1.0


def main() -> None:
    """Fit on the files that are named, and write models/names.json."""
    files = [Path(name) for name in sys.argv[1:]]
    calls = [yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in sorted(models_folder().glob(_CALLS))]
    filed = {str(call.get("application", {}).get("customer_name", "")) for call in calls}
    made = how_names_are_made(filed - {""})
    how = _HOW.format(files=" ".join(map(str, files)))
    write({"how": how, **made, "weights": {}, "least": _LEAST, "hopeless": {}})
    dialogues = [each for path in files for each in yaml.safe_load(path.read_text(encoding="utf-8"))]
    write({**_read(), **weights_of(dialogues, calls)})


def weights_of(dialogues: Sequence[Any], calls: Sequence[Any]) -> dict[str, Any]:
    """Weights, and what is hopeless, by kind. dialogues: as YAML gives them; calls: labelled calls of the corpus."""
    sure = [example for dialogue in dialogues for example in _of_dialogue(dialogue)]
    first = {kind: fit([each for each in sure if each.kind == kind]) for kind in _LEAST}
    more = [example for call in calls for example in _of_call(call)]
    kept = [each for each in more if each.is_name or weighed(first[each.kind], each.evidence) < _LIKE_A_NAME]
    weights = {kind: fit([each for each in (*sure, *kept) if each.kind == kind]) for kind in _LEAST}
    return {"weights": weights, "hopeless": {kind: _hopeless(kind, weights[kind], sure) for kind in _LEAST}}


def _hopeless(kind: str, weights: Mapping[str, float], examples: Sequence[Example]) -> float:
    """What nearly all names reach by what their own characters say for them."""
    names = [each for each in examples if each.kind == kind and each.is_name]
    told = [each for each in names if weighed(weights, each.evidence) > _LEAST[kind]]
    return round(float(np.percentile([weighed(weights, each.itself) for each in told], _HOPELESS)), 1)


def how_names_are_made(known: set[str]) -> dict[str, dict[str, float]]:
    """How likely each character is as a surname, as the first of two of a given name, and as its last."""
    counted: dict[str, Counter[str]] = {"surname": Counter(), "first": Counter(), "last": Counter()}
    names = {name: 1.0 for name in person_names() if not set(name) <= TRANSLITERATED}
    for name in known:
        names[name] = names.get(name, 0.0) + _OF_CORPUS
    for name, times in names.items():
        surname = surname_of(name)
        given = name[len(surname) :]
        if surname and 1 <= len(given) <= 2:
            counted["surname"][surname] += int(times)
            counted["last"][given[-1]] += int(times)
            counted["first"][given[:-1]] += int(times)
    del counted["first"][""]
    return {place: _logarithms(letters) for place, letters in counted.items()}


def _logarithms(letters: Counter[str]) -> dict[str, float]:
    total = sum(letters.values()) + _SMOOTHED
    often = {letter: times for letter, times in sorted(letters.items()) if times >= _LEAST_SEEN}
    return {letter: round(math.log(times / total), 1) for letter, times in (("", _UNSEEN), *often.items())}


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """The weights of the evidence by Newton's method, each but the first held to nought by _L2."""
    names = sorted({name for example in examples for name in example.evidence})
    column = {name: n for n, name in enumerate(names)}
    shown = np.zeros((len(examples), len(names)))
    for row, example in enumerate(examples):
        for name, value in example.evidence.items():
            shown[row, column[name]] = value
    is_name = np.array([float(example.is_name) for example in examples])
    counts = np.array([example.weight for example in examples])
    held = np.full(len(names), _L2)
    held[column["bias"]] = 1e-6
    weights = np.zeros(len(names))
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-np.clip(shown @ weights, -30, 30)))
        slope = shown.T @ (counts * (likely - is_name)) + held * weights
        bend = (shown * (counts * likely * (1 - likely))[:, None]).T @ shown + np.diag(held)
        weights -= np.linalg.solve(bend, slope)
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True) if abs(weight) >= 0.01}


def _of_dialogue(dialogue: Any) -> Iterator[Example]:
    """Every stretch of a dialogue, and its names without their surnames as more given names by themselves."""
    talk = Talk([Turn(turn["role"], turn["text"]) for turn in dialogue["turns"]])
    names = set(_names(dialogue))
    told = {talk.texts[turn][start:end] for turn, start, end in names}
    for turn, text in enumerate(talk.texts):
        for at in stretches(text, turn):
            is_name = (turn, at.start, at.end) in names
            if at.surname or (not _is_part(at, names) and is_name == (text[at.start : at.end] in _given(told))):
                yield _example(talk, at, is_name=is_name)
    for turn, start, end in names:
        surname = surname_of(talk.texts[turn][start:end])
        if surname and end - start - len(surname) == 2:
            yield from _without_surname(dialogue, Stretch(turn, start, end, surname))


def _without_surname(dialogue: Any, at: Stretch) -> Iterator[Example]:
    """The same talk with the given name alone, where it says so much of a name that people leave the surname out."""
    texts = [turn["text"] for turn in dialogue["turns"]]
    texts[at.turn] = texts[at.turn][: at.start] + texts[at.turn][at.start + len(at.surname) :]
    talk = Talk([Turn("", text) for text in texts])
    found = _example(talk, Stretch(at.turn, at.start, at.end - len(at.surname), ""), is_name=True)
    if any(found.evidence.get(name) for name in ("told", "relative", "role", "alone")):
        yield found


def _given(names: set[str]) -> set[str]:
    return {name[-2:] for name in names if len(name) == 3 and surname_of(name)} | {
        name for name in names if not surname_of(name)
    }


def _is_part(at: Stretch, names: set[tuple[int, int, int]]) -> bool:
    """Whether it is a part of a name, or all of one that has a surname."""
    return any(
        at.turn == turn and start < at.end and at.start < end and (start, end) != (at.start, at.end)
        for turn, start, end in names
    )


def _of_call(call: Any) -> Iterator[Example]:
    """Some of the stretches of a labelled call, its customer's name among them."""
    talk = Talk([Turn(key.split()[1], text) for key, text in call["turns"].items()])
    mentioned = {str(each["text"]) for each in call.get("mentions", ()) if each["fact"] == "customer_name"}
    names = {name for name in mentioned if surname_of(name) and len(name) > 1}
    for turn, text in enumerate(talk.texts):
        if turn % _EVERY and not any(name in text for name in names):
            continue
        for at in stretches(text, turn):
            stretch = text[at.start : at.end]
            is_name = bool(at.surname) and stretch in names
            if at.surname or not any(stretch in name for name in names):
                yield _example(talk, at, is_name=is_name, weight=_WEIGHT_OF_CALL)


def _example(talk: Talk, at: Stretch, *, is_name: bool, weight: float = 1.0) -> Example:
    made = evidence_of_itself(talk, at)
    kind = "surnamed" if at.surname else "alone"
    return Example(kind, made, {**made, **evidence_around(talk, at, made)}, is_name, weight)


def _names(dialogue: Any) -> Iterator[tuple[int, int, int]]:
    reached: dict[int, int] = {}
    for secret in dialogue["secrets"]:
        turn, text = secret["turn"], secret["text"]
        if secret["kind"] == "name":
            start = dialogue["turns"][turn]["text"].find(text, reached.get(turn, 0))
            reached[turn] = start + len(text)
            yield turn, start, start + len(text)


def _read() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((models_folder() / FILE).read_text(encoding="utf-8"))
    return found


def write(content: Mapping[str, Any]) -> None:
    """Write models/names.json, and have it read anew."""
    text = json.dumps(content, ensure_ascii=False, indent=0, sort_keys=False)
    (models_folder() / FILE).write_text(text + "\n", encoding="utf-8")
    statistics.cache_clear()


if __name__ == "__main__":
    main()
