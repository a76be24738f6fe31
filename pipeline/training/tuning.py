"""Chooses thresholds and the temperature on the tuning part, and says how good the result is."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import minimize_scalar

from pipeline.domain.report import Fact
from pipeline.facts.from_reading import facts_from
from pipeline.facts.proposals import Proposal, proposals
from pipeline.reader.artefact import Description, Thresholds
from pipeline.reader.reader import Reader
from pipeline.reader.reading import Reading
from pipeline.resources import taxonomy
from pipeline.training.corpus import LabelledCall

_GRID: Final = tuple(round(0.05 * n, 2) for n in range(4, 19))
# Accusing somebody wrongly costs more than listening once more: precision counts twice in conduct's F.
_BETA: Final = 0.5


@dataclass(frozen=True)
class ReadCall:
    """A labelled call with what the reader says of it."""

    call: LabelledCall
    reading: Reading
    spans: tuple[Proposal, ...]


def read_calls(reader: Reader, calls: Iterable[LabelledCall]) -> list[ReadCall]:
    """Every call, read."""
    read = []
    for call in calls:
        spans = proposals(call.transcript, call.product)
        read.append(ReadCall(call, reader.read(call.transcript, call.product, call.stage, spans), spans))
    return read


def tuned(labels: Description, read: Sequence[ReadCall]) -> Description:
    """The description with thresholds and temperature that fit the calls best.

    read: with temperature 1 and any thresholds.
    """
    thresholds = Thresholds(
        figure=_best(lambda t: _facts_f1(read, t, t, t, _is_figure)),
        value=_best(lambda t: _facts_f1(read, t, t, t, _is_value)),
        name=_best(lambda t: _facts_f1(read, t, t, t, _is_name)),
        default_conduct=_best(lambda t: _conduct_f(read, labels.conduct, t)),
    )
    return labels.model_copy(update={"thresholds": thresholds, "temperature": _temperature(labels, read)})


def _best(score: Callable[[float], float]) -> float:
    """The threshold with the highest score, the middle one where several are equal."""
    scores = [score(threshold) for threshold in _GRID]
    equal = [threshold for threshold, got in zip(_GRID, scores, strict=True) if got >= max(scores) - 1e-9]
    return equal[len(equal) // 2]


def _is_figure(fact: str) -> bool:
    return not _is_name(fact) and not _is_value(fact)


def _is_value(fact: str) -> bool:
    return taxonomy().facts[fact].type in ("enum", "bool")


def _is_name(fact: str) -> bool:
    return taxonomy().facts[fact].type == "text"


def _facts_f1(
    read: Sequence[ReadCall], figure: float, value: float, name: float, counts: Callable[[str], bool]
) -> float:
    thresholds = Thresholds(figure=figure, value=value, name=name)
    found: Counter[str] = Counter()
    for each in read:
        labels = each.reading.labels.model_copy(update={"thresholds": thresholds})
        reading = Reading(**{**vars(each.reading), "labels": labels})
        facts = facts_from(reading, each.spans, each.call.transcript, {})
        found += fact_counts([fact for fact in facts if counts(fact.name)], each.call, counts)
    return f_score(found)


def fact_counts(
    facts: Sequence[Fact], call: LabelledCall, counts: Callable[[str], bool] = lambda _: True
) -> Counter[str]:
    """How many facts are right (tp), wrong or of no label (fp), and not found (fn)."""
    want = {fact: value for fact, value in call.facts.items() if counts(fact)}
    right = sum(fact.name in want and _same(fact.name, want[fact.name], fact.value) for fact in facts)
    return Counter(tp=right, fp=len(facts) - right, fn=len(want) - right)


def _same(name: str, want: object, got: object) -> bool:
    if _is_name(name):
        one, other = str(want), str(got)
        return one in other or other in one
    if isinstance(want, bool) or isinstance(got, bool):
        return want is got
    if isinstance(want, int | float) and isinstance(got, int | float):
        return abs(want - got) < 1e-6
    return str(want) == str(got)


def _conduct_f(read: Sequence[ReadCall], conduct: Sequence[str], threshold: float) -> float:
    found: Counter[str] = Counter()
    for each in read:
        got = {kind for kind, best in _highest(each.reading) if best >= threshold}
        want = {*each.call.risks, *each.call.violations} & set(conduct)
        found += Counter(tp=len(got & want), fp=len(got - want), fn=len(want - got))
    return f_score(found, _BETA)


def _highest(reading: Reading) -> Iterator[tuple[str, float]]:
    for kind in reading.labels.conduct:
        yield kind, max(reading.conduct_of(kind), default=0.0)


def f_score(found: Counter[str], beta: float = 1.0) -> float:
    """The F measure of counts tp, fp and fn; beta below 1 weighs precision more."""
    weight = beta * beta
    whole = (1 + weight) * found["tp"] + weight * found["fn"] + found["fp"]
    return (1 + weight) * found["tp"] / whole if whole else 1.0


def _temperature(labels: Description, read: Sequence[ReadCall]) -> float:
    """What to divide logits by so that their likelihood on the calls is highest (Guo et al. 2017)."""
    rows, want = [], []
    for each in read:
        for item, row in zip(each.reading.items, each.reading.statuses, strict=True):
            rows.append(np.log(np.maximum(row, 1e-9)))
            want.append(labels.statuses.index(each.call.items[item].status))
    logits, picked = np.array(rows), np.array(want)

    def cost(temperature: float) -> float:
        scaled = logits / temperature
        norm = np.log(np.exp(scaled - scaled.max(-1, keepdims=True)).sum(-1)) + scaled.max(-1)
        return float((norm - scaled[np.arange(len(picked)), picked]).mean())

    return round(float(minimize_scalar(cost, bounds=(0.3, 5.0), method="bounded").x), 3)
